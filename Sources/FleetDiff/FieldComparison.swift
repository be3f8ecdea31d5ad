public import FleetModel
public import FleetValue

/// What two manifests of one resource differ in.
public enum FieldComparison {
    /// Fields of `metadata` that the server keeps for itself; they say nothing about what was declared.
    private static let bookkeeping = [
        "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink",
    ]

    /// The changes that lead from `live` to `predicted`, in the order of their paths.
    ///
    /// `status` is left out on every kind, as Argo CD does by default, and so is `metadata` that the server keeps for
    /// itself. Each change says who owns the live value, from the live resource's `managedFields`. Values are as they
    /// are; see ``Masking`` before showing them.
    ///
    /// - Parameters:
    ///   - live: What the server holds.
    ///   - predicted: What a server-side dry run of the apply answered.
    /// - Returns: None only when both are equal but for what is left out. The order of a list counts, of a mapping not.
    public static func changes(live: Manifest, predicted: Manifest) -> [FieldChange] {
        var walk = ComparisonWalk()
        walk.compare(stripped(live.value), stripped(predicted.value))
        guard !walk.changes.isEmpty else { return [] }
        let entries = live.managedFields
        var changes = walk.changes.map { (text: $0.path.description, change: $0) }
        changes.sort { $0.text < $1.text }
        return changes.map { _, change in
            var change = change
            if change.live != nil {
                change.owner = FieldOwnership.owner(of: change.path, in: live.value, entries).map { FieldOwner($0) }
            }
            return change
        }
    }

    /// The resource without what ``changes(live:predicted:)`` leaves out.
    public static func stripped(_ value: Value) -> Value {
        guard case .mapping(var root) = value else { return value }
        root["status"] = nil
        if case .mapping(var metadata)? = root["metadata"] {
            for field in bookkeeping { metadata[field] = nil }
            if case .mapping(var annotations)? = metadata["annotations"] {
                annotations[Masking.lastApplied] = nil
                metadata["annotations"] = annotations.isEmpty ? nil : .mapping(annotations)
            }
            root["metadata"] = .mapping(metadata)
        }
        return .mapping(root)
    }
}

/// Goes through two trees in step and collects where they differ.
private struct ComparisonWalk {
    private(set) var changes: [FieldChange] = []
    private var steps: [FieldPath.Step] = []

    mutating func compare(_ live: Value, _ desired: Value) {
        switch (live, desired) {
        case (.mapping(let live), .mapping(let desired)):
            for (key, value) in live { step(.field(key), value, desired[key]) }
            for (key, value) in desired where !live.contains(key: key) { step(.field(key), nil, value) }
        case (.array(let live), .array(let desired)):
            compareLists(live, desired)
        default:
            if !live.isNumericallyEqual(to: desired) { note(live, desired) }
        }
    }

    private mutating func compareLists(_ live: [Value], _ desired: [Value]) {
        guard let keys = ListAlignment.keys(live, desired) else {
            if live.count == desired.count, live.allSatisfy({ $0.mapping != nil }) {
                for place in live.indices { step(.index(place), live[place], desired[place]) }
            } else if !Value.array(live).isNumericallyEqual(to: .array(desired)) {
                note(.array(live), .array(desired))
            }
            return
        }
        let liveKeys = live.map { ListAlignment.key(of: $0, keys) }
        let desiredKeys = desired.map { ListAlignment.key(of: $0, keys) }
        let places = Dictionary(
            desiredKeys.indices.map { (desiredKeys[$0], $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var isShared = [Bool](repeating: false, count: desired.count)
        var last = -1
        var isReordered = false
        for (element, key) in zip(live, liveKeys) {
            guard let place = places[key] else {
                step(.element(key), element, nil)
                continue
            }
            isReordered = isReordered || place < last
            last = place
            isShared[place] = true
            step(.element(key), element, desired[place])
        }
        for place in desired.indices where !isShared[place] { step(.element(desiredKeys[place]), nil, desired[place]) }
        if isReordered { note(.array(live), .array(desired)) }
    }

    private mutating func step(_ step: FieldPath.Step, _ live: Value?, _ desired: Value?) {
        steps.append(step)
        if let live, let desired { compare(live, desired) } else { note(live, desired) }
        steps.removeLast()
    }

    private mutating func note(_ live: Value?, _ desired: Value?) {
        changes.append(FieldChange(path: FieldPath(steps), live: live, desired: desired))
    }
}
