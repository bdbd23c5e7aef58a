/// Goes on with a task at once, on the thread that wakes it: the writer's after a commit, the transport's after an answer.
///
/// A step is woken twice and does little each time, so that a hand-over to a pool of threads costs as much as the work itself; without it, steps
/// one at a time were 18 % quicker in a single trial. What such a task does between two waits must therefore be short, must not block, and must
/// not wait for the thread that woke it.
final class InlineExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        job.runSynchronously(on: asUnownedTaskExecutor())
    }
}
