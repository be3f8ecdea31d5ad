import FleetDeclarations
import FleetDiff
import FleetKube
import FleetModel
import FleetValue

/// A manifest as it would be applied, and how its kind is served.
struct PreparedResource {
    var manifest: Manifest
    /// How it is applied; nil while its version is only about to be served.
    var type: APIResource?
    /// How it is listed and read: as it is applied, or in another version that is served already.
    var readable: APIResource?
}

/// An application whose manifests are as they would be applied.
struct PreparedApplication {
    var desired: DesiredApplication
    var resources: [PreparedResource] = []
    /// Manifests that can not be compared, and why.
    var problems: [(key: ResourceKey, message: String)] = []
    /// Hooks that a sync would have to run.
    var hooks: [ResourceKey] = []
    /// What is declared but is none of ``resources``: it is not extra when it is found on the cluster.
    var leftOut: Set<ResourceKey> = []
    var warnings: [String]

    private var places: [ResourceKey: Int] = [:]

    init(_ desired: DesiredApplication) {
        self.desired = desired
        warnings = desired.warnings
        warn(ofOptions: desired.declared.application.syncPolicy.syncOptions, on: "the application")
    }

    /// Options that this version knows and does not carry out: everything is applied on the server's side.
    private static let withoutEffect: Set<String> = Set(
        [.replace, .force, .skipValidation, .clientSideApply, .failOnSharedResource, .respectIgnoreDifferences]
            .map { (option: SyncOption) in option.rawValue }
    )

    fileprivate mutating func warn(ofOptions options: [String], on subject: @autoclosure () -> String) {
        if options.isEmpty { return }
        let unknown = SyncOption.unknown(in: options)
        for option in options {
            if Self.withoutEffect.contains(option) {
                warnings.append("\(option) of \(subject()) has no effect in this version")
            } else if unknown.contains(option) {
                warnings.append("\(option) of \(subject()) is no sync option")
            }
        }
    }

    /// Whether the application declares the resource, in whatever role.
    func declares(_ key: ResourceKey) -> Bool { places[key] != nil || leftOut.contains(key) }

    fileprivate mutating func add(_ resource: PreparedResource) {
        let key = resource.manifest.key
        if let place = places[key] {
            warnings.append("\(key) is declared more than once; the last one counts")
            resources[place] = resource
        } else {
            places[key] = resources.count
            resources.append(resource)
        }
    }

    fileprivate mutating func refuse(_ key: ResourceKey, _ manifest: Manifest, _ message: String) {
        problems.append((key, message))
        leaveOut(manifest)
    }

    fileprivate mutating func leaveOut(_ manifest: Manifest) {
        leftOut.formUnion(manifest.possibleKeys(namespace: desired.declared.application.destination.namespace))
    }
}

extension ClusterObserver {
    /// Finds how each manifest's kind is served, and brings the manifests into the form that is applied.
    func prepare(
        _ applications: [DesiredApplication],
        _ memory: ClusterMemory
    ) async throws(KubeError) -> (Discovery, [PreparedApplication]) {
        var discovery = try await client.discover(refresh: false)
        var types = Set<GroupVersionKind>()
        var kinds = Set<GroupKind>()
        var defined: [GroupKind: Bool] = [:]
        for application in applications {
            for manifest in application.manifests {
                types.insert(manifest.groupVersionKind)
                if let kind = manifest.definedKind {
                    defined[kind] = manifest.value["spec"]?["scope"]?.string != "Cluster"
                }
            }
            for key in memory.inventory[application.name, default: [:]].keys { kinds.insert(key.groupKind) }
        }
        // What is not known may be new: the answer that is remembered can be minutes old.
        if types.contains(where: { discovery.resource(for: $0) == nil })
            || kinds.contains(where: { discovery.resource(for: $0) == nil })
        {
            discovery = try await client.discover(refresh: true)
        }
        let found = discovery
        return (found, applications.map { Self.prepare($0, found, defined) })
    }

    private static func prepare(
        _ desired: DesiredApplication,
        _ discovery: Discovery,
        _ defined: [GroupKind: Bool]
    ) -> PreparedApplication {
        var application = PreparedApplication(desired)
        for manifest in desired.manifests {
            if Hook.isHook(manifest) || Hook.isSkipped(manifest) {
                leaveOut(manifest, of: &application)
                continue
            }
            let type = manifest.groupVersionKind
            let exact = discovery.resource(for: type)
            if exact == nil, let failure = discovery.failure(of: type) {
                let reason = "it is not known whether the cluster serves \(manifest.apiVersion): \(failure.message)"
                application.refuse(manifest.key, manifest, reason)
                continue
            }
            let readable = exact ?? discovery.resource(for: type.groupKind)
            guard exact != nil || defined[type.groupKind] != nil,
                let isNamespaced = readable?.namespaced ?? defined[type.groupKind]
            else {
                let reason =
                    "the cluster does not serve \(manifest.kind) in \(manifest.apiVersion); "
                    + "is its CustomResourceDefinition installed?"
                application.refuse(manifest.key, manifest, reason)
                continue
            }
            let ready = DesiredManifest.prepared(
                manifest,
                application: desired.name,
                namespace: desired.declared.application.destination.namespace,
                namespaced: isNamespaced
            )
            if isNamespaced, ready.namespace.isEmpty {
                let reason = "names no namespace, and neither does the application's destination"
                application.refuse(ready.key, manifest, reason)
            } else if let refusal = refusal(of: ready.key, isNamespaced, in: desired) {
                application.refuse(ready.key, manifest, refusal)
            } else {
                application.warn(ofOptions: manifest.list(annotation: SyncOption.annotation), on: "\(ready.key)")
                application.add(PreparedResource(manifest: ready, type: exact, readable: readable))
            }
        }
        return application
    }

    /// Sorts in what is no resource to keep.
    private static func leaveOut(_ manifest: Manifest, of application: inout PreparedApplication) {
        application.leaveOut(manifest)
        guard !Hook.isSkipped(manifest), !Hook.isIgnored(manifest) else { return }
        var key = manifest.key
        if key.name.isEmpty, let prefix = manifest.value["metadata"]?["generateName"]?.string {
            key.name = prefix + "*"
        }
        if Hook.phases(of: manifest).isEmpty {
            application.warnings.append("\(key) is a hook of the application's deletion; this version does not run it")
        } else {
            application.hooks.append(key)
        }
    }

    /// Why the application's project does not permit a resource, or nil when it does.
    static func refusal(of key: ResourceKey, _ isNamespaced: Bool, in desired: DesiredApplication) -> String? {
        let destination = ApplicationDestination(server: desired.cluster.server, name: desired.cluster.name)
        return desired.project.permits(
            resource: key,
            isClusterScoped: !isNamespaced,
            on: destination,
            projectClusters: desired.cluster.project == desired.project.name ? [desired.cluster] : []
        ).refusal
    }
}
