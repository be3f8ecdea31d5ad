public import FleetDeclarations
public import FleetModel
public import FleetRegistry
import FleetHealth
import FleetKube
import FleetValue

/// Syncs many applications on many clusters at once.
///
/// Applications of one parent go wave by wave: a later wave starts when everything of the earlier ones is synced and
/// healthy. All else is side by side, under one limit for the fleet. A cluster is synced by one process at a time.
public struct SyncCoordinator: Sendable {
    private let registry: Registry
    private let journal: any SyncJournal
    private let holder: LeaseHolder
    private let admission: Admission
    private let client: ClientFactory
    private let planner: SyncPlanner
    private let options: SyncOptions
    private let progress: @Sendable (ApplicationResult) -> Void

    /// Makes a coordinator.
    ///
    /// - Parameters:
    ///   - registry: Holds the leases.
    ///   - journal: Takes every step before it is sent.
    ///   - holder: Who syncs, for the leases.
    ///   - admission: How many applications are synced at once.
    ///   - client: Makes a cluster's client; asked once a cluster.
    ///   - planner: How plans are made.
    ///   - options: How they are carried out.
    ///   - progress: Called as each application is done, on no particular queue.
    public init(
        registry: Registry,
        journal: any SyncJournal,
        holder: LeaseHolder,
        admission: Admission,
        client: @escaping ClientFactory,
        planner: SyncPlanner,
        options: SyncOptions,
        progress: @escaping @Sendable (ApplicationResult) -> Void = { _ in }
    ) {
        self.registry = registry
        self.journal = journal
        self.holder = holder
        self.admission = admission
        self.client = client
        self.planner = planner
        self.options = options
        self.progress = progress
    }

    /// How long a cluster stays taken when its holder stops saying that it lives.
    static let leaseDuration = Duration.seconds(60)

