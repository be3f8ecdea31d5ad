import CCurl
import Dispatch
import Glibc

/// libcurl's multi handle, told of ready sockets and passed time by Dispatch sources.
///
/// A class because its address is the context of libcurl's callbacks. Lives on one serial queue; ended with
/// ``close()``, which can not be left to `deinit`, since libcurl calls back meanwhile.
final class MultiHandle {
    /// What a transfer that has ended amounts to, for libcurl.
    typealias End = (handle: UnsafeMutableRawPointer, result: Result<CURLcode, HTTPError>)

    private let queue: DispatchQueue
    private let openWatchers: DispatchGroup
    private let drive: @Sendable (curl_socket_t, Int32) -> Void
    private let multi: UnsafeMutableRawPointer
    /// The share handle, with which every easy handle is to be configured: it keeps the TLS sessions.
    let share: UnsafeMutableRawPointer

    private var watchers: [curl_socket_t: SocketWatcher] = [:]
    private var timer: (any DispatchSourceTimer)?
    private var isKicked = false
    private var isClosed = false
    /// Handles whose sockets could not be watched.
    private var unwatched: [UnsafeMutableRawPointer] = []

    /// Makes a handle.
    ///
    /// - Parameters:
    ///   - maximumConnections: How many connections are kept, idle ones included.
    ///   - queue: The serial queue that everything is called on.
    ///   - openWatchers: Entered for each descriptor of a ``SocketWatcher`` while it is open.
    ///   - drive: Called on the queue when ``act(on:ready:)`` is to be called, with its arguments.
    /// - Throws: ``HTTPError/other(code:text:)``.
    init(
        maximumConnections: Int,
        queue: DispatchQueue,
        openWatchers: DispatchGroup,
        drive: @escaping @Sendable (curl_socket_t, Int32) -> Void
    ) throws(HTTPError) {
        try CurlLibrary.initialize()
        guard let multi = curl_multi_init() else { throw HTTPError.outOfMemory }
        guard let share = curl_share_init() else {
            curl_multi_cleanup(multi)
            throw HTTPError.outOfMemory
        }
        self.queue = queue
        self.openWatchers = openWatchers
        self.drive = drive
        self.multi = multi
        self.share = share
        do throws(HTTPError) {
            try configure(maximumConnections: maximumConnections)
        } catch {
            close()
            throw error
        }
    }

    deinit {
        assert(isClosed, "a multi handle was released open")
    }

    private func configure(maximumConnections: Int) throws(HTTPError) {
        try CurlLibrary.check(fleet_curl_share_setopt_data(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION))
        // No other limits: who waits does so in ``DestinationAdmission``.
        try CurlLibrary.check(fleet_curl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, maximumConnections))
        try CurlLibrary.check(fleet_curl_multi_setopt_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)))
        let context = Unmanaged.passUnretained(self).toOpaque()
        try CurlLibrary.check(fleet_curl_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, context))
        try CurlLibrary.check(fleet_curl_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, context))
        try CurlLibrary.check(
            fleet_curl_multi_setopt_socket(multi) { handle, socket, interest, context, _ in
                guard let context else { return 0 }
                let multi = Unmanaged<MultiHandle>.fromOpaque(context).takeUnretainedValue()
                multi.watch(socket, interest: interest, for: handle)
                return 0
            }
        )
        try CurlLibrary.check(
            fleet_curl_multi_setopt_timer(multi) { _, milliseconds, context in
                guard let context else { return 0 }
                Unmanaged<MultiHandle>.fromOpaque(context).takeUnretainedValue().wake(afterMilliseconds: milliseconds)
                return 0
            }
        )
    }

    /// Starts a transfer.
    ///
    /// Calls `curl_multi_add_handle`.
    func add(_ handle: UnsafeMutableRawPointer) throws(HTTPError) {
        try CurlLibrary.check(curl_multi_add_handle(multi, handle))
    }

    /// Takes a transfer out, ended or not; never from within a callback.
    ///
    /// Calls `curl_multi_remove_handle`.
    func remove(_ handle: UnsafeMutableRawPointer) {
        // Fails only for a handle that is not in here.
        _ = CurlLibrary.holdingBackBrokenPipes { curl_multi_remove_handle(multi, handle) }
        unwatched.removeAll { $0 == handle }
    }

    /// Lets libcurl act on a ready socket, or on passed time.
    ///
    /// - Parameters:
    ///   - socket: libcurl's socket, or `CURL_SOCKET_TIMEOUT`.
    ///   - ready: `CURL_CSELECT_IN`, `CURL_CSELECT_OUT` or 0.
    /// - Returns: The transfers that have ended; they are still to be taken out.
    /// - Throws: ``HTTPError/other(code:text:)`` if nothing works any more.
    ///
    /// Calls `curl_multi_socket_action` and `curl_multi_info_read`.
    func act(on socket: curl_socket_t, ready: Int32) throws(HTTPError) -> [End] {
        dispatchPrecondition(condition: .onQueue(queue))
        if socket == CURL_SOCKET_TIMEOUT { isKicked = false }
        var running: Int32 = 0
        let code = CurlLibrary.holdingBackBrokenPipes { curl_multi_socket_action(multi, socket, ready, &running) }
        var ends: [End] = []
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            ends.append((handle, .success(fleet_curl_message_result(message))))
        }
        for handle in unwatched {
            let error = HTTPError.other(code: Int(EMFILE), text: "too many open files; raise the limit (ulimit -n)")
            ends.append((handle, .failure(error)))
        }
        unwatched = []
        try CurlLibrary.check(code)
        return ends
    }

    /// Frees everything and closes the connections; all transfers must have been taken out.
    ///
    /// Calls `curl_multi_cleanup` and `curl_share_cleanup`.
    func close() {
        timer?.cancel()
        timer = nil
        CurlLibrary.holdingBackBrokenPipes {
            curl_multi_cleanup(multi)
            curl_share_cleanup(share)
        }
        watchers.removeAll()
        isClosed = true
    }

    /// libcurl's socket callback.
    private func watch(_ socket: curl_socket_t, interest: Int32, for handle: UnsafeMutableRawPointer?) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard interest != CURL_POLL_REMOVE else {
            watchers[socket] = nil
            return
        }
        guard watchers[socket]?.interest != interest else { return }
        let drive = drive
        watchers[socket] = SocketWatcher(
            socket: socket,
            interest: interest,
            queue: queue,
            open: openWatchers,
            handler: { drive(socket, $0) }
        )
        if watchers[socket] == nil, let handle {
            // Reporting it to libcurl would end the whole multi handle, so only this transfer is given up.
            unwatched.append(handle)
        }
    }

    /// libcurl's timer callback.
    private func wake(afterMilliseconds milliseconds: Int) {
        dispatchPrecondition(condition: .onQueue(queue))
        let drive = drive
        if milliseconds == 0 {
            // As soon as the present call has returned: libcurl must not be called from its own callback.
            guard !isKicked else { return }
            isKicked = true
            queue.async { drive(CURL_SOCKET_TIMEOUT, 0) }
            return
        }
        if timer == nil, milliseconds > 0 {
            let source = DispatchSource.makeTimerSource(queue: queue)
            source.setEventHandler { drive(CURL_SOCKET_TIMEOUT, 0) }
            source.schedule(deadline: .distantFuture)
            source.activate()
            timer = source
        }
        timer?.schedule(deadline: milliseconds < 0 ? .distantFuture : .now() + .milliseconds(milliseconds))
    }
}
