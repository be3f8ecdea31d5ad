import FleetDeclarations
import FleetDiff
import FleetHealth
import FleetKube
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetSync

/// Comparisons described on disk, and the plans made of them.
@Suite struct SyncPlanTests {
    @Test(arguments: try CaseFolder.all("SyncPlan"))
    func plansAsArgoDoes(_ folder: CaseFolder) throws {
        let described = try PlanCase(try folder.value("comparison.yaml"))
        do throws(SyncRefusal) {
            folder.expect(Self.text(try described.planner.plan(described.comparison)), in: "plan.txt")
        } catch {
            folder.expect("\(error)\n", in: "refusal.txt")
        }
    }

    /// A plan as a person reads it: a heading for each step, a line for each task.
    static func text(_ plan: SyncPlan) -> String {
        var lines: [String] = []
        for step in plan.steps {
            lines.append("\(step.phase.rawValue) \(step.wave)")
            for task in step.tasks {
                let verb = task.isPrune ? "prune" : task.isNew ? "create" : "configure"
                lines.append("  \(verb) \(task.key)" + (task.isManagedNamespace ? " (managed)" : ""))
            }
            for gate in step.gates { lines.append("  wait for \(gate.key)") }
        }
        if plan.isEmpty { lines.append("nothing to do") }
        for kept in plan.skipped {
            lines.append("keep \(kept.key): \(kept.reason)" + (kept.staysForGood ? " for good" : ""))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// A comparison as a case describes it.
struct PlanCase {
    var comparison: ApplicationComparison
    var planner: SyncPlanner

    init(_ value: Value) throws {
        var application = Application.make()
        application.syncPolicy.syncOptions = (value["syncOptions"]?.array ?? []).compactMap(\.string)
        if value["allowEmpty"]?.bool == true { application.syncPolicy.automated = AutomatedSync(allowEmpty: true) }
        let entries = value["resources"]?.array ?? []
        comparison = ApplicationComparison(
            desired: .make(application, [], isRemoved: value["removed"]?.bool ?? false),
            resources: try entries.map(Self.resource).sorted { $0.key < $1.key },
            hooks: (value["hooks"]?.array ?? []).map { Manifest($0).key },
            gaps: (value["gaps"]?.array ?? []).compactMap(\.string)
        )
        planner = SyncPlanner(prune: value["prune"]?.bool ?? true)
        if let text = value["allowDeletions"]?.string {
            planner.deletionLimit = try DeletionLimit(parsing: text)
            planner.isLimitExplicit = true
        }
        if value["limitless"]?.bool == true { planner.deletionLimit = DeletionLimit(count: .max, percent: 100) }
    }

    private static func resource(_ entry: Value) throws -> ResourceComparison {
        let outcomes = ["missing", "modified", "synced", "extra", "managed", "unknown"]
        let outcome = try #require(outcomes.first { entry[$0] != nil })
        let manifest = Manifest(try #require(entry[outcome]))
        let type = APIResource(
            group: manifest.groupVersionKind.group,
            version: manifest.groupVersionKind.version,
            kind: manifest.kind,
            name: manifest.kind.lowercased() + "s",
            namespaced: !manifest.namespace.isEmpty
        )
        var resource = ResourceComparison(key: manifest.key, type: type, outcome: .synced, isTracked: true)
        switch outcome {
        case "missing", "managed": resource.outcome = .missing
        case "modified": resource.outcome = .modified([])
        case "extra": resource.outcome = .extra
        case "unknown": resource.outcome = .unknown(entry["reason"]?.string ?? "")
        default: break
        }
        if outcome == "extra" { resource.live = manifest } else { resource.desired = manifest }
        resource.isManagedNamespace = outcome == "managed"
        resource.hold = entry["hold"]?.string
        resource.health = entry["health"]?.string.flatMap(HealthStatus.init(rawValue:)).map { Health(status: $0) }
        return resource
    }
}

/// What holds for every plan.
@Suite struct SyncPlanPropertyTests {
    private static let kinds = [
        ("v1", "ConfigMap"), ("v1", "Secret"), ("apps/v1", "Deployment"), ("v1", "Service"), ("v1", "ServiceAccount"),
    ]

    /// Some manifests of different names, kinds and waves.
    private static func manifests(_ generator: inout SplitMix64) -> [Manifest] {
        (0..<Int.random(in: 0...12, using: &generator)).map { index in
            let (version, kind) = kinds[Int.random(in: 0..<kinds.count, using: &generator)]
            return Manifest([
                "apiVersion": .string(version), "kind": .string(kind),
                "metadata": [
                    "name": .string("r-\(index)"),
                    "annotations": [SyncWave.annotation: .string("\(Int.random(in: -2...2, using: &generator))")],
                ],
                "spec": ["value": .integer(Int64.random(in: 0...3, using: &generator))],
            ])
        }
    }

    @Test(arguments: 1...40)
    func thePlanOfAnAppliedStateIsEmpty(_ seed: UInt64) async throws {
        var generator = SplitMix64(seed: seed)
        var bench = try Bench()
        bench.planner = SyncPlanner(
            prune: true,
            deletionLimit: DeletionLimit(count: .max, percent: 100),
            isLimitExplicit: true
        )
        // A Deployment here never becomes healthy, which is not what this is about.
        let cluster = try bench.cluster
        bench.options.clock = InstantClock { _ in
            for name in (0..<12).map({ "r-\($0)" }) {
                cluster.edit("Deployment.apps", "web", name, manager: "controller") { live in
                    live["status"] = [
                        "observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1,
                    ]
                }
            }
        }
        for _ in 1...3 {
            let web = DesiredApplication.make(Self.manifests(&generator))
            let results = await bench.sync([web])
            #expect(results.map(\.phase) == [.succeeded], "\(results.summaries)")
            let comparison = try #require(try await bench.look([web]).applications.first)
            let plan = try bench.planner.plan(comparison)
            #expect(plan.isEmpty, "\(SyncPlanTests.text(plan))")
            #expect(comparison.syncStatus == .synced)
            #expect(comparison.resources.count == web.manifests.count)
        }
    }

    @Test(arguments: 1...40)
    func everyTaskIsThereOnceAndInOrder(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let manifests = Self.manifests(&generator)
        let resources = manifests.map { manifest -> ResourceComparison in
            var manifest = manifest
            manifest.namespace = "web"
            let isExtra = Bool.random(using: &generator)
            return ResourceComparison(
                key: manifest.key,
                desired: isExtra ? nil : manifest,
                live: isExtra ? manifest : nil,
                outcome: isExtra ? .extra : .missing
            )
        }
        let planner = SyncPlanner(prune: true, deletionLimit: DeletionLimit(count: .max), isLimitExplicit: true)
        let comparison = ApplicationComparison(
            desired: .make(manifests),
            resources: resources.shuffled(using: &generator)
        )
        let plan = try planner.plan(comparison)
        #expect(plan.tasks.map(\.key).sorted() == resources.map(\.key).sorted())
        #expect(plan.steps.map(\.wave) == plan.steps.map(\.wave).sorted())
        #expect(Set(plan.steps.map(\.wave)).count == plan.steps.count)
        #expect(
            plan.tasks.filter { !$0.isPrune }.allSatisfy { task in
                resources.contains { $0.key == task.key && $0.desired.map(SyncWave.of) == task.wave }
            }
        )
        // The order of the input is no matter.
        let again = ApplicationComparison(desired: .make(manifests), resources: resources)
        #expect(SyncPlanTests.text(try planner.plan(again)) == SyncPlanTests.text(plan))
    }

    @Test func aWaveMayBeAnyNumber() throws {
        let manifest = Manifest.configMap("a", namespace: "web", annotations: [SyncWave.annotation: "\(Int.max)"])
        var application = Application.make(options: ["PruneLast=true"])
        application.syncPolicy.automated = AutomatedSync(allowEmpty: true)
        let comparison = ApplicationComparison(
            desired: .make(application, []),
            resources: [ResourceComparison(key: manifest.key, live: manifest, outcome: .extra)]
        )
        #expect(try SyncPlanner(prune: true).plan(comparison).steps.map(\.wave) == [.max])
    }
}
