import FleetDeclarations
import FleetModel

extension SyncCoordinator {
    /// What is to be done for one application, or is known of it already.
    enum Work: Sendable {
        case sync(ApplicationComparison, SyncPlan)
        case refused(ApplicationResult)
        case blocked(BlockedApplication)
    }

    typealias Tree = SyncTree<Work>

    /// A compared application and what is to be done for it.
    struct Planned {
        var comparison: ApplicationComparison
        var work: Work

        var member: Tree.Member {
            let declared = comparison.desired.declared
            return Tree.Member(name: comparison.desired.name, parent: declared.parent, wave: declared.wave, work: work)
        }

        /// Whether something is to be sent that changes the cluster.
        var needsLease: Bool {
            if case .sync(_, let plan) = work { !plan.isEmpty } else { false }
        }
    }

    /// What all applications of a run share.
    struct RunContext: Sendable {
        let leases: LeaseKeeper
        /// The namespaces that the run makes, by cluster: applications side by side may need each other's.
        let comingNamespaces: [String: Set<String>]
    }

    /// The namespaces that the planned work makes, by cluster.
    static func comingNamespaces(_ work: [Planned]) -> [String: Set<String>] {
        var namespaces: [String: Set<String>] = [:]
        for planned in work {
            guard case .sync(let comparison, let plan) = planned.work else { continue }
            let made = plan.tasks.filter {
                $0.isNew && $0.key.groupKind == GroupKind(group: "", kind: "Namespace")
            }
            if !made.isEmpty {
                namespaces[comparison.desired.cluster.name, default: []].formUnion(made.map(\.key.name))
            }
        }
        return namespaces
    }

    static func member(_ blocked: BlockedApplication) -> Tree.Member {
        Tree.Member(name: blocked.name, parent: blocked.parent, wave: blocked.wave, work: .blocked(blocked))
    }

    func plan(_ comparisons: [ClusterComparison]) -> [Planned] {
        comparisons.filter { $0.failure == nil }.flatMap(\.applications).map { comparison in
            do throws(SyncRefusal) {
                return Planned(comparison: comparison, work: .sync(comparison, try planner.plan(comparison)))
            } catch {
                let result = ApplicationResult(comparison.desired, .failed, error.description)
                return Planned(comparison: comparison, work: .refused(result))
            }
        }
    }

    /// Takes the lease of each cluster on which something is to be done.
    func acquire(_ leases: LeaseKeeper, _ work: inout [Planned]) {
        guard options.dryRun == .none else { return }
        var refusals: [String: String] = [:]
        for cluster in Set(work.filter(\.needsLease).map(\.comparison.desired.cluster.name)).sorted() {
            refusals[cluster] = leases.acquire(cluster)
        }
        for index in work.indices where work[index].needsLease {
            let desired = work[index].comparison.desired
            guard let refusal = refusals[desired.cluster.name] else { continue }
            work[index].work = .refused(ApplicationResult(desired, .error, refusal))
        }
    }
}

extension ApplicationResult {
    /// A result without resources.
    init(_ desired: DesiredApplication, _ phase: Phase, _ message: String = "") {
        self.init(
            application: desired.name,
            cluster: desired.cluster.name,
            phase: phase,
            message: message,
            revisions: desired.revisions
        )
    }
}
