import FleetDeclarations
import FleetDiff
import FleetHealth
import FleetKube
import FleetModel
import FleetValue

/// A comparison in the making: what the lists settled, and what the server is still to be asked about.
struct ApplicationDraft {
    /// A resource that the lists did not settle.
    struct Open: Sendable {
        var desired: Manifest
        /// How it is applied; nil while its version is only about to be served.
        var type: APIResource?
        /// How it is read.
        var readable: APIResource
        /// What the lists brought; nil when that says nothing, because it may be there without our label.
        var live: Manifest?
        /// Whether ``live`` is all there is to know, also when it is nil.
        var isLookedUp = false
        var application: String
        var manager: String
        var isManagedNamespace = false
    }

    let prepared: PreparedApplication
    private(set) var resources: [ResourceComparison] = []
    private(set) var confirmed: [ConfirmedResource] = []
    private(set) var open: [Open] = []
    private var hash: String { prepared.desired.hash }
    var name: String { prepared.desired.name }

    /// Compares locally what the lists brought.
    init(_ prepared: PreparedApplication, _ view: ClusterView) {
        self.prepared = prepared
        resources = prepared.problems.map { Self.unknown($0.key, $0.message) }
        // What is served in two groups must not be declared in both.
        var seen: [String: ResourceKey] = [:]
        for resource in prepared.resources {
            let key = resource.manifest.key
            if let owner = view.owners.owner(of: key), owner != name {
                let reason = "is declared by application \"\(owner)\" too; a resource belongs to one application"
                resources.append(Self.unknown(key, reason))
                continue
            }
            guard let readable = resource.readable else {
                resources.append(ResourceComparison(key: key, desired: resource.manifest, outcome: .missing))
                continue
            }
            if let reason = view.listing.blindness(of: key.groupKind, view.discovery) {
                resources.append(Self.unknown(key, reason))
                continue
            }
            let live = view.listing.all[key]
            if let uid = live?.uid, let twin = seen.updateValue(key, forKey: uid) {
                let reason = "is the same resource as \(twin), which is declared too"
                resources.append(Self.unknown(key, reason))
                continue
            }
            settle(resource, readable, live, view.memory.confirmed[name]?[key])
        }
    }

    private mutating func settle(
        _ resource: PreparedResource,
        _ readable: APIResource,
        _ live: Manifest?,
        _ remembered: ConfirmedResource?
    ) {
        if let live, let type = resource.type {
            if let remembered, remembered.desiredHash == hash, remembered.resourceVersion == live.resourceVersion {
                confirmed.append(remembered)
                resources.append(Self.synced(resource.manifest, live, type))
                return
            }
            let verdict = LocalComparison.compare(
                desired: resource.manifest,
                live: live,
                manager: Tracking.fieldManager
            )
            if verdict == .inSync {
                resources.append(Self.synced(resource.manifest, live, type))
                return
            }
        }
        open.append(
            Open(
                desired: resource.manifest,
                type: resource.type,
                readable: readable,
                live: live,
                isLookedUp: live != nil,
                application: name,
                manager: Tracking.fieldManager
            )
        )
    }

    /// Adds a resource that the server is to be asked about.
    mutating func add(_ resource: Open) { open.append(resource) }

    /// Adds a resource that was settled otherwise.
    mutating func add(_ resource: ResourceComparison) { resources.append(resource) }

    /// Takes what the server said about ``open``, in its order.
    mutating func settle(_ results: some Sequence<(comparison: ResourceComparison?, confirmedVersion: String?)>) {
        for result in results {
            guard let comparison = result.comparison else { continue }
            resources.append(comparison)
            guard let version = result.confirmedVersion else { continue }
            confirmed.append(
                ConfirmedResource(
                    application: name,
                    key: comparison.key,
                    resourceVersion: version,
                    desiredHash: hash
                )
            )
        }
        open = []
    }

    /// The comparison, with what is left over on the cluster.
    func finished(_ view: ClusterView) -> ApplicationComparison {
        var comparison = ApplicationComparison(
            desired: prepared.desired,
            resources: resources,
            hooks: prepared.hooks.sorted(),
            warnings: prepared.warnings
        )
        comparison.resources += extras(view) + unseen(view)
        comparison.resources.sort { $0.key < $1.key }
        if !view.isWhole {
            let reason = "not every kind of the cluster could be looked through"
            if prepared.desired.isRemoved {
                comparison.gaps.append("\(reason), so that something of the application may have been overlooked")
            } else {
                comparison.warnings.append("\(reason); what the application no longer declares may be left over")
            }
        }
        return comparison
    }

    /// What proves to be the application's and is not declared any more.
    private func extras(_ view: ClusterView) -> [ResourceComparison] {
        guard let tracked = view.listing.tracked[name] else { return [] }
        return tracked.compactMap { key, live in
            guard !prepared.declares(key), !view.owners.isOthers(key, name) else { return nil }
            // A kind can be served in two groups: what is declared under the other name is not left over.
            if let uid = live.manifest.uid, view.declaredUIDs.contains(uid) { return nil }
            // A hook is the business of its own delete policy.
            if Hook.isHook(live.manifest) || Hook.isSkipped(live.manifest) { return nil }
            // What the project does not permit is none of the application's, as for Argo CD.
            if ClusterObserver.refusal(of: key, live.type.namespaced, in: prepared.desired) != nil { return nil }
            return ResourceComparison(
                key: key,
                type: live.type,
                live: live.manifest,
                outcome: .extra,
                health: HealthAssessment.assess(live.manifest),
                isTracked: true,
                hold: view.owners.hold(key, live.manifest)
            )
        }
    }

    /// What the application has put on the cluster, does not declare any more, and could not be looked at.
    private func unseen(_ view: ClusterView) -> [ResourceComparison] {
        (view.memory.inventory[name] ?? [:]).keys.compactMap { key in
            guard !prepared.declares(key), !view.owners.isOthers(key, name),
                let reason = view.listing.blindness(of: key.groupKind, view.discovery)
            else { return nil }
            return Self.unknown(key, reason)
        }
    }

    static func unknown(_ key: ResourceKey, _ message: String) -> ResourceComparison {
        ResourceComparison(key: key, outcome: .unknown(message))
    }

    static func synced(_ desired: Manifest, _ live: Manifest, _ type: APIResource) -> ResourceComparison {
        ResourceComparison(
            key: desired.key,
            type: type,
            desired: desired,
            outcome: .synced,
            health: HealthAssessment.assess(live),
            isTracked: true
        )
    }
}
