import FleetDiff
import FleetKube
import FleetModel
import FleetValue

/// What proves that an application put a resource on the cluster.
enum Ownership {
    /// The application that a live resource proves to belong to, or nil.
    ///
    /// A label can be copied by a controller; the annotation names the very resource that it stands on. What has an
    /// owner belongs to that one, whatever stands on it.
    ///
    /// - Parameters:
    ///   - live: As the server has it.
    ///   - key: As it was listed or asked for.
    /// - Returns: The application's name; nil when nothing is proved.
    static func application(of live: Manifest, _ key: ResourceKey) -> String? {
        guard let text = live.annotation(Tracking.identifierAnnotation),
            let (application, identity) = Tracking.parse(text), identity == key,
            live.value["metadata"]?["labels"]?[Tracking.applicationLabel]?.string
                == Tracking.labelValue(for: application),
            (live.value["metadata"]?["ownerReferences"]?.array ?? []).isEmpty
        else { return nil }
        return application
    }

    /// Whether a declared resource was put there by the application, so that fields others changed are taken back.
    ///
    /// Either mark suffices: whoever removed one of them changed a resource of the application's, and no more.
    static func isTracked(_ live: Manifest, _ key: ResourceKey, by application: String, manager: String) -> Bool {
        live.annotation(Tracking.identifierAnnotation) == Tracking.identifier(application: application, key: key)
            || live.value["metadata"]?["labels"]?[Tracking.applicationLabel]?.string
                == Tracking.labelValue(for: application) && live.appliedFields(by: manager) != nil
    }

    /// The field manager of a destination's namespace that `CreateNamespace=true` asks for.
    ///
    /// One of its own for each application: by server-side apply a manager that applies less gives up the rest, so that
    /// the namespace's own declaration, and what other applications ask of it, would be undone.
    static func namespaceManager(of application: String) -> String {
        "\(Tracking.fieldManager)-namespace-\(Tracking.labelValue(for: application))"
    }
}

extension Manifest {
    /// `metadata.uid`, or nil.
    var uid: String? { value["metadata"]?["uid"]?.string }
    /// `metadata.resourceVersion`, or nil.
    var resourceVersion: String? { value["metadata"]?["resourceVersion"]?.string }
    /// Whether it was deleted and waits for its finalizers.
    var isTerminating: Bool { value["metadata"]?["deletionTimestamp"].map { !$0.isNull } ?? false }
    /// The kind that a CustomResourceDefinition defines; nil for any other manifest.
    var definedKind: GroupKind? {
        guard kind == "CustomResourceDefinition", let group = value["spec"]?["group"]?.string,
            let kind = value["spec"]?["names"]?["kind"]?.string
        else { return nil }
        return GroupKind(group: group, kind: kind)
    }
}

extension DeletePropagation {
    /// How an application's resources are deleted.
    ///
    /// A removed application's finalizer decides, otherwise `PrunePropagationPolicy=`; in the foreground when neither
    /// says anything.
    init(of application: Application, isRemoved: Bool) {
        if isRemoved {
            self = application.finalizers.contains { $0.hasSuffix("/background") } ? .background : .foreground
        } else if application.syncPolicy.has(.prunesBackground) {
            self = .background
        } else if application.syncPolicy.has(.prunesOrphan) {
            self = .orphan
        } else {
            self = .foreground
        }
    }
}
