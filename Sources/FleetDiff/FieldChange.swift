public import FleetModel
public import FleetValue

/// One field that differs between a live resource and what applying would make of it.
public struct FieldChange: Hashable, Sendable {
    /// Where.
    public var path: FieldPath
    /// What the server holds; nil when the field is not there.
    public var live: Value?
    /// What applying would set; nil when applying would remove the field.
    public var desired: Value?
    /// Who set the live value, or nil when nobody owns it, as with a removed field.
    public var owner: FieldOwner?

    /// Makes a change.
    public init(path: FieldPath, live: Value?, desired: Value?, owner: FieldOwner? = nil) {
        self.path = path
        self.live = live
        self.desired = desired
        self.owner = owner
    }
}

/// Who changed a field, as the API server remembers it.
public struct FieldOwner: Hashable, Sendable {
    /// The field manager's name.
    public var manager: String
    /// `Apply` or `Update`.
    public var operation: String
    /// The subresource, such as `scale`; empty for the resource itself.
    public var subresource: String
    /// When, RFC 3339; empty where the server does not say.
    public var time: String

    /// Makes an owner.
    public init(manager: String, operation: String, subresource: String = "", time: String = "") {
        self.manager = manager
        self.operation = operation
        self.subresource = subresource
        self.time = time
    }
}

/// What two manifests of one resource differ in.
public enum FieldComparison {
    /// Fields that say nothing about what was declared.
    private static let bookkeeping: Set<String> = [
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
    public static func changes(live: Manifest, predicted: Manifest) -> [FieldChange] {
        var changes: [FieldChange] = []
        let left = stripped(live.value)
        let right = stripped(predicted.value)
        compare(left, right, FieldPath(), &changes)
        if !changes.isEmpty {
            let entries = live.managedFields
            for index in changes.indices {
                changes[index].owner = owner(of: changes[index], in: entries)
            }
        }
        return changes.sorted { $0.path < $1.path }
    }

    /// The resource without what ``changes(live:predicted:)`` leaves out.
    public static func stripped(_ value: Value) -> Value {
        guard var root = value.mapping else { return value }
        root["status"] = nil
        if var metadata = root["metadata"]?.mapping {
            for field in bookkeeping { metadata[field] = nil }
            if var annotations = metadata["annotations"]?.mapping {
                annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
                metadata["annotations"] = annotations.isEmpty ? nil : .mapping(annotations)
            }
            root["metadata"] = .mapping(metadata)
        }
        return .mapping(root)
    }

    private static func compare(_ live: Value, _ desired: Value, _ path: FieldPath, _ changes: inout [FieldChange]) {
        switch (live, desired) {
        case (.mapping(let live), .mapping(let desired)):
            for (key, value) in live {
                let path = path.appending(.field(key))
                if let other = desired[key] {
                    compare(value, other, path, &changes)
                } else {
                    changes.append(FieldChange(path: path, live: value, desired: nil))
                }
            }
            for (key, value) in desired where live[key] == nil {
                changes.append(FieldChange(path: path.appending(.field(key)), live: nil, desired: value))
            }
        case (.array(let live), .array(let desired)):
            compareLists(live, desired, path, &changes)
        default:
            if !live.isNumericallyEqual(to: desired) {
                changes.append(FieldChange(path: path, live: live, desired: desired))
            }
        }
    }

    private static func compareLists(
        _ live: [Value],
        _ desired: [Value],
        _ path: FieldPath,
        _ changes: inout [FieldChange]
    ) {
        guard let keys = ListAlignment.keys(live, desired) else {
            if live.count == desired.count, live.allSatisfy({ $0.mapping != nil }) {
                for (index, pair) in zip(live, desired).enumerated() {
                    compare(pair.0, pair.1, path.appending(.index(index)), &changes)
                }
            } else if !Value.array(live).isNumericallyEqual(to: .array(desired)) {
                changes.append(FieldChange(path: path, live: .array(live), desired: .array(desired)))
            }
            return
        }
        let before = changes.count
        let liveKeys = live.map { ListAlignment.key(of: $0, keys) }
        let desiredKeys = desired.map { ListAlignment.key(of: $0, keys) }
        var places: [Mapping: Int] = [:]
        for (place, key) in desiredKeys.enumerated() { places[key] = place }
        for (element, key) in zip(live, liveKeys) {
            let path = path.appending(.element(key))
            if let place = places.removeValue(forKey: key) {
                compare(element, desired[place], path, &changes)
            } else {
                changes.append(FieldChange(path: path, live: element, desired: nil))
            }
        }
        for (element, key) in zip(desired, desiredKeys) where places[key] != nil {
            changes.append(FieldChange(path: path.appending(.element(key)), live: nil, desired: element))
        }
        if changes.count == before, liveKeys != desiredKeys {
            changes.append(FieldChange(path: path, live: .array(live), desired: .array(desired)))
        }
    }

    private static func owner(of change: FieldChange, in entries: [ManagedFieldsEntry]) -> FieldOwner? {
        guard change.live != nil else { return nil }
        var best: ManagedFieldsEntry?
        for entry in entries where FieldOwnership.covers(.mapping(entry.fields), change.path.steps[...]) {
            // RFC 3339 in UTC sorts as text. The last to touch the field is who set its value.
            if best.map({ $0.time <= entry.time }) ?? true { best = entry }
        }
        return best.map {
            FieldOwner(manager: $0.manager, operation: $0.operation, subresource: $0.subresource, time: $0.time)
        }
    }
}

/// Reading `fieldsV1`.
enum FieldOwnership {
    /// Whether the set holds the field at `path`, something below it, or a whole that it is part of.
    static func covers(_ fields: Value, _ path: ArraySlice<FieldPath.Step>) -> Bool {
        guard let step = path.first else { return true }
        guard let fields = fields.mapping else { return false }
        // An owned leaf above the field: a list or mapping that is owned as a whole.
        if fields.isEmpty { return true }
        switch step {
        case .field(let name):
            guard let next = fields["f:" + name] else { return false }
            return covers(next, path.dropFirst())
        case .element(let keys):
            for (key, next) in fields {
                switch ListKey(key) {
                case .keys(let owned) where owned.allSatisfy({ keys[$0.key] == $0.value || keys[$0.key] == nil }):
                    if covers(next, path.dropFirst()) { return true }
                case .value(let value) where keys[""] == value:
                    return true
                default: continue
                }
            }
            return false
        case .index(let index):
            guard let next = fields["i:\(index)"] else { return false }
            return covers(next, path.dropFirst())
        }
    }
}
