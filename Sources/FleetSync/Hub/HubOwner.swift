import FleetModel
import FleetValue

/// Whose Applications and AppProjects on a hub are: the marks by which a fleet knows its own again.
///
/// Labels find them, an annotation that names the very resource proves that the labels were not copied.
public struct HubOwner: Hashable, Sendable {
    /// The label that names the fleet.
    public static let fleetLabel = "fleet.internal/fleet"
    /// The label that names the ApplicationSet which gave an Application; not there for one that was declared as such.
    public static let applicationSetLabel = "fleet.internal/application-set"
    /// The annotation that proves the labels: `FLEET:GROUP/KIND:NAMESPACE/NAME`.
    public static let identifierAnnotation = "fleet.internal/fleet-id"
    /// The annotation that holds the ApplicationSet's `applicationsSync` where that is not `sync`, so that it counts when
    /// the set is gone.
    public static let policyAnnotation = "fleet.internal/applications-sync"

    /// The fleet's name.
    public var fleet: String
    /// The namespace that Argo CD runs in.
    public var namespace: String

    /// Makes an owner.
    public init(fleet: String, namespace: String) {
        self.fleet = fleet
        self.namespace = namespace
    }

    /// The manifest with the marks.
    func marked(_ manifest: Manifest, of set: ApplicationSet?) -> Manifest {
        var manifest = manifest
        manifest.setLabel(Self.fleetLabel, Tracking.labelValue(for: fleet))
        manifest.setAnnotation(
            Self.identifierAnnotation,
            Tracking.identifier(application: fleet, key: manifest.key)
        )
        guard let set else { return manifest }
        manifest.setLabel(Self.applicationSetLabel, Tracking.labelValue(for: set.name))
        let policy = set.syncPolicy.applicationsSync
        if policy != .sync { manifest.setAnnotation(Self.policyAnnotation, policy.rawValue) }
        return manifest
    }

    /// Whether a live resource proves to be this fleet's.
    func owns(_ live: Manifest) -> Bool {
        live.labels[Self.fleetLabel] == Tracking.labelValue(for: fleet)
            && live.annotation(Self.identifierAnnotation)
                == Tracking.identifier(application: fleet, key: live.key)
    }

    /// Whether a live Application came from the ApplicationSet of this name, as far as its marks say.
    static func isOf(_ set: String, _ live: Manifest) -> Bool {
        live.labels[applicationSetLabel] == Tracking.labelValue(for: set)
    }

    /// The policy that a live Application was last applied under.
    static func policy(of live: Manifest) -> ApplicationSetSyncPolicy.ApplicationsSync {
        live.annotation(policyAnnotation).flatMap(ApplicationSetSyncPolicy.ApplicationsSync.init) ?? .sync
    }

    /// Why a live resource can not be this fleet's now; nil when it may be.
    ///
    /// - Parameters:
    ///   - live: As the hub has it.
    ///   - adopts: Whether what is nobody's, or another fleet's, is taken over.
    /// - Returns: One line.
    func obstacle(to live: Manifest, adopts: Bool) -> String? {
        if live.isTerminating { return "is being deleted on the hub; apply again when it is gone" }
        if let set = Self.controller(of: live) {
            return
                "is controlled by \(set.kind) \"\(set.name)\" on the hub; delete that one first and keep what it made "
                + "(kubectl delete --cascade=orphan)"
        }
        if let application = live.labels[Tracking.applicationLabel] {
            return "belongs to application \"\(application)\", which \"fleet sync\" put there"
        }
        if owns(live) || adopts { return nil }
        if let other = live.labels[Self.fleetLabel], other != Tracking.labelValue(for: fleet) {
            return "belongs to fleet \"\(other)\"; --adopt takes it over"
        }
        return "is on the hub already and not this fleet's; --adopt takes it over"
    }

    /// The owner that a controller goes by; nil for none.
    static func controller(of live: Manifest) -> (kind: String, name: String)? {
        for owner in live.value["metadata"]?["ownerReferences"]?.array ?? []
        where owner["controller"]?.bool == true {
            return (owner["kind"]?.string ?? "", owner["name"]?.string ?? "")
        }
        return nil
    }
}
