/// Goes on with a task at once, on the thread that wakes it: the writer's after a commit, the transport's after an answer.
///
/// A step is woken twice and does little each time, so a hand-over to a pool of threads would cost more than the work itself: measured, half the
/// time of a step when one run is worked on at a time. What such a task does between two waits must therefore be short, must not block, and must
/// not wait for the thread that woke it.
final class InlineExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        job.runSynchronously(on: asUnownedTaskExecutor())
    }
}
