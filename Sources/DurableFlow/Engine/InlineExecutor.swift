/// Goes on with a task at once, on the thread that wakes it: the writer's after a commit, the transport's after an answer.
///
/// A step is woken twice and does little each time, so that a hand-over to a pool of threads costs as much as the work itself; without it, steps
/// one at a time were 18 % quicker in a single trial. What such a task does between two waits must therefore be short, must not block (but for
/// the sync of a step that is alone, see ``Writer/write(here:_:)``), and must not wait for the thread that woke it.
///
/// What another task wakes goes to the pool all the same: one that cancels holds the lock of the task it cancels, and the woken task must not
/// run to its end under that lock (the runtime ends the process then).
final class InlineExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        if withUnsafeCurrentTask(body: { $0 != nil }) {
            globalConcurrentExecutor.enqueue(job)
        } else {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
