public import FleetModel
import FleetValue
import Synchronization

/// What a client remembers of its server.
struct DiscoveryState {
    /// The last answer.
    var discovery: Discovery?
    /// When the server was last asked, by the clock that never goes back.
    var askedAt: Duration?
    /// Whether the last answer proved wrong, so that the one on disk is not read either.
    var isStale = false
    /// Whether the server can apply APIServices; see ``KubeClient/merge(_:as:fieldManager:dryRun:)``.
    var appliesAPIServices = true
}

extension KubeClient {
    /// How long an answer with gaps counts, in seconds.
    private static let incompleteLifetime = 30.0
    /// How soon after an answer a kind that was missing is asked for again.
    private static let lookupPause = Duration.seconds(2)

    /// The server's version.
    public func version() async throws(KubeError) -> ServerVersion {
        let request = APIRequest(path: "/version", safety: .repeatable, place: place("get", "version"))
        let value = try await value(request)
        guard let version = ServerVersion(value) else {
            throw .decoding(request.place, message: "it has no gitVersion")
        }
        return version
    }

    /// What the server serves.
    ///
    /// Answered from memory or from the cache on disk where that is not too old. Callers at the same time share one
    /// enquiry. A group that does not answer is no error; see ``Discovery/failedGroups``.
    ///
    /// - Parameter refresh: Whether to ask the server in any case.
    /// - Returns: All kinds, and the groups that did not answer.
    /// - Throws: ``KubeError`` when the server itself does not answer or refuses.
    public func discover(refresh: Bool = false) async throws(KubeError) -> Discovery {
        if !refresh, let known = remembered() { return known }
        do {
            return try await discoveryFlight.run { await self.discovered() }
        } catch .cancelled {
            throw .cancelled(cluster: cluster)
        } catch {
            throw error
        }
    }

    /// The kind in exactly this version.
    ///
    /// Asks the server again when it is not known, since it may be new, but not within two seconds of the last time:
    /// whoever has just installed a definition calls ``discover(refresh:)``.
    ///
    /// - Throws: ``KubeError/notServed(_:kind:)`` when the server does not have it,
    ///   ``KubeError/discoveryIncomplete(_:kind:problem:)`` when that can not be said.
    public func resource(for type: GroupVersionKind) async throws(KubeError) -> APIResource {
        try await lookup("\(type)") {
            $0.resource(for: type)
        } failure: {
            $0.failure(of: type)
        }
    }

    /// The kind in the version that the server prefers; otherwise as with a version.
    public func resource(for kind: GroupKind) async throws(KubeError) -> APIResource {
        try await lookup("\(kind)") {
            $0.resource(for: kind)
        } failure: {
            $0.failure(of: kind)
        }
    }

    private func lookup(
        _ kind: String,
        _ find: (Discovery) -> APIResource?,
        failure: (Discovery) -> Discovery.FailedGroup?
    ) async throws(KubeError) -> APIResource {
        var discovery = try await discover()
        if let resource = find(discovery) { return resource }
        let askedAt = discoveryState.withLock { $0.askedAt }
        if askedAt.map({ options.time.elapsed() - $0 >= Self.lookupPause }) ?? true {
            discovery = try await discover(refresh: true)
            if let resource = find(discovery) { return resource }
        }
        let place = place("find", kind)
        if let failed = failure(discovery) {
            let group = GroupVersionKind(group: failed.group, version: failed.version, kind: "").apiVersion
            throw .discoveryIncomplete(place, kind: kind, problem: "\(group): \(failed.message)")
        }
        throw .notServed(place, kind: kind)
    }

    /// The answer proved wrong: a kind that should be served is not.
    func forgetDiscovery() {
        discoveryState.withLock { state in
            state.discovery = nil
            state.isStale = true
        }
    }

    private var cache: DiscoveryCache? {
        options.discoveryCacheFolder.map { DiscoveryCache(folder: $0, lifetime: options.discoveryLifetime) }
    }

