import Glibc

/// Runs work that nests deep on a thread of its own.
///
/// The threads that tasks run on have a stack of the size that the system says, mostly 8 MiB, which templates that call
/// each other a thousand times use up. The only place of this target that starts threads, or holds C pointers.
public enum DeepStack {
    /// The stack of such a thread, in bytes; the system gives memory only for what is used of it.
    private static let size = 512 << 20
    /// What of it is free for the work, in bytes; the rest is for what it calls at the deepest place.
    public static let free = size - 16 << 20

    /// What a thread is given, and what it leaves behind.
    ///
    /// A class, because a thread takes one pointer.
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Runs `body` and waits for it without keeping the thread of the task; there is no limit on how many at once.
    ///
    /// Calls `pthread_create`, of a thread that is detached.
    ///
    /// - Parameter body: The work.
    /// - Returns: What `body` returns; nil when there is no memory for another thread.
    public static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value? {
        await withCheckedContinuation { continuation in
            if !start({ continuation.resume(returning: body()) }) { continuation.resume(returning: nil) }
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        unsafe withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { room in
            guard let attributes = room.baseAddress, unsafe pthread_attr_init(attributes) == 0 else {
                return false
            }
            defer { unsafe pthread_attr_destroy(attributes) }
            guard unsafe pthread_attr_setstacksize(attributes, size) == 0,
                unsafe pthread_attr_setdetachstate(attributes, CInt(PTHREAD_CREATE_DETACHED)) == 0
            else { return false }
            let work = unsafe Unmanaged.passRetained(Work(body))
            var thread: pthread_t = 0
            let status = unsafe pthread_create(
                &thread,
                attributes,
                { pointer in
                    if let pointer = unsafe pointer {
                        unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
                    }
                    return nil
                },
                work.toOpaque()
            )
            if status != 0 { unsafe work.release() }
            return status == 0
        }
    }
}
