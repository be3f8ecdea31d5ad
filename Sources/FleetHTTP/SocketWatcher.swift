import CCurl
import Dispatch
import Glibc

/// Read and write readiness of one libcurl socket.
///
/// libdispatch requires a watched descriptor to stay open until the cancel handler has run, while libcurl closes
/// its sockets as soon as it has said so (swift-corelibs-foundation issue 4791), and a source for a number that
/// was watched a moment ago may stay deaf (swift-corelibs-libdispatch issue 833). The watcher therefore watches
/// a private duplicate and closes that itself. Cancels on release.
final class SocketWatcher {
    /// What is watched: `CURL_POLL_IN`, `CURL_POLL_OUT` or `CURL_POLL_INOUT`.
    let interest: Int32
    private var sources: [any DispatchSourceProtocol] = []

    /// Starts to watch; nil if the process has no descriptor left.
    ///
    /// - Parameters:
    ///   - socket: libcurl's socket; only duplicated here.
    ///   - interest: `CURL_POLL_IN`, `CURL_POLL_OUT` or `CURL_POLL_INOUT`.
    ///   - queue: A serial queue, on which everything is called.
    ///   - open: Entered now and left when the duplicate is closed.
    ///   - handler: Called with `CURL_CSELECT_IN` or `CURL_CSELECT_OUT` each time the socket is ready.
    init?(
        socket: curl_socket_t,
        interest: Int32,
        queue: DispatchQueue,
        open: DispatchGroup,
        handler: @escaping @Sendable (Int32) -> Void
    ) {
        self.interest = interest
        let descriptor = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { return nil }
        if interest & CURL_POLL_IN != 0 {
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { handler(CURL_CSELECT_IN) }
            sources.append(source)
        }
        if interest & CURL_POLL_OUT != 0 {
            let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { handler(CURL_CSELECT_OUT) }
            sources.append(source)
        }
        open.enter()
        let cancelled = DispatchGroup()
        for source in sources {
            cancelled.enter()
            source.setCancelHandler { cancelled.leave() }
            source.activate()
        }
        cancelled.notify(queue: queue) {
            close(descriptor)
            open.leave()
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
