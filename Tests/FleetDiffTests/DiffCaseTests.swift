import FleetDiff
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

/// What was declared against what a real API server holds, and against what its dry run of the apply answered.
struct DiffCaseTests {
    @Test(arguments: try CaseFolder.all("Diff"))
    func compares(_ folder: CaseFolder) throws {
        let desired = Manifest(try folder.value("desired.yaml"))
        let live = Manifest(try folder.value("live.yaml"))
        let verdict = LocalComparison.compare(desired: desired, live: live, manager: Tracking.fieldManager)
        var text = "local: \(verdict.text)\n"
        if folder.has("predicted.yaml") {
            let predicted = Manifest(try folder.value("predicted.yaml"))
            let changes = FieldComparison.changes(live: live, predicted: predicted)
            // Whatever expected.txt says: this is what the local look promises.
            if verdict == .inSync { #expect(changes.isEmpty) }
            if verdict == .inSync {
                #expect(
                    live.appliedFields(by: Tracking.fieldManager) == predicted.appliedFields(by: Tracking.fieldManager)
                )
            }
            for change in Masking.masked(changes, of: desired.key) { text += change.text }
            text += UnifiedDiff.text(live: live, desired: predicted)
        }
        folder.expect(text, in: "expected.txt")
    }

    /// Where all is in sync, a difference in any declared field is seen, on either side.
    @Test(arguments: try CaseFolder.all("Diff"))
    func seesEveryDifference(_ folder: CaseFolder) throws {
        let desired = Manifest(try folder.value("desired.yaml"))
        let live = Manifest(try folder.value("live.yaml"))
        guard LocalComparison.compare(desired: desired, live: live, manager: Tracking.fieldManager) == .inSync else {
            return
        }
        for mutation in Mutation.all(of: desired.value, in: live.value) {
            let verdict = LocalComparison.compare(
                desired: Manifest(mutation.desired),
                live: Manifest(mutation.live),
                manager: Tracking.fieldManager
            )
            #expect(verdict != .inSync, "\(mutation.what)")
        }
    }

    /// The order in which mappings hold their keys is nothing.
    @Test(arguments: try CaseFolder.all("Diff"))
    func takesKeysInAnyOrder(_ folder: CaseFolder) throws {
        let desired = Manifest(try folder.value("desired.yaml"))
        let live = Manifest(try folder.value("live.yaml"))
        let verdict = LocalComparison.compare(desired: desired, live: live, manager: Tracking.fieldManager)
        let turned = LocalComparison.compare(
            desired: Manifest(desired.value.withKeysReversed),
            live: Manifest(live.value.withKeysReversed),
            manager: Tracking.fieldManager
        )
        #expect((verdict == .inSync) == (turned == .inSync))
    }
}

extension LocalComparison.Verdict {
    /// `in sync`, or `candidate at PATH`.
    fileprivate var text: String {
        switch self {
        case .inSync: "in sync"
        case .candidate(let path): "candidate at \(path.steps.isEmpty ? "the root" : path.description)"
        }
    }
}

extension FieldChange {
    /// The change and its owner in three lines or four.
    fileprivate var text: String {
        func json(_ value: Value?) -> String { value.map { JSONWriter.text(of: $0, sortsKeys: true) } ?? "absent" }
        let by = owner.map { owner in
            "  by: \(owner.manager) \(owner.operation)\(owner.subresource.isEmpty ? "" : " \(owner.subresource)")\n"
        }
        return "\(path)\n  live: \(json(live))\n  desired: \(json(desired))\n\(by ?? "")"
    }
}

extension Value {
    /// The same tree with all mappings turned round.
    fileprivate var withKeysReversed: Value {
        switch self {
        case .mapping(let mapping):
            .mapping(Mapping(uniqueEntries: mapping.reversed().map { ($0.key, $0.value.withKeysReversed) }))
        case .array(let values): .array(values.map(\.withKeysReversed))
        default: self
        }
    }
}
