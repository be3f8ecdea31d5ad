import CCurl
public import Dispatch
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
        /// The most connections in use at once; as many idle ones are kept, those used last.
        ///
        /// A connection takes one descriptor, and two or three while it is in use.
        public var maximumConnections: Int
        /// The most connections in use to one host that speaks HTTP/1.1.
        ///
        /// With HTTP/2 there is one, for up to 100 requests at once.
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
    private var multi: MultiHandle?
    private var isEnded = false
    private var admission: DestinationAdmission<TransferOrder.Destination>
    private var waiting: [UInt: TransferOrder] = [:]
    private var active: [UInt: ActiveTransfer] = [:]
    private let openWatchers = DispatchGroup()
    private var deadlineTimer: (any DispatchSourceTimer)?
    /// When ``deadlineTimer`` will fire.
    private var nextDeadline: ContinuousClock.Instant?

    /// Makes a loop; nothing is opened before the first request.
    ///
    /// - Parameters:
    ///   - limits: How many connections there may be.
    ///   - proxies: Which proxy to use for requests that do not say.
    public init(limits: Limits = Limits(), proxies: ProxyEnvironment = .current) {
        self.limits = limits
        self.proxies = proxies
        admission = DestinationAdmission(
            maximumConnections: limits.maximumConnections,
            maximumConnectionsPerDestination: limits.maximumConnectionsPerHost
        )
    }

    deinit {
        assert(multi == nil, "a TransferLoop was released before its shutdown")
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
    /// For watches set ``HTTPRequest/timeout`` to zero and ``HTTPRequest/maximumResponseBytes`` to `Int.max`. Over
    /// HTTP/1.1 each stream holds one of ``Limits/maximumConnectionsPerHost`` as long as it lasts.
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
            do throws(HTTPError) {
                guard !self.isEnded else { throw .cancelled }
                let order = try TransferOrder(
                    identifier: transfer.identifier,
                    request: request,
                    startedAt: startedAt,
                    proxies: self.proxies,
                    handler: handler,
                    completion: completion
                )
                self.waiting[order.identifier] = order
                self.admission.add(order.identifier, to: order.destination, mayShare: order.isSecure)
                if let deadline = order.clock.deadline { self.noteDeadline(deadline) }
                self.beginAdmitted()
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

    /// Hands over to libcurl what may begin.
    private func beginAdmitted() {
        dispatchPrecondition(condition: .onQueue(queue))
        while let identifier = admission.next() {
            guard let order = waiting.removeValue(forKey: identifier) else { continue }
            do throws(HTTPError) {
                let multi = try openMulti()
                let transfer = try ActiveTransfer(order, share: multi.share) { [unowned self] progress in
                    note(progress, of: identifier)
                }
                try multi.add(transfer.handle)
                active[identifier] = transfer
            } catch {
                admission.remove(identifier)
                order.completion(.failure(error))
            }
        }
    }

    /// The multi handle, made at the first call.
    private func openMulti() throws(HTTPError) -> MultiHandle {
        if let multi { return multi }
        let opened = try MultiHandle(
            maximumConnections: limits.maximumConnections,
            queue: queue,
            openWatchers: openWatchers,
            drive: { [weak self] socket, ready in self?.drive(socket, ready) }
        )
        multi = opened
        return opened
    }

    /// Takes note of what one of libcurl's callbacks reports; who may begin then is seen to after libcurl's return.
    private func note(_ progress: ActiveTransfer.Progress, of identifier: UInt) {
        dispatchPrecondition(condition: .onQueue(queue))
        switch progress {
        case .opening: admission.isOpening(identifier)
        case .connected(let isNew): admission.isConnected(identifier, isNew: isNew)
        case .answered(let isHTTP2): admission.isAnswered(identifier, byHTTP2: isHTTP2)
        }
    }

    /// Tells libcurl of a ready socket or of passed time, and completes what that has ended.
    private func drive(_ socket: curl_socket_t, _ ready: Int32) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard let multi else { return }
        do throws(HTTPError) {
            var finished: [(UInt, Result<HTTPResponse, HTTPError>)] = []
            for (handle, result) in try multi.act(on: socket, ready: ready) {
                guard let identifier = ActiveTransfer.identifier(of: handle), let transfer = active[identifier] else {
                    continue
                }
                switch result {
                case .success(let code): finished.append((identifier, transfer.result(code)))
                case .failure(let error): finished.append((identifier, .failure(error)))
                }
            }
            finish(finished)
        } catch {
            // Does not happen unless these files are wrong; nobody should wait for ever then.
            finish(active.keys.sorted().map { ($0, .failure(error)) })
        }
    }

    /// Takes transfers out and completes them, in order, and lets others begin; those that are gone already are
    /// passed over.
    private func finish(_ results: [(identifier: UInt, result: Result<HTTPResponse, HTTPError>)]) {
        dispatchPrecondition(condition: .onQueue(queue))
        var results = results
        var completions: [() -> Void] = []
        while !results.isEmpty {
            var behindDeadHosts: Set<UInt> = []
            for (identifier, result) in results {
                if case .failure(.timeout(host: _, phase: .connect, after: _)) = result {
                    behindDeadHosts.formUnion(admission.waitingBehindNobodyConnected(identifier))
                }
                guard let completion = remove(identifier) else { continue }
                completions.append { completion(result) }
            }
            let now = ContinuousClock.now
            results = behindDeadHosts.sorted().compactMap { identifier in
                guard let order = waiting[identifier], let limit = order.clock.expiryBehindDeadHost(at: now) else {
                    return nil
                }
                return (identifier, .failure(order.timeout(.connect, after: limit)))
            }
        }
        for completion in completions { completion() }
        beginAdmitted()
    }

    /// Takes one transfer out, wherever it is, and answers whom to tell.
    private func remove(_ identifier: UInt) -> (@Sendable (Result<HTTPResponse, HTTPError>) -> Void)? {
        admission.remove(identifier)
        if let order = waiting.removeValue(forKey: identifier) { return order.completion }
        guard let transfer = active.removeValue(forKey: identifier) else { return nil }
        multi?.remove(transfer.handle)
        return transfer.order.completion
    }

    // MARK: - Deadlines

    /// Sees to it that ``expire()`` is called at an instant, or before.
    private func noteDeadline(_ deadline: ContinuousClock.Instant) {
        dispatchPrecondition(condition: .onQueue(queue))
        if let nextDeadline, nextDeadline <= deadline { return }
        nextDeadline = deadline
        let timer = deadlineTimer ?? makeDeadlineTimer()
        let (seconds, attoseconds) = ContinuousClock.now.duration(to: deadline).components
        let nanoseconds = min(max(seconds, 0), 1 << 32) * 1_000_000_000 + max(attoseconds, 0) / 1_000_000_000
        timer.schedule(deadline: .now() + .nanoseconds(Int(nanoseconds)))
    }

    /// Ends the transfers whose time is up, and finds the next deadline.
    private func expire() {
        dispatchPrecondition(condition: .onQueue(queue))
        let now = ContinuousClock.now
        nextDeadline = nil
        var finished: [(UInt, Result<HTTPResponse, HTTPError>)] = []
        var next: ContinuousClock.Instant?
        func look(at order: TransferOrder) {
            if let (phase, limit) = order.clock.expiry(at: now) {
                finished.append((order.identifier, .failure(order.timeout(phase, after: limit))))
            } else if let deadline = order.clock.deadline {
                next = min(next ?? deadline, deadline)
            }
        }
        for order in waiting.values { look(at: order) }
        for transfer in active.values { look(at: transfer.order) }
        if let next { noteDeadline(next) }
        finish(finished.sorted { $0.0 < $1.0 })
    }

    private func makeDeadlineTimer() -> any DispatchSourceTimer {
        let source = DispatchSource.makeTimerSource(queue: queue)
        // Weak: the source belongs to the loop.
        source.setEventHandler { [weak self] in self?.expire() }
        source.schedule(deadline: .distantFuture)
        source.activate()
        deadlineTimer = source
        return source
    }

    // MARK: - The end

    /// Fails what is under way and frees everything; the second time it does nothing.
    private func end() {
        dispatchPrecondition(condition: .onQueue(queue))
        guard !isEnded else { return }
        isEnded = true
        // First those that wait, or they would begin when the others make room.
        finish((waiting.keys.sorted() + active.keys.sorted()).map { ($0, .failure(.cancelled)) })
        deadlineTimer?.cancel()
        deadlineTimer = nil
        multi?.close()
        multi = nil
    }
}
