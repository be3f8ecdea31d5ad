import CCurl
public import Dispatch
import Glibc
import Synchronization

/// Carries out HTTP requests, any number at once, on one serial queue and no thread of its own.
///
/// libcurl's multi interface does the work; it is told of ready sockets by Dispatch sources and of passed time
/// by a Dispatch timer. HTTP/2 is spoken where the server can, with many requests on one connection;
/// connections and TLS sessions are kept and used again. What goes beyond ``Limits`` waits its turn.
///
/// A loop is ended with ``shutdown(completion:)``, always, before it is released.
///
/// Sendable without the compiler's proof: everything mutable belongs to ``queue``, and each entry checks that it is
/// there. A lock would not do, since libcurl calls back from within its calls.
public final class TransferLoop: @unchecked Sendable {
    /// How many connections there may be.
    public struct Limits: Hashable, Sendable {
        /// The most connections in all, idle ones included; above it the one that was idle longest is closed.
        public var maximumConnections: Int
        /// The most connections to one host; HTTP/2 rarely needs a second one.
        public var maximumConnectionsPerHost: Int

        /// Makes limits.
        public init(maximumConnections: Int = 256, maximumConnectionsPerHost: Int = 4) {
            precondition(maximumConnections > 0 && maximumConnectionsPerHost > 0, "a loop needs a connection")
            self.maximumConnections = maximumConnections
            self.maximumConnectionsPerHost = maximumConnectionsPerHost
        }
    }

    /// The serial queue on which every completion and handler is called.
    ///
    /// They must be short: meanwhile nothing is transferred.
    public let queue = DispatchQueue(label: "fleet.http.transfers", qos: .userInitiated)

    private let limits: Limits
    private let proxies: ProxyEnvironment
    private let lastIdentifier = Atomic<UInt>(0)

    // All below belongs to `queue`.
    private var handles: (multi: UnsafeMutableRawPointer, share: UnsafeMutableRawPointer)?
    private var isEnded = false
    private var transfers: [UInt: ActiveTransfer] = [:]
    private var watchers: [curl_socket_t: SocketWatcher] = [:]
    private let openWatchers = DispatchGroup()
    /// libcurl's timer.
    private var timer: (any DispatchSourceTimer)?
    private var isKicked = false
    /// The timer for the transfers' own deadlines, and when it will fire.
    private var deadlineTimer: (any DispatchSourceTimer)?
    private var nextDeadline: ContinuousClock.Instant?

    /// Makes a loop; nothing is opened before the first request.
    ///
    /// - Parameters:
    ///   - limits: How many connections there may be.
    ///   - proxies: Which proxy to use for requests that do not say.
    public init(limits: Limits = Limits(), proxies: ProxyEnvironment = .current) {
        self.limits = limits
        self.proxies = proxies
    }

    deinit {
        assert(handles == nil, "a TransferLoop was released before its shutdown")
    }

    /// Starts a request.
    ///
    /// Redirects are not followed. A request that fails on a kept connection before any answer is tried once more on
    /// a new one by libcurl; anything else is not tried again.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - completion: Called exactly once, on ``queue``, never before this call has returned on it. Any status is a
    ///     success; after a shutdown it is ``HTTPError/cancelled``.
    /// - Returns: A handle to cancel with.
    @discardableResult
    public func start(
        _ request: HTTPRequest,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) -> Transfer {
        let transfer = reserve()
        begin(request, as: transfer, handler: nil, completion: completion)
        return transfer
    }

    /// Starts a request whose body goes to a handler as it comes, whatever the status.
    ///
    /// For watches set ``HTTPRequest/timeout`` to zero and ``HTTPRequest/maximumResponseBytes`` to `Int.max`.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - handler: Called on ``queue``: once with the head, then with each piece of the body. There is no
    ///     buffer between it and the socket.
    ///   - completion: Called exactly once, on ``queue``, after the last piece; the response's body is empty.
    /// - Returns: A handle to cancel with.
    @discardableResult
    public func stream(
        _ request: HTTPRequest,
        handler: @escaping @Sendable (StreamEvent) -> StreamDecision,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) -> Transfer {
        let transfer = reserve()
        begin(request, as: transfer, handler: handler, completion: completion)
        return transfer
    }

    /// Ends the loop: fails what is under way with ``HTTPError/cancelled`` and closes all connections.
    ///
    /// - Parameter completion: Called on ``queue`` once every descriptor is closed, after the completions of the
    ///   transfers. Calling this more than once is allowed.
    public func shutdown(completion: @escaping @Sendable () -> Void) {
        queue.async {
            self.end()
            self.openWatchers.notify(queue: self.queue, execute: completion)
        }
    }

    /// A handle for a transfer that will begin.
    func reserve() -> Transfer {
        let (_, identifier) = lastIdentifier.wrappingAdd(1, ordering: .relaxed)
        return Transfer(loop: self, identifier: identifier)
    }

