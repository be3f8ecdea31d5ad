import FleetDeclarations
import FleetKube
import FleetModel
import FleetDiff
import FleetHealth
import FleetValue

/// What a request about one resource gave.
private struct Looked: Sendable {
    var comparison: ResourceComparison
    var confirmedVersion: String?
}

extension ClusterObserver {
    func compare(
        _ application: PreparedApplication,
        _ listing: ClusterListing,
        _ owners: Owners,
        _ confirmed: [ResourceKey: ConfirmedResource]
    ) async -> (comparison: ApplicationComparison, confirmed: [ConfirmedResource]) {
        let desired = application.desired
        let tracked = listing.tracked[desired.name] ?? [:]
        var result = ApplicationComparison(desired: desired, resources: [], warnings: application.warnings)
        for (key, message) in application.problems {
            result.resources.append(Self.unknown(key, message))
        }
        var open: [(manifest: Manifest, type: APIResource, live: Manifest?)] = []
        for (manifest, type) in application.manifests {
            let key = manifest.key
            if let owner = owners.declaring[key], owner != desired.name {
                let message = "is declared by application \"\(owner)\" too; a resource belongs to one application"
                result.resources.append(Self.unknown(key, message))
                continue
            }
            guard let type else {
                result.resources.append(
                    ResourceComparison(key: key, desired: manifest, outcome: .missing, isTracked: false)
                )
                continue
            }
            if let failure = listing.failures[key.groupKind] {
                result.resources.append(Self.unknown(key, failure.description))
                continue
            }
            guard let live = tracked[key]?.manifest ?? listing.all[key] else {
                open.append((manifest, type, nil))
                continue
            }
            if Self.isSynced(manifest, live, desired.hash, confirmed[key]) {
                result.resources.append(Self.synced(manifest, live, type))
            } else {
                open.append((manifest, type, live))
            }
        }
        let looked = await look(open, desired.name)
        let settled = Set(result.resources.map(\.key))
        var kept = confirmed.values.filter { $0.desiredHash == desired.hash && settled.contains($0.key) }
        for resource in looked {
            result.resources.append(resource.comparison)
            if let version = resource.confirmedVersion {
                kept.append(
                    ConfirmedResource(
                        application: desired.name,
                        key: resource.comparison.key,
                        resourceVersion: version,
                        desiredHash: desired.hash
                    )
                )
            }
        }
        if let namespace = await managedNamespace(of: application) { result.resources.append(namespace) }
        let declared = Set(application.manifests.map(\.manifest.key))
        for (key, entry) in tracked where !declared.contains(key) && !owners.isOthers(key, desired.name) {
            result.resources.append(
                ResourceComparison(
                    key: key,
                    type: entry.type,
                    live: entry.manifest,
                    outcome: .extra,
                    health: HealthAssessment.assess(entry.manifest),
                    isTracked: true
                )
            )
        }
        result.resources.sort { $0.key < $1.key }
        return (result, kept)
    }

    private static func isSynced(
        _ desired: Manifest,
        _ live: Manifest,
        _ hash: String,
        _ confirmed: ConfirmedResource?
    ) -> Bool {
        if let confirmed, confirmed.desiredHash == hash,
            confirmed.resourceVersion == live.value["metadata"]?["resourceVersion"]?.string
        {
            return true
        }
        return LocalComparison.compare(desired: desired, live: live, manager: Tracking.fieldManager) == .inSync
    }

    /// Asks the server about what the local look could not settle.
    private func look(
        _ open: [(manifest: Manifest, type: APIResource, live: Manifest?)],
        _ application: String
    ) async -> [Looked] {
        let client = client
        return await withTaskGroup(of: Looked.self) { group in
            for (manifest, type, live) in open {
                group.addTask { await Self.look(manifest, type, live, application, client) }
            }
            var results: [Looked] = []
            for await result in group { results.append(result) }
            return results
        }
    }

