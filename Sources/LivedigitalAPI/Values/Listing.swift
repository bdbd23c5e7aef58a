/// What a list operation answered.
package struct Listing<Item: Sendable>: Sendable {
    /// The objects, in livedigital's order.
    package var items: [Item]
    /// False when livedigital says that there are more than it sent. Then an object that is not here may exist all the same: absence is
    /// not proved.
    package var isComplete: Bool

    package init(items: [Item], isComplete: Bool) {
        self.items = items
        self.isComplete = isComplete
    }
}

extension Listing {
    /// Whether it is proved that no object is like this: the list is whole, and none of it is.
    func lacks(_ isLike: (Item) -> Bool) -> Bool { isComplete && !items.contains(where: isLike) }
}

extension Listing: Equatable where Item: Equatable {}
