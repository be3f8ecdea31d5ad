import FleetDeclarations
import FleetKube
import FleetModel
import FleetDiff
import FleetValue

/// An application whose manifests are as they would be applied, each with how its kind is served.
struct PreparedApplication {
    var desired: DesiredApplication
    var manifests: [(manifest: Manifest, type: APIResource?)] = []
    var problems: [(key: ResourceKey, message: String)] = []
    var warnings: [String] = []
}

extension ClusterObserver {
    /// Finds how each manifest's kind is served, and brings the manifests into the form that is applied.
    func prepare(
        _ applications: [DesiredApplication]
    ) async throws(KubeError) -> (Discovery, [PreparedApplication]) {
        var discovery = try await client.discover(refresh: false)
        let types = Set(applications.flatMap { $0.manifests.map(\.groupVersionKind) })
        let defined = Dictionary(
            applications.flatMap { $0.manifests.compactMap(Self.definedKind) },
            uniquingKeysWith: { first, _ in first }
        )
        let unknown = types.filter { discovery.resource(for: $0) == nil }
        if unknown.contains(where: { defined[$0.groupKind] == nil }) {
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
        var application = PreparedApplication(desired: desired, warnings: desired.warnings)
        var places: [ResourceKey: Int] = [:]
        for manifest in desired.manifests {
            if Hook.isSkipped(manifest) || Hook.isIgnored(manifest) { continue }
            if Hook.isHook(manifest) {
                application.problems.append(
                    (manifest.key, "is a sync hook; hooks are not carried out by this version")
                )
                continue
            }
            let type = discovery.resource(for: manifest.groupVersionKind)
            let isNamespaced = type?.namespaced ?? defined[manifest.groupVersionKind.groupKind]
            guard let isNamespaced else {
                let reason =
                    discovery.failure(of: manifest.groupVersionKind).map { "it is not known whether it is: \($0.message)" }
                    ?? "is its CustomResourceDefinition installed?"
                application.problems.append(
                    (manifest.key, "the cluster does not serve \(manifest.kind) in \(manifest.apiVersion); \(reason)")
                )
                continue
            }
            let ready = DesiredManifest.prepared(
                manifest,
                application: desired.name,
                namespace: desired.declared.application.destination.namespace,
                namespaced: isNamespaced
            )
            if isNamespaced, ready.namespace.isEmpty {
                application.problems.append(
                    (ready.key, "names no namespace, and neither does the application's destination")
                )
                continue
            }
            if let refusal = refusal(of: ready.key, isNamespaced, in: desired) {
                application.problems.append((ready.key, refusal))
                continue
            }
            if let place = places[ready.key] {
                application.warnings.append("\(ready.key) is declared more than once; the last one counts")
                application.manifests[place] = (ready, type)
            } else {
                places[ready.key] = application.manifests.count
                application.manifests.append((ready, type))
            }
        }
        return application
    }

    /// Why the application's project does not permit a resource, or nil when it does.
    private static func refusal(of key: ResourceKey, _ isNamespaced: Bool, in desired: DesiredApplication) -> String? {
        let destination = ApplicationDestination(server: desired.cluster.server, name: desired.cluster.name)
        return desired.project.permits(
            resource: key,
            isClusterScoped: !isNamespaced,
            on: destination,
            projectClusters: desired.cluster.project == desired.project.name ? [desired.cluster] : []
        ).refusal
    }

    /// The kind that a CustomResourceDefinition defines, and whether it lives in namespaces.
    private static func definedKind(_ manifest: Manifest) -> (GroupKind, Bool)? {
        guard manifest.kind == "CustomResourceDefinition",
            let group = manifest.value["spec"]?["group"]?.string,
            let kind = manifest.value["spec"]?["names"]?["kind"]?.string
        else { return nil }
        return (GroupKind(group: group, kind: kind), manifest.value["spec"]?["scope"]?.string != "Cluster")
    }
}
