import FleetHealth
import FleetModel
import FleetValue

/// Brings tasks into the order in which they are carried out.
///
/// Pure. By phase, wave, kind and name; what others need comes before them. Follows argo-cd
/// gitops-engine/pkg/sync/sync_tasks.go.
struct SyncOrder {
    /// The tasks in order.
    let tasks: [SyncTask]

    init(_ tasks: [SyncTask]) {
        self.tasks = Self.hoistingDependencies(tasks.sorted(by: Self.precedes))
    }

    private static func precedes(_ left: SyncTask, _ right: SyncTask) -> Bool {
        let leftOrder = (left.phase.order, left.wave, KindOrder.rank(left.key.kind))
        let rightOrder = (right.phase.order, right.wave, KindOrder.rank(right.key.kind))
        if leftOrder != rightOrder { return leftOrder < rightOrder }
        return (left.key.name, left.key) < (right.key.name, right.key)
    }

    /// Deletes in the reverse order of creation: the distinct waves swap places symmetrically.
    static func swappingWaves(_ prunes: [SyncTask]) -> [SyncTask] {
        let waves = Set(prunes.map(\.wave)).sorted()
        let swapped = Dictionary(uniqueKeysWithValues: zip(waves, waves.reversed()))
        return prunes.map { task in
            var task = task
            task.wave = swapped[task.wave] ?? task.wave
            return task
        }
    }

    /// Brings a Namespace before the first task that lives in it and a CustomResourceDefinition before the first
    /// resource of its kind, with that task's phase and wave.
    ///
    /// - Complexity: O(n).
    private static func hoistingDependencies(_ sorted: [SyncTask]) -> [SyncTask] {
        var firstIn: [String: Int] = [:]
        var firstOf: [GroupKind: Int] = [:]
        for (place, task) in sorted.enumerated() where !task.isPrune {
            if !task.key.namespace.isEmpty, firstIn[task.key.namespace] == nil { firstIn[task.key.namespace] = place }
            if firstOf[task.key.groupKind] == nil { firstOf[task.key.groupKind] = place }
        }
        var hoisted: [Int: [SyncTask]] = [:]
        var isHoisted = [Bool](repeating: false, count: sorted.count)
        for (place, task) in sorted.enumerated() {
            guard case .apply(let manifest) = task.action else { continue }
            let first: Int?
            if task.key.groupKind == GroupKind(group: "", kind: "Namespace") {
                first = firstIn[task.key.name]
            } else {
                first = manifest.definedKind.flatMap { firstOf[$0] }
            }
            guard let first, first < place else { continue }
            var task = task
            task.phase = sorted[first].phase
            task.wave = sorted[first].wave
            hoisted[first, default: []].append(task)
            isHoisted[place] = true
        }
        if hoisted.isEmpty { return sorted }
        var tasks: [SyncTask] = []
        tasks.reserveCapacity(sorted.count)
        for (place, task) in sorted.enumerated() {
            tasks += hoisted[place] ?? []
            if !isHoisted[place] { tasks.append(task) }
        }
        return tasks
    }

    /// The tasks in steps of one phase and wave each.
    ///
    /// - Parameter gates: What is in sync and must be healthy before later waves; those that nothing comes after are left
    ///   out.
    /// - Returns: In the order in which they are carried out.
    func steps(with gates: [ResourceComparison]) -> [SyncPlan.Step] {
        var steps: [SyncPlan.Step] = []
        for task in tasks {
            if let last = steps.last, last.phase == task.phase, last.wave == task.wave {
                steps[steps.count - 1].tasks.append(task)
            } else {
                steps.append(SyncPlan.Step(phase: task.phase, wave: task.wave, tasks: [task], gates: []))
            }
        }
        guard let last = steps.last(where: { $0.phase == .sync }) else { return steps }
        for gate in gates {
            let wave = gate.desired.map { SyncWave.of($0) } ?? 0
            guard wave < last.wave, let place = steps.firstIndex(where: { $0.phase == .sync && $0.wave >= wave })
            else { continue }
            if steps[place].wave == wave {
                steps[place].gates.append(gate)
            } else {
                steps.insert(SyncPlan.Step(phase: .sync, wave: wave, tasks: [], gates: [gate]), at: place)
            }
        }
        return steps
    }
}
