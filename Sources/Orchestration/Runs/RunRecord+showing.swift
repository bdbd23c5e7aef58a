import DurableFlow

extension RunRecord {
    /// Whether it is a showing that failed before it was published and left nothing at livedigital: its date may be tried anew. Beside what was left,
    /// after a restore perhaps published, another would be one too many.
    var hasFailedUnpublished: Bool {
        guard state == .failed, let flow = (try? ServiceFlow(self))?.autowebinar else { return false }
        return !flow.facts.published && flow.made.isEmpty
    }
}
