import Dispatch

/// Runs an actor's work on a serial Dispatch queue of its own, over a pool that all clusters share.
///
/// So each cluster's work is serial, and no cluster's long comparison keeps another's answers waiting. Follows the
/// executor proposal SE-0392.
final class ClusterExecutor: SerialExecutor {
    /// The pool below all clusters' queues; Dispatch bounds its threads by the number of processors.
    private static let pool = DispatchQueue(label: "fleet.clusters", attributes: .concurrent)

    private let queue: DispatchQueue

    init(cluster: String) {
        queue = DispatchQueue(label: "fleet.cluster.\(cluster)", target: Self.pool)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedSerialExecutor()
        queue.async {
            unsafe job.runSynchronously(on: executor)
        }
    }

    func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
