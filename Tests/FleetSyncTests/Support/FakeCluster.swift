import FleetKube
import FleetModel
import FleetValue
import Synchronization

@testable import FleetSync

/// A cluster in memory that behaves as an API server does, as far as comparing and syncing can tell.
///
/// `ResourceClientContract` runs on it and on a real server alike. Faults come in through ``intercept(_:)``.
final class FakeCluster: ResourceClient {
    /// One request, as faults and the log see it.
    struct Request: Sendable, CustomStringConvertible {
        enum Verb: String, Sendable {
            case discover, list, get, apply, delete
        }

        var verb: Verb
        /// The kind; the resource unless the verb is `list` or `discover`.
        var kind = ""
        var namespace = ""
        var name = ""
        var isDryRun = false

        var description: String {
            let place = namespace.isEmpty ? name : "\(namespace)/\(name)"
            let words = [isDryRun ? "try" : "", verb.rawValue, kind, place]
            return words.filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    let name: String
    let state: Mutex<FakeState>
    private let interceptor = Mutex<(@Sendable (Request) async -> KubeError?)?>(nil)
    private let log: EventLog

    init(_ name: String = "one", log: EventLog = EventLog()) {
        self.name = name
        self.log = log
        state = Mutex(FakeState(cluster: name))
    }

    /// Every request so far, in order.
    var requests: [String] { log.events.filter { !$0.hasPrefix("journal") } }

    /// The requests that change something.
    var changes: [String] { requests.filter { $0.hasPrefix("apply") || $0.hasPrefix("delete") } }

    /// Forgets the requests so far.
    func forgetRequests() { log.clear() }

    /// Has a test see every request before it is carried out; an error that it answers is the request's.
    func intercept(_ body: (@Sendable (Request) async -> KubeError?)?) { interceptor.withLock { $0 = body } }

    /// Lets requests fail that a condition picks.
    func fail(_ error: KubeError, when isMeant: @escaping @Sendable (Request) -> Bool) {
        intercept { isMeant($0) ? error : nil }
    }

    // MARK: ResourceClient

    func discover(refresh: Bool) async throws(KubeError) -> Discovery {
        if refresh { try await begin(Request(verb: .discover)) }
        return state.withLock { $0.discovery(refresh: refresh) }
    }

    func list(_ type: APIResource, labelSelector: String) async throws(KubeError) -> [Manifest] {
        try await begin(Request(verb: .list, kind: type.groupKind.description))
        return try state.withLock { state throws(KubeError) in try state.list(type, labelSelector) }
    }

    func get(_ type: APIResource, namespace: String, name: String) async throws(KubeError) -> Manifest? {
        let request = Request(verb: .get, kind: type.groupKind.description, namespace: namespace, name: name)
        try await begin(request)
        return try state.withLock { state throws(KubeError) in try state.get(type, namespace, name) }
    }

    func apply(
        _ manifest: Manifest,
        as type: APIResource,
        fieldManager: String,
        force: Bool,
        dryRun: Bool
    ) async throws(KubeError) -> Manifest {
        try await begin(
            Request(
                verb: .apply,
                kind: type.groupKind.description,
                namespace: manifest.namespace,
                name: manifest.name,
                isDryRun: dryRun
            )
        )
        return try state.withLock { state throws(KubeError) in
            try state.apply(manifest, type, fieldManager, force: force, dryRun: dryRun)
        }
    }

    func delete(
        _ type: APIResource,
        namespace: String,
        name: String,
        propagation: DeletePropagation,
        uid: String?,
        resourceVersion: String?,
        dryRun: Bool
    ) async throws(KubeError) -> DeleteOutcome {
        try await begin(
            Request(
                verb: .delete,
                kind: type.groupKind.description,
                namespace: namespace,
                name: name,
                isDryRun: dryRun
            )
        )
        return try state.withLock { state throws(KubeError) in
            if !dryRun { state.propagations.append(propagation) }
            return try state.delete(type, namespace, name, uid, resourceVersion, dryRun)
        }
    }

    private func begin(_ request: Request) async throws(KubeError) {
        if Task.isCancelled { throw .cancelled(cluster: name) }
        log.add(request.description)
        if let body = interceptor.withLock({ $0 }), let error = await body(request) { throw error }
        if Task.isCancelled { throw .cancelled(cluster: name) }
    }

    // MARK: What others do on the cluster

    /// A live resource, by kind, namespace and name: `ConfigMap`, `Deployment.apps`.
    subscript(_ kind: String, _ namespace: String, _ name: String) -> Manifest? {
        state.withLock { $0.live(kind, namespace, name) }
    }

    /// Makes a namespace, as a person would.
    func makeNamespace(_ name: String) {
        put(Manifest(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]))
    }

    /// Writes a whole resource as `kubectl create` or `kubectl replace` would.
    func put(_ manifest: Manifest, manager: String = "kubectl") {
        state.withLock { $0.put(manifest, manager) }
    }

    /// Changes a live resource as `kubectl edit` would.
    func edit(
        _ kind: String,
        _ namespace: String,
        _ name: String,
        manager: String = "kubectl-edit",
        _ change: (inout Value) -> Void
    ) {
        guard var live = self[kind, namespace, name] else { return }
        change(&live.value)
        put(live, manager: manager)
    }

    /// Deletes a resource behind everybody's back.
    func remove(_ kind: String, _ namespace: String, _ name: String) {
        state.withLock { $0.remove(kind, namespace, name) }
    }

    /// Keeps what is deleted as terminating until ``finishDeletions()``.
    func holdDeletions() { state.withLock { $0.holdsDeletions = true } }

    /// Lets go of everything that is terminating.
    func finishDeletions() {
        state.withLock { state in
            state.holdsDeletions = false
            state.removeTerminating()
        }
    }

    /// How what was deleted was to be deleted, in order.
    var propagations: [DeletePropagation] { state.withLock { $0.propagations } }
}

/// What happened, in order, written by everybody who takes part.
final class EventLog: Sendable {
    private let entries = Mutex<[String]>([])

    var events: [String] { entries.withLock { $0 } }
    func add(_ event: String) { entries.withLock { $0.append(event) } }
    func clear() { entries.withLock { $0 = [] } }
}
