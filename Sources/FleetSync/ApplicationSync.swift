import FleetDiff
import FleetHealth
public import FleetKube
public import FleetModel
import FleetValue

/// Carries out one application's plan on its cluster.
///
/// Step by step: prunes first, all at once; then applies kind by kind, all of one kind at once. A failed prune stops
/// the step before its applies, a failed apply lets the step's other kinds go on but stops what comes after. Between
/// steps everything of the step must be healthy. Every task is in the journal before it is sent.
struct ApplicationSync: Sendable {
    let application: String
    let cluster: String
    let client: any ResourceClient
    let journal: any SyncJournal
    let options: SyncOptions
    let propagation: DeletePropagation

    /// How often health is looked at, and how much longer after each look.
    private static let firstPoll = Duration.milliseconds(200)
    private static let longestPoll = Duration.seconds(2)
    /// How long a new CustomResourceDefinition may take to be served.
    private static let definitionTimeout = Duration.seconds(30)

    /// Why the sync of the application ends early.
    private enum Stop: Error {
        case failed(String)
        case terminated
    }

    /// Runs the plan.
    ///
    /// - Returns: How it ended, and a result for each task that was tried and each resource that was left.
    func run(_ plan: SyncPlan) async -> (ApplicationResult.Phase, String, [ResourceResult]) {
        var results = plan.skipped.map { ResourceResult(key: $0.key, code: .pruneSkipped, message: $0.reason) }
        do {
            try await validate(plan, &results)
            guard options.dryRun == .none else {
                results += plan.tasks.map { Self.wouldDo($0) }
                return (.succeeded, "", results)
            }
            let numbers: [Int64]
            do {
                numbers = try journal.plan(plan.tasks, application: application, cluster: cluster)
            } catch {
                throw Stop.failed("the journal can not be written, nothing was done: \(error)")
            }
            var first = 0
            for (index, step) in plan.steps.enumerated() {
                if Task.isCancelled { throw Stop.terminated }
                let tasks = Array(zip(numbers[first..<first + step.tasks.count], step.tasks))
                first += step.tasks.count
                try await carryOut(tasks, &results)
                if index + 1 < plan.steps.count { try await waitUntilHealthy(step) }
            }
            return (.succeeded, "", results)
        } catch Stop.failed(let message) {
            return (.failed, message, results)
        } catch {
            return (.terminated, "stopped before everything was done; run it again to go on", results)
        }
    }

    // MARK: - Dry run

    /// Tries every task on the server before the first is carried out, so that what is refused is refused whole.
    private func validate(_ plan: SyncPlan, _ results: inout [ResourceResult]) async throws {
        guard options.dryRun != .client else { return }
        let created = Set(plan.tasks.filter { $0.isNew && $0.key.kind == "Namespace" }.map(\.key.name))
        let failures = await withTaskGroup(of: ResourceResult?.self) { group in
            for task in plan.tasks {
                // What lives in a namespace or of a kind that this sync creates can not be tried yet.
                guard let type = task.type, !created.contains(task.key.namespace) else { continue }
                group.addTask {
                    do throws(KubeError) {
                        try await send(task, type, dryRun: true)
                        return nil
                    } catch {
                        // Its namespace may come with an application of an earlier wave.
                        if case .notFound = error, task.isNew { return nil }
                        return ResourceResult(key: task.key, code: .syncFailed, message: error.description)
                    }
                }
            }
            var failures: [ResourceResult] = []
            for await failure in group { if let failure { failures.append(failure) } }
            return failures.sorted { $0.key < $1.key }
        }
        guard let failure = failures.first else { return }
        results += failures
        let others = failures.count > 1 ? " and \(failures.count - 1) more" : ""
        throw Stop.failed("refused in a dry run, nothing was changed: \(failure.message)\(others)")
    }

    private static func wouldDo(_ task: SyncTask) -> ResourceResult {
        let words = task.isPrune ? "would be pruned" : task.isNew ? "would be created" : "would be configured"
        return ResourceResult(key: task.key, code: task.isPrune ? .pruned : .synced, message: words + " (dry run)")
    }

    // MARK: - Tasks

    private typealias Numbered = (Int64, SyncTask)