    /// Begins a reserved transfer; see ``start(_:completion:)``.
    func begin(
        _ request: HTTPRequest,
        as transfer: Transfer,
        handler: (@Sendable (StreamEvent) -> StreamDecision)?,
        completion: @escaping @Sendable (Result<HTTPResponse, HTTPError>) -> Void
    ) {
        let startedAt = ContinuousClock.now
        queue.async {
            let identifier = transfer.identifier
            do throws(HTTPError) {
                guard !self.isEnded else { throw .cancelled }
                let handles = try self.open()
                let active = try ActiveTransfer(
                    identifier: identifier,
                    request: request,
                    startedAt: startedAt,
                    proxies: self.proxies,
                    share: handles.share,
                    handler: handler,
                    clockChanged: { [unowned self] in noteDeadline($0) },
                    completion: completion
                )
                try CurlLibrary.check(curl_multi_add_handle(handles.multi, active.handle))
                self.transfers[identifier] = active
                if let deadline = active.clock.deadline { self.noteDeadline(deadline) }
            } catch {
                completion(.failure(error))
            }
        }
    }

    /// Ends a transfer, if it is still there.
    func cancel(_ identifier: UInt) {
        queue.async { self.finish([(identifier, .failure(.cancelled))]) }
    }

    // MARK: - On the queue

