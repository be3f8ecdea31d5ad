import FleetGenerators
import FleetModel
import FleetRender

/// An ApplicationSet that is yet to be generated from.
struct PendingSet: Sendable {
    /// The ApplicationSet.
    var set: ApplicationSet
    /// The Application whose manifests brought it; nil for one of the fleet directory.
    var parent: DeclaredApplication?
    /// Its sync wave among the parent's children.
    var wave: Int

    init(_ set: ApplicationSet, parent: DeclaredApplication? = nil, wave: Int = 0) {
        self.set = set
        self.parent = parent
        self.wave = wave
    }

    /// Whether it was written elsewhere than on this machine.
    var isForeign: Bool { parent?.application.sources.contains { !$0.isOnThisMachine } ?? false }
}

extension Expansion {
    /// Generates from ApplicationSets: asks all that they have to know at once, and then takes them one by one.
    ///
    /// - Parameters:
    ///   - sets: In order.
    ///   - state: Gets what fails.
    /// - Returns: The Applications in the order of the sets.
    func generate(_ sets: [PendingSet], _ state: inout ExpansionState) async -> [DeclaredApplication] {
        guard !sets.isEmpty else { return [] }
        var inputs: [Bool: GeneratorInputs] = [:]
        for isForeign in [false, true] {
            let asking = sets.filter { $0.isForeign == isForeign }.map(\.set)
            guard !asking.isEmpty else { continue }
            inputs[isForeign] = await self.inputs(for: asking, isForeign: isForeign, &state)
        }
        var generated: [DeclaredApplication] = []
        for pending in sets {
            guard let inputs = inputs[pending.isForeign] else { continue }
            generated += generate(pending, inputs, &state)
        }
        return generated
    }

    private func generate(
        _ pending: PendingSet,
        _ inputs: GeneratorInputs,
        _ state: inout ExpansionState
    ) -> [DeclaredApplication] {
        let set = pending.set
        let name = pending.parent?.application.name
        var generated: [DeclaredApplication] = []
        state.note(set)
        let remembered = state.remembered
        do {
            let generator = try ApplicationSetGenerator(applicationSet: set)
            var counts = [Int](repeating: 0, count: set.generators.count)
            try generator.parameters(inputs) { counts[$0.place.generator] += 1 }
            if counts.isEmpty || counts.contains(0) { state.noteEmpty(set) }
            let problems = try generator.generate(inputs) { application in
                var declared = DeclaredApplication(
                    remembered.kept(application, of: set),
                    origin: .applicationSet(set.name),
                    parent: pending.parent,
                    wave: pending.wave
                )
                declared.applicationsSync = set.syncPolicy.applicationsSync
                generated.append(declared)
            }
            for problem in problems {
                let subject =
                    problem.application.isEmpty
                    ? "applicationset/\(set.name)" : ApplicationFailure.subject(application: problem.application)
                let message =
                    problem.application.isEmpty
                    ? "\(problem.place): \(problem.message)"
                    : "ApplicationSet \"\(set.name)\": \(problem.message)"
                state.fail(subject, nil, .generate, message, parent: name, wave: pending.wave)
            }
            return generated
        } catch {
            let subject = "applicationset/\(set.name)"
            state.fail(subject, nil, .generate, String(describing: error), parent: name, wave: pending.wave)
            return []
        }
    }
}
