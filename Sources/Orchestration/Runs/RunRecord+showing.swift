import DurableFlow

extension RunRecord {
    /// Whether it is a showing that failed before it was published: there is nothing to see of it, and its date may be tried anew.
    var hasFailedUnpublished: Bool { state == .failed && (try? ServiceFlow(self))?.autowebinar?.facts.published == false }
}