    /// The multi and the share handle, made at the first call.
    private func open() throws(HTTPError) -> (multi: UnsafeMutableRawPointer, share: UnsafeMutableRawPointer) {
        dispatchPrecondition(condition: .onQueue(queue))
        if let handles { return handles }
        try CurlLibrary.initialize()
        guard let multi = curl_multi_init() else { throw HTTPError.outOfMemory }
        guard let share = curl_share_init() else {
            curl_multi_cleanup(multi)
            throw HTTPError.outOfMemory
        }
        // From here on `end` frees them, also if an option is refused.
        handles = (multi, share)
        try CurlLibrary.check(
            fleet_curl_share_setopt_data(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION)
        )
        let context = Unmanaged.passUnretained(self).toOpaque()
        for (option, value) in [
            (CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.maximumConnections),
            (CURLMOPT_MAX_HOST_CONNECTIONS, limits.maximumConnectionsPerHost),
            (CURLMOPT_MAXCONNECTS, limits.maximumConnections),
        ] {
            try CurlLibrary.check(fleet_curl_multi_setopt_long(multi, option, value))
        }
        try CurlLibrary.check(fleet_curl_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, context))
        try CurlLibrary.check(fleet_curl_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, context))
        try CurlLibrary.check(
            fleet_curl_multi_setopt_socket(multi) { handle, socket, interest, context, _ in
                guard let context else { return 0 }
                let loop = Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue()
                loop.watch(socket, interest: interest, for: handle)
                return 0
            }
        )
        try CurlLibrary.check(
            fleet_curl_multi_setopt_timer(multi) { _, milliseconds, context in
                guard let context else { return 0 }
                Unmanaged<TransferLoop>.fromOpaque(context).takeUnretainedValue().wake(afterMilliseconds: milliseconds)
                return 0
            }
        )
        return (multi, share)
    }

    /// libcurl's socket callback.
    private func watch(_ socket: curl_socket_t, interest: Int32, for handle: UnsafeMutableRawPointer?) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard interest != CURL_POLL_REMOVE else {
            watchers[socket] = nil
            return
        }
        guard watchers[socket]?.interest != interest else { return }
        watchers[socket] = SocketWatcher(
            socket: socket,
            interest: interest,
            queue: queue,
            open: openWatchers,
            handler: { [weak self] ready in self?.drive(socket, ready) }
        )
        if watchers[socket] == nil, let identifier = handle.flatMap({ ActiveTransfer.identifier(of: $0) }) {
            // Reporting it to libcurl would end the whole multi handle, so only this transfer is given up.
            let error = HTTPError.other(code: Int(EMFILE), text: "no descriptor left to watch a socket with")
            queue.async { self.finish([(identifier, .failure(error))]) }
        }
    }

    /// libcurl's timer callback.
    private func wake(afterMilliseconds milliseconds: Int) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard milliseconds != 0 else {
            kick()
            return
        }
        if timer == nil, milliseconds > 0 {
            timer = makeTimer { $0.drive(CURL_SOCKET_TIMEOUT, 0) }
        }
        timer?.schedule(deadline: milliseconds < 0 ? .distantFuture : .now() + .milliseconds(milliseconds))
    }

    /// Lets libcurl act as soon as the present call has returned: it must not be called from its own callback.
    private func kick() {
        guard !isKicked else { return }
        isKicked = true
        queue.async {
            self.isKicked = false
            self.drive(CURL_SOCKET_TIMEOUT, 0)
        }
    }

    /// Tells libcurl of a ready socket or of passed time, and completes what that has ended.
    ///
    /// Calls `curl_multi_socket_action` and `curl_multi_info_read`.
    private func drive(_ socket: curl_socket_t, _ ready: Int32) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard let multi = handles?.multi else { return }
        var running: Int32 = 0
        let code = CurlLibrary.holdingBackBrokenPipes { curl_multi_socket_action(multi, socket, ready, &running) }
        var finished: [(UInt, Result<HTTPResponse, HTTPError>)] = []
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard
                message.pointee.msg == CURLMSG_DONE,
                let identifier = message.pointee.easy_handle.flatMap({ ActiveTransfer.identifier(of: $0) }),
                let transfer = transfers[identifier]
            else { continue }
            finished.append((identifier, transfer.result(fleet_curl_message_result(message))))
        }
        if code != CURLM_OK {
            // Does not happen unless this file is wrong; nobody should wait for ever then.
            let error = HTTPError.other(
                code: 1000 + Int(code.rawValue),
                text: String(cString: curl_multi_strerror(code))
            )
            finished += transfers.keys.map { ($0, .failure(error)) }
        }
        finish(finished)
    }

    /// Takes transfers out of libcurl and completes them, in order; those that are gone already are passed over.
    ///
    /// Calls `curl_multi_remove_handle`.
    private func finish(_ results: [(identifier: UInt, result: Result<HTTPResponse, HTTPError>)]) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard !results.isEmpty, let multi = handles?.multi else { return }
        var completions: [() -> Void] = []
        CurlLibrary.holdingBackBrokenPipes {
            for (identifier, result) in results {
                guard let transfer = transfers.removeValue(forKey: identifier) else { continue }
                curl_multi_remove_handle(multi, transfer.handle)
                let completion = transfer.completion
                completions.append { completion(result) }
            }
        }
        for completion in completions { completion() }
    }

    // MARK: - Deadlines

    /// Sees to it that ``expire()`` is called at an instant, or before.
    private func noteDeadline(_ deadline: ContinuousClock.Instant) {
        dispatchPrecondition(condition: .onQueue(queue))
        if let nextDeadline, nextDeadline <= deadline { return }
        nextDeadline = deadline
        if deadlineTimer == nil {
            deadlineTimer = makeTimer { $0.expire() }
        }
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: deadline).components
        let nanoseconds = min(max(seconds, 0), 1 << 32) * 1_000_000_000 + max(attoseconds, 0) / 1_000_000_000
        deadlineTimer?.schedule(deadline: .now() + .nanoseconds(Int(nanoseconds)))
    }

    /// Ends the transfers whose time is up, and finds the next deadline.
    private func expire() {
        dispatchPrecondition(condition: .onQueue(queue))
        let now = ContinuousClock.now
        nextDeadline = nil
        var finished: [(UInt, Result<HTTPResponse, HTTPError>)] = []
        var deadOrigins: Set<String> = []
        var next: ContinuousClock.Instant?
        for (identifier, transfer) in transfers {
            guard let (phase, limit) = transfer.clock.expiry(at: now) else {
                transfer.extendConnectLimit(at: now)
                if let deadline = transfer.clock.deadline { next = min(next ?? deadline, deadline) }
                continue
            }
            if phase == .connect { deadOrigins.insert(transfer.url.origin) }
            finished.append((identifier, .failure(.timeout(host: transfer.url.origin, phase: phase, after: limit))))
        }
        for transfer in transfers.values where transfer.clock.phase == .connected {
            deadOrigins.remove(transfer.url.origin)
        }
        if !deadOrigins.isEmpty {
            for (identifier, transfer) in transfers where deadOrigins.contains(transfer.url.origin) {
                guard let limit = transfer.clock.expiryBehindDeadHost(at: now) else { continue }
                let error = HTTPError.timeout(host: transfer.url.origin, phase: .connect, after: limit)
                finished.append((identifier, .failure(error)))
            }
        }
        if let next { noteDeadline(next) }
        finish(finished.sorted { $0.0 < $1.0 })
    }

    private func makeTimer(_ action: @escaping @Sendable (TransferLoop) -> Void) -> any DispatchSourceTimer {
        let source = DispatchSource.makeTimerSource(queue: queue)
        // Weak: the source belongs to the loop.
        source.setEventHandler { [weak self] in
            if let self { action(self) }
        }
        source.schedule(deadline: .distantFuture)
        source.activate()
        return source
    }

    // MARK: - The end

    /// Fails what is under way and frees everything; the second time it does nothing.
    ///
    /// Calls `curl_multi_cleanup`, which closes the connections, and `curl_share_cleanup`.
    private func end() {
        dispatchPrecondition(condition: .onQueue(queue))
        guard !isEnded else { return }
        isEnded = true
        finish(transfers.keys.sorted().map { ($0, .failure(.cancelled)) })
        timer?.cancel()
        deadlineTimer?.cancel()
        timer = nil
        deadlineTimer = nil
        if let handles {
            CurlLibrary.holdingBackBrokenPipes {
                curl_multi_cleanup(handles.multi)
                curl_share_cleanup(handles.share)
            }
        }
        handles = nil
        watchers.removeAll()
    }
}
