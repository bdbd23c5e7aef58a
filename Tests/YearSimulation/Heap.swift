import Foundation

/// What has an instant, the earliest first; of equal instants the one that was inserted first.
struct Heap<Element> {
    private var items: [(key: (Date, Int), value: Element)] = []
    private var count = 0

    /// The instant of the first; in the distant future where there is none.
    var firstInstant: Date { items.first?.key.0 ?? .distantFuture }

    mutating func insert(_ value: Element, at: Date) {
        count += 1
        items.append(((at, count), value))
        var child = items.count - 1
        while child > 0, items[child].key < items[(child - 1) / 2].key {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first; there must be one.
    mutating func removeFirst() -> Element {
        items.swapAt(0, items.count - 1)
        let first = items.removeLast().value
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < items.count }
            guard let least = children.min(by: { items[$0].key < items[$1].key }), items[least].key < items[parent].key else { return first }
            items.swapAt(parent, least)
            parent = least
        }
    }
}