    private func carryOut(_ tasks: [Numbered], _ results: inout [ResourceResult]) async throws {
        let pruned = try await perform(tasks.filter { $0.1.isPrune })
        results += pruned
        try stopAtFailure(pruned)
        var applied: [ResourceResult] = []
        var rest = tasks.filter { !$0.1.isPrune }[...]
        while let kind = rest.first?.1.key.groupKind {
            let same = rest.prefix { $0.1.key.groupKind == kind }
            rest = rest.dropFirst(same.count)
            let done = try await perform(Array(same))
            applied += done
            results += done
            if kind.kind == "CustomResourceDefinition" { try await waitUntilServed(done) }
        }
        try stopAtFailure(applied)
    }

    private func stopAtFailure(_ results: [ResourceResult]) throws {
        let failures = results.filter { $0.code == .syncFailed }
        guard let first = failures.first else { return }
        let others = failures.count > 1 ? " and \(failures.count - 1) more" : ""
        throw Stop.failed("\(first.message)\(others)")
    }

    /// Sends tasks side by side; each is in the journal as started before the first is sent.
    private func perform(_ tasks: [Numbered]) async throws -> [ResourceResult] {
        guard !tasks.isEmpty else { return [] }
        do {
            try journal.start(tasks.map(\.0))
        } catch {
            throw Stop.failed("the journal can not be written: \(error)")
        }
        let results = await withTaskGroup(of: (Int, ResourceResult).self) { group in
            for (index, task) in tasks.enumerated() {
                group.addTask { (index, await perform(task.1)) }
            }
            var results: [(Int, ResourceResult)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
        do {
            let ended = zip(tasks, results).map { (task: $0.0, result: $1) }
            try journal.finish(ended, cluster: cluster, application: application)
        } catch {
            throw Stop.failed("the journal can not be written: \(error)")
        }
        return results
    }

    private func perform(_ task: SyncTask) async -> ResourceResult {
        do throws(KubeError) {
            let type = try await type(of: task)
            let taken = try await send(task, type, dryRun: false)
            let words =
                task.isPrune ? "pruned" : task.isNew ? "created" : "configured"
            return ResourceResult(
                key: task.key,
                code: task.isPrune ? .pruned : .synced,
                message: taken.isEmpty ? words : words + ", taking back " + taken.joined(separator: ", ")
            )
        } catch {
            return ResourceResult(key: task.key, code: .syncFailed, message: error.description)
        }
    }

    /// How the kind is served; asked for anew where its definition is part of the same sync.
    private func type(of task: SyncTask) async throws(KubeError) -> APIResource {
        if let type = task.type { return type }
        let place = RequestPlace(cluster: cluster, action: "find", subject: task.key.description)
        guard case .apply(let manifest) = task.action else { throw .notServed(place, kind: task.key.kind) }
        if let type = try await client.discover(refresh: false).resource(for: manifest.groupVersionKind) { return type }
        if let type = try await client.discover(refresh: true).resource(for: manifest.groupVersionKind) { return type }
        throw .notServed(place, kind: manifest.groupVersionKind.description)
    }

    /// Sends one task and answers the fields that were taken back from others, with their managers.
    @discardableResult
    private func send(_ task: SyncTask, _ type: APIResource, dryRun: Bool) async throws(KubeError) -> [String] {
        switch task.action {
        case .prune(let live):
            try await client.delete(
                type,
                namespace: task.key.namespace,
                name: task.key.name,
                propagation: propagation,
                uid: live.value["metadata"]?["uid"]?.string,
                dryRun: dryRun
            )
            return []
        case .apply(let manifest):
            do throws(KubeError) {
                _ = try await client.apply(
                    manifest,
                    as: type,
                    force: options.forceConflicts,
                    dryRun: dryRun
                )
                return []
            } catch {
                guard let conflicts = error.fieldConflicts, task.isTracked, !conflicts.contains(where: { !$0.isUpdate })
                else { throw error }
                // The resource is ours and somebody edited it by hand: declared fields are taken back, and it is said.
                _ = try await client.apply(manifest, as: type, force: true, dryRun: dryRun)
                return conflicts.map { "\($0.field) from \($0.manager)" }.sorted()
            }
        }
    }

    // MARK: - Waiting

    /// Waits until new definitions are established and found by discovery.
    private func waitUntilServed(_ results: [ResourceResult]) async throws {
        let type = APIResource.customResourceDefinitions
        var open = results.filter { $0.code == .synced }.map(\.key.name)
        var waited = Duration.zero
        while !open.isEmpty, waited < Self.definitionTimeout {
            var still: [String] = []
            for name in open {
                let live = try? await client.get(type, namespace: "", name: name)
                let isEstablished = (live?.value["status"]?["conditions"]?.array ?? []).contains {
                    $0["type"]?.string == "Established" && $0["status"]?.string == "True"
                }
                if !isEstablished { still.append(name) }
            }
            open = still
            if open.isEmpty { break }
            try await options.clock.sleep(for: Self.firstPoll)
            waited += Self.firstPoll
        }
        _ = try? await client.discover(refresh: true)
    }

    private func waitUntilHealthy(_ step: SyncPlan.Step) async throws {
        var open: [(ResourceKey, APIResource)] = []
        for task in step.tasks where !task.isPrune {
            if let type = task.type { open.append((task.key, type)) }
        }
        for gate in step.gates { if let type = gate.type { open.append((gate.key, type)) } }
        try await waitUntilHealthy(open, "wave \(step.wave)")
    }

    /// Waits until every resource is healthy or has no health.
    ///
    /// - Parameters:
    ///   - resources: What to look at.
    ///   - what: How a message names them.
    /// - Throws: ``Stop/failed(_:)`` when one is degraded or the time is over.
    private func waitUntilHealthy(_ resources: [(ResourceKey, APIResource)], _ what: String) async throws {
        var open = resources
        var pause = Self.firstPoll
        var waited = Duration.zero
        while true {
            let looks = await look(open)
            for (key, _, health) in looks where health?.status == .degraded {
                throw Stop.failed("\(key) is Degraded: \(health?.message ?? "")")
            }
            let waiting = looks.filter { $0.2.map { $0.status != .healthy } ?? false }
            guard let first = waiting.first else { return }
            guard waited < options.healthTimeout else {
                let others = waiting.count > 1 ? " and \(waiting.count - 1) more" : ""
                let state = first.2.map { "\($0.status.rawValue): \($0.message)" } ?? ""
                let limit = options.healthTimeout.formattedSeconds
                throw Stop.failed("\(what) is not healthy after \(limit): \(first.0) is \(state)\(others)")
            }
            do {
                try await options.clock.sleep(for: pause)
            } catch {
                throw Stop.terminated
            }
            waited += pause
            pause = min(pause * 2, Self.longestPoll)
            open = waiting.map { ($0.0, $0.1) }
        }
    }

    private func look(_ resources: [(ResourceKey, APIResource)]) async -> [(ResourceKey, APIResource, Health?)] {
        await withTaskGroup(of: (Int, Health?).self) { group in
            for (index, (key, type)) in resources.enumerated() {
                group.addTask {
                    do throws(KubeError) {
                        let live = try await client.get(type, namespace: key.namespace, name: key.name)
                        guard let live else { return (index, Health(status: .missing, message: "not found")) }
                        return (index, HealthAssessment.assess(live))
                    } catch {
                        return (index, Health(status: .unknown, message: error.description))
                    }
                }
            }
            var health = [Health?](repeating: nil, count: resources.count)
            for await (index, found) in group { health[index] = found }
            return zip(resources, health).map { ($0.0, $0.1, $1) }
        }
    }

    /// Waits until the whole application is healthy, and answers its health.
    func waitUntilHealthy(_ comparison: ApplicationComparison) async -> (Health, String?) {
        let resources = comparison.resources.compactMap { resource in
            resource.desired != nil ? resource.type.map { (resource.key, $0) } : nil
        }
        var problem: String?
        do {
            try await waitUntilHealthy(resources, "the application")
        } catch Stop.failed(let message) {
            problem = message
        } catch {
            problem = "stopped while waiting for health"
        }
        let looks = await look(resources)
        let worst = looks.compactMap { entry in entry.2 }.max { $0.status < $1.status }
        return (worst ?? Health(status: .healthy, message: ""), problem)
    }
}

extension Duration {
    /// Whole seconds as text, such as `300s`.
    var formattedSeconds: String { "\(components.seconds)s" }
}