    private static func look(
        _ desired: Manifest,
        _ type: APIResource,
        _ listed: Manifest?,
        _ application: String,
        _ client: any ResourceClient
    ) async -> Looked {
        let key = desired.key
        do throws(KubeError) {
            var found = listed
            if found == nil {
                // Not in the lists: not there, or there without our label.
                found = try await client.get(type, namespace: key.namespace, name: key.name)
            }
            guard let live = found else {
                return Looked(
                    comparison: ResourceComparison(
                        key: key,
                        type: type,
                        desired: desired,
                        outcome: .missing,
                        isTracked: false
                    )
                )
            }
            let predicted = try await client.apply(desired, as: type, force: true, dryRun: true)
            let changes = FieldComparison.changes(live: live, predicted: predicted)
            guard !changes.isEmpty else {
                return Looked(
                    comparison: synced(desired, live, type),
                    confirmedVersion: live.value["metadata"]?["resourceVersion"]?.string
                )
            }
            return Looked(
                comparison: ResourceComparison(
                    key: key,
                    type: type,
                    desired: desired,
                    live: live,
                    predicted: predicted,
                    outcome: .modified(changes),
                    health: HealthAssessment.assess(live),
                    isTracked: isTracked(live, key, application)
                )
            )
        } catch {
            return Looked(comparison: unknown(key, error.description))
        }
    }

    /// The destination's namespace, when `CreateNamespace=true` asks for it and it is not as it should be.
    private func managedNamespace(of application: PreparedApplication) async -> ResourceComparison? {
        let declared = application.desired.declared.application
        let name = declared.destination.namespace
        let key = ResourceKey(group: "", kind: "Namespace", namespace: "", name: name)
        guard declared.syncPolicy.has("CreateNamespace=true"), !name.isEmpty, !application.desired.isRemoved,
            !application.manifests.contains(where: { $0.manifest.key == key })
        else { return nil }
        let type = APIResource.namespaces
        do throws(KubeError) {
            let live = try await client.get(type, namespace: "", name: name)
            let labels = declared.syncPolicy.namespaceLabels
            let annotations = declared.syncPolicy.namespaceAnnotations
            if let live, labels.allSatisfy({ live.labels[$0.key] == $0.value }),
                annotations.allSatisfy({ live.annotations[$0.key] == $0.value })
            {
                return nil
            }
            var desired = Manifest(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
            for (key, value) in labels.sorted(by: { $0.key < $1.key }) { desired.setLabel(key, value) }
            for (key, value) in annotations.sorted(by: { $0.key < $1.key }) { desired.setAnnotation(key, value) }
            var comparison = ResourceComparison(
                key: key,
                type: type,
                desired: desired,
                live: live,
                outcome: .missing,
                isTracked: live != nil
            )
            comparison.isManagedNamespace = true
            if let live {
                comparison.predicted = try await client.apply(desired, as: type, force: true, dryRun: true)
                comparison.outcome = .modified(
                    FieldComparison.changes(live: live, predicted: comparison.predicted ?? live)
                )
            }
            return comparison
        } catch {
            return Self.unknown(key, error.description)
        }
    }

    private static func isTracked(_ live: Manifest, _ key: ResourceKey, _ application: String) -> Bool {
        // Either mark suffices: whoever removed one of them changed a resource of ours, and no more.
        live.annotations[Tracking.identifierAnnotation] == Tracking.identifier(application: application, key: key)
            || live.appliedFields(by: Tracking.fieldManager) != nil
                && live.labels[Tracking.applicationLabel] == Tracking.labelValue(for: application)
    }

    private static func synced(_ desired: Manifest, _ live: Manifest, _ type: APIResource) -> ResourceComparison {
        ResourceComparison(
            key: desired.key,
            type: type,
            desired: desired,
            outcome: .synced,
            health: HealthAssessment.assess(live),
            isTracked: true
        )
    }

    private static func unknown(_ key: ResourceKey, _ message: String) -> ResourceComparison {
        ResourceComparison(key: key, outcome: .unknown(message), isTracked: false)
    }
}
