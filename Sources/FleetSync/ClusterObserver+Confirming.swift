import FleetDiff
import FleetHealth
import FleetKube
import FleetModel

extension ClusterObserver {
    /// What a request about one resource gave.
    private enum Look: Sendable {
        case comparison(ResourceComparison, confirmedVersion: String?)
        /// A managed namespace that is as it should be.
        case nothing
        /// The cluster as a whole does not answer any more.
        case lost(KubeError)
    }

    /// Asks the server about what the lists could not settle, for all applications at once.
    func confirm(_ drafts: inout [ApplicationDraft]) async throws(KubeError) {
        let open = drafts.flatMap(\.open)
        guard !open.isEmpty else { return }
        let client = client
        let looks = await withTaskGroup(of: (Int, Look).self) { group in
            for (index, resource) in open.enumerated() {
                group.addTask {
                    let looked = await Self.look(at: resource, client)
                    return (index, looked)
                }
            }
            var looks = [Look](repeating: .nothing, count: open.count)
            for await (index, look) in group {
                looks[index] = look
                if case .lost = look { group.cancelAll() }
            }
            return looks
        }
        var cancelled: KubeError?
        for case .lost(let error) in looks {
            guard error.isCancellation else { throw error.ofCluster }
            cancelled = error
        }
        if let cancelled { throw cancelled }
        var rest = looks[...]
        for index in drafts.indices {
            let count = drafts[index].open.count
            drafts[index].settle(
                rest.prefix(count).map { look in
                    if case .comparison(let comparison, let version) = look {
                        (comparison, version)
                    } else {
                        (nil, nil)
                    }
                }
            )
            rest = rest.dropFirst(count)
        }
    }

    private static func look(at resource: ApplicationDraft.Open, _ client: any ResourceClient) async -> Look {
        let desired = resource.desired
        let key = desired.key
        do throws(KubeError) {
            var found = resource.live
            if !resource.isLookedUp {
                // Not in the lists: not there, or there without our label.
                found = try await client.get(resource.readable, namespace: key.namespace, name: key.name)
            }
            var comparison = ResourceComparison(
                key: key,
                type: resource.type,
                desired: desired,
                live: found,
                outcome: .missing,
                isManagedNamespace: resource.isManagedNamespace
            )
            guard let live = found else { return .comparison(comparison, confirmedVersion: nil) }
            comparison.health = HealthAssessment.assess(live)
            comparison.isTracked =
                resource.isManagedNamespace
                || Ownership.isTracked(live, key, by: resource.application, manager: resource.manager)
            guard let type = resource.type else {
                // It is there, in a version from which its new definition leads to the declared one.
                comparison.predicted = desired
                comparison.outcome = .modified(FieldComparison.changes(live: live, predicted: desired))
                return .comparison(comparison, confirmedVersion: nil)
            }
            let predicted = try await client.apply(
                desired,
                as: type,
                fieldManager: resource.manager,
                force: true,
                dryRun: true
            )
            let changes = FieldComparison.changes(live: live, predicted: predicted)
            if changes.isEmpty {
                if resource.isManagedNamespace { return .nothing }
                return .comparison(
                    ApplicationDraft.synced(desired, live, type),
                    confirmedVersion: live.resourceVersion
                )
            }
            comparison.predicted = predicted
            comparison.outcome = .modified(changes)
            return .comparison(comparison, confirmedVersion: nil)
        } catch {
            if error.concernsCluster { return .lost(error) }
            return .comparison(ApplicationDraft.unknown(key, error.description), confirmedVersion: nil)
        }
    }
}