    private func remembered() -> Discovery? {
        let now = options.time.now()
        let (known, isStale) = discoveryState.withLock { ($0.discovery, $0.isStale) }
        if let known {
            let lifetime = known.isComplete ? options.discoveryLifetime : Self.incompleteLifetime
            if known.fetchedAt <= now, now - known.fetchedAt < lifetime { return known }
        }
        guard !isStale, let cached = cache?.read(server: connection.server, now: now) else { return nil }
        discoveryState.withLock { $0.discovery = cached }
        return cached
    }

    private func discovered() async -> Result<Discovery, KubeError> {
        do {
            let now = options.time.now()
            async let coreAnswer = root("/api")
            async let groupsAnswer = root("/apis")
            let core = try await coreAnswer.get()
            let groups = try await groupsAnswer.get()
            var resources: [APIResource] = []
            var failed: [Discovery.FailedGroup] = []
            for answer in [core, groups] {
                switch answer {
                case .aggregated(let served, let gaps):
                    resources += served
                    failed += gaps
                case .versions(let versions):
                    try await ask(versions, &resources, &failed)
                }
            }
            let discovery = Discovery(resources: resources, failedGroups: failed, fetchedAt: now)
            cache?.write(discovery, server: connection.server)
            let elapsed = options.time.elapsed()
            discoveryState.withLock { state in
                state.discovery = discovery
                state.askedAt = elapsed
                state.isStale = false
            }
            return .success(discovery)
        } catch let error as KubeError {
            return .failure(error)
        } catch {
            return .failure(.cancelled(cluster: cluster))
        }
    }

    /// Asks for `/api` or `/apis`; a server may lack one of them.
    private func root(_ path: String) async -> Result<DiscoveryDecoding.Root, KubeError> {
        var request = APIRequest(path: path, safety: .repeatable, place: place("discover", path))
        request.accept = DiscoveryDecoding.accept
        do {
            guard let root = DiscoveryDecoding.root(try await value(request)) else {
                return .failure(.decoding(request.place, message: "it is no list of API groups"))
            }
            return .success(root)
        } catch .notServed {
            return .success(.versions([]))
        } catch {
            return .failure(error)
        }
    }

    /// Asks several versions of groups at once; those that do not answer go to `failed`, and the order is kept.
    private func ask(
        _ versions: [DiscoveryDecoding.GroupVersion],
        _ resources: inout [APIResource],
        _ failed: inout [Discovery.FailedGroup]
    ) async throws {
        let answers = await withTaskGroup(of: (Int, Result<[APIResource], KubeError>).self) { group in
            for (index, version) in versions.enumerated() {
                group.addTask {
                    let served = await self.served(version)
                    return (index, served)
                }
            }
            var answers = [Result<[APIResource], KubeError>?](repeating: nil, count: versions.count)
            for await (index, answer) in group { answers[index] = answer }
            return answers
        }
        for (version, answer) in zip(versions, answers) {
            switch answer {
            case .success(let served)?:
                resources += served
            case .failure(let error)?:
                guard let message = Self.gap(error) else { throw error }
                failed.append(Discovery.FailedGroup(group: version.group, version: version.version, message: message))
            case nil:
                throw KubeError.cancelled(cluster: cluster)
            }
        }
    }

    private func served(_ version: DiscoveryDecoding.GroupVersion) async -> Result<[APIResource], KubeError> {
        var request = APIRequest(path: version.path, safety: .repeatable, place: place("discover", version.path))
        // A broken extension server answers 503 for hours; that must not hold up all else.
        request.retries = RetryPolicy(maximumAttempts: 3, maximumUnavailable: 1, maximumTime: .seconds(10))
        do {
            let value = try await value(request)
            guard let resources = DiscoveryDecoding.resources(value, of: version) else {
                return .failure(.decoding(request.place, message: "it is no list of resources"))
            }
            return .success(resources)
        } catch {
            return .failure(error)
        }
    }

    /// What to say of a version that does not answer, or nil when the error concerns the whole server.
    private static func gap(_ error: KubeError) -> String? {
        switch error {
        case .unavailable(_, let status, let message), .rejected(_, let status, let message):
            "answered \(status): \(message)"
        case .notFound(_, let message), .forbidden(_, let message), .gone(_, let message),
            .badRequest(_, let message), .decoding(_, let message):
            message
        case .notServed: "is announced, but not served"
        default: nil
        }
    }
}