    /// Syncs what was compared.
    ///
    /// - Returns: One result an application, sorted by name.
    public func sync(_ comparisons: [ClusterComparison]) async -> [ApplicationResult] {
        var results: [ApplicationResult] = []
        var open: [ApplicationComparison] = []
        var leased: [String] = []
        for comparison in comparisons where comparison.failure == nil && !comparison.applications.isEmpty {
            if let refusal = lease(comparison.cluster) {
                results += comparison.applications.map { Self.error($0, refusal) }
            } else {
                leased.append(comparison.cluster)
                open += comparison.applications
            }
        }
        for result in results { progress(result) }
        let renewal = Task { [registry, holder] in
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.leaseDuration / 3)
                _ = try? registry.renewLeases(heldBy: holder, duration: Self.leaseDuration)
            }
        }
        results += await syncTrees(open)
        renewal.cancel()
        if options.dryRun == .none { try? registry.releaseLeases(heldBy: holder) }
        return results.sorted { $0.application < $1.application }
    }

    private func lease(_ cluster: String) -> String? {
        guard options.dryRun == .none else { return nil }
        do {
            switch try registry.acquireLease(cluster: cluster, holder: holder, duration: Self.leaseDuration) {
            case .acquired: return nil
            case .held(let other, _, _):
                return "cluster \"\(cluster)\" is being synced by \(other); try again when it is done"
            }
        } catch {
            return String(describing: error)
        }
    }

    // MARK: - Trees

    /// An application and the applications that its manifests brought.
    private struct Node: Sendable {
        var comparison: ApplicationComparison
        var children: [Node]
    }

    private func syncTrees(_ applications: [ApplicationComparison]) async -> [ApplicationResult] {
        let names = Set(applications.map(\.desired.name))
        var children: [String: [ApplicationComparison]] = [:]
        var roots: [ApplicationComparison] = []
        var removed: [ApplicationComparison] = []
        for application in applications {
            if application.desired.isRemoved {
                removed.append(application)
            } else if let parent = application.desired.declared.parent, names.contains(parent) {
                children[parent, default: []].append(application)
            } else {
                roots.append(application)
            }
        }
        func node(_ comparison: ApplicationComparison) -> Node {
            Node(comparison: comparison, children: (children[comparison.desired.name] ?? []).map(node))
        }
        // Roots that no wave orders among themselves are one group; a selection may have left out their parents.
        let results = await syncSiblings(roots.map(node))
        // What replaces a removed application is there before its resources go.
        return results + (await syncSiblings(removed.map { Node(comparison: $0, children: []) }))
    }

    /// Syncs applications wave by wave, each with all that it brings.
    private func syncSiblings(_ nodes: [Node]) async -> [ApplicationResult] {
        var results: [ApplicationResult] = []
        let waves = Dictionary(grouping: nodes) { $0.comparison.desired.declared.wave }
        let last = waves.keys.max()
        var blocker: String?
        for (wave, members) in waves.sorted(by: { $0.key < $1.key }) {
            if let blocker {
                results += members.flatMap { skipped($0, "wave \(wave) waits for \(blocker)") }
                continue
            }
            let isLast = wave == last
            let done = await withTaskGroup(of: [ApplicationResult].self) { group in
                for member in members {
                    group.addTask { await sync(member, mustBeHealthy: !isLast) }
                }
                var done: [ApplicationResult] = []
                for await result in group { done += result }
                return done
            }
            results += done
            blocker = done.filter { $0.phase != .succeeded }.map(\.application).min()
        }
        return results
    }

    private func sync(_ node: Node, mustBeHealthy: Bool) async -> [ApplicationResult] {
        let waits = (mustBeHealthy || options.waitsForHealth || !node.children.isEmpty) && options.dryRun == .none
        var result = await admission.run { await sync(node.comparison, waits: waits) }
        var children: [ApplicationResult] = []
        if result.phase == .succeeded {
            children = await syncSiblings(node.children, mustBeHealthy: mustBeHealthy)
            if let failed = children.filter({ $0.phase != .succeeded }).map(\.application).min() {
                result.phase = .failed
                result.message = "its application \"\(failed)\" did not succeed"
            }
        } else {
            children = node.children.flatMap { skipped($0, "its parent \"\(result.application)\" did not succeed") }
        }
        progress(result)
        return [result] + children
    }

    private func syncSiblings(_ nodes: [Node], mustBeHealthy: Bool) async -> [ApplicationResult] {
        guard mustBeHealthy else { return await syncSiblings(nodes) }
        var waiting = self.options
        waiting.waitsForHealth = true
        return await copy(options: waiting).syncSiblings(nodes)
    }

    private func copy(options: SyncOptions) -> SyncCoordinator {
        SyncCoordinator(
            registry: registry,
            journal: journal,
            holder: holder,
            admission: admission,
            client: client,
            planner: planner,
            options: options,
            progress: progress
        )
    }

    private func skipped(_ node: Node, _ reason: String) -> [ApplicationResult] {
        let result = Self.error(node.comparison, reason)
        progress(result)
        return [result] + node.children.flatMap { skipped($0, reason) }
    }

    // MARK: - One application

    private func sync(_ comparison: ApplicationComparison, waits: Bool) async -> ApplicationResult {
        let desired = comparison.desired
        let plan: SyncPlan
        do throws(SyncRefusal) {
            plan = try planner.plan(comparison)
        } catch {
            var result = Self.error(comparison, error.description)
            result.phase = .failed
            return result
        }
        var result = ApplicationResult(
            application: desired.name,
            cluster: desired.cluster.name,
            phase: .succeeded,
            revisions: desired.revisions
        )
        do throws(KubeError) {
            let run = ApplicationSync(
                application: desired.name,
                cluster: desired.cluster.name,
                client: try await client(desired.cluster),
                journal: journal,
                options: options,
                propagation: DeletePropagation(policy: desired.declared.application.syncPolicy)
            )
            (result.phase, result.message, result.resources) = await run.run(plan)
            if waits, result.phase == .succeeded {
                let (health, problem) = await run.waitUntilHealthy(comparison)
                result.health = health
                if let problem {
                    result.phase = .failed
                    result.message = problem
                }
            }
        } catch {
            return Self.error(comparison, error.description)
        }
        return result
    }

    private static func error(_ comparison: ApplicationComparison, _ reason: String) -> ApplicationResult {
        ApplicationResult(
            application: comparison.desired.name,
            cluster: comparison.desired.cluster.name,
            phase: .error,
            message: reason,
            revisions: comparison.desired.revisions
        )
    }
}
