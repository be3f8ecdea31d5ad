import FleetValue

/// Goes through a desired and a live manifest in step with what the manager owns, and stops where apply may change
/// something.
///
/// Apply changes nothing when two things hold. What the manager would own after it is what it owns now: the set has a
/// member for each scalar, null and empty mapping that is desired, for each value that is replaced as a whole, and for
/// each element of an associative list, and no other. And merging the desired manifest into the live one leaves it as
/// it is.
struct OwnedFieldsWalk {
    /// The live resource's `metadata.managedFields`.
    private let managed: [Value]
    /// Where the manager's own entry stands among them.
    private let own: Int
    /// What is known of the kind without its schema.
    private let kind: KnownKind
    /// The keys of `fieldsV1` from the root to where the walk is; after a failure, where it stopped.
    private var keys: [String] = []

    /// Makes a walk.
    ///
    /// - Parameters:
    ///   - managed: The live resource's `metadata.managedFields`.
    ///   - own: Where the manager's own entry stands among them.
    ///   - apiVersion: Of the desired manifest.
    init(managed: [Value], own: Int, apiVersion: String) {
        self.managed = managed
        self.own = own
        kind = KnownKind(apiVersion: apiVersion)
        keys.reserveCapacity(16)
    }

    /// Where the walk stopped.
    var path: FieldPath { FieldPath(keys.compactMap { FieldsKey($0)?.step }) }

    /// Compares whole manifests, whose `apiVersion` and `kind` are known to be equal.
    mutating func isSameResource(_ desired: Mapping, _ live: Mapping, _ owned: Mapping) -> Bool {
        guard case .mapping(let metadata)? = desired["metadata"], case .mapping(let liveMetadata)? = live["metadata"]
        else {
            return stop(at: "f:metadata")
        }
        keys.append("f:metadata")
        // What identifies a resource stands in no set of owned fields.
        guard metadata.contains(key: "name"), metadata["name"] == liveMetadata["name"] else {
            return stop(at: "f:name")
        }
        guard metadata["namespace"] == liveMetadata["namespace"] else { return stop(at: "f:namespace") }
        let ownedMetadata: Mapping
        switch owned["f:metadata"] {
        case .mapping(let fields)?: ownedMetadata = fields
        case nil: ownedMetadata = Mapping()
        default: return false
        }
        let identity = metadata["namespace"] == nil ? ["name"] : ["name", "namespace"]
        guard hasSameFields(metadata, liveMetadata, ownedMetadata, beside: identity) else { return false }
        keys.removeLast()
        return hasSameFields(desired, live, owned, beside: ["apiVersion", "kind", "metadata"])
    }

    /// Compares a field or an element whose set is `owned`.
    private mutating func isSame(_ desired: Value, _ live: Value, _ owned: Value) -> Bool {
        guard case .mapping(let owned) = owned else { return false }
        guard owned.count > 1 || owned.count == 1 && !owned.contains(key: FieldsKey.own) else {
            return isSameWhole(desired, live)
        }
        switch (desired, live) {
        case (.mapping(let desired), .mapping(let live)):
            guard !isTakenOver(owned), hasSameFields(desired, live, owned, beside: []) else { return false }
            return live.count == desired.count || !isReplacedByNewerServers(desired, live)
        case (.array(let desired), .array(let live)):
            return !isTakenOver(owned) && hasSameElements(desired, live, owned)
        default:
            return false
        }
    }

    /// Compares the fields of two mappings.
    ///
    /// - Parameters:
    ///   - desired: What is declared.
    ///   - live: What the server holds.
    ///   - owned: What the manager owns of it.
    ///   - names: Fields of `desired` that are not looked at.
    /// - Returns: Whether apply would change nothing in them.
    private mutating func hasSameFields(
        _ desired: Mapping,
        _ live: Mapping,
        _ owned: Mapping,
        beside names: [String]
    ) -> Bool {
        var matched = 0
        for (key, fields) in owned {
            guard let name = FieldsKey.fieldName(key) else {
                if key == FieldsKey.own { continue }
                return stop(at: key)
            }
            if names.contains(name) { continue }
            keys.append(key)
            // Owned but no longer desired: applying would remove it.
            guard let value = desired[name], let liveValue = live[name], isSame(value, liveValue, fields) else {
                return false
            }
            keys.removeLast()
            matched += 1
        }
        guard matched + names.count < desired.count else { return true }
        // Desired but not owned: somebody else changed or removed it, or it was never applied.
        for (name, _) in desired where !names.contains(name) && !owned.contains(key: "f:" + name) {
            return stop(at: "f:" + name)
        }
        return false
    }

    /// Compares two associative lists.
    private mutating func hasSameElements(_ desired: [Value], _ live: [Value], _ owned: Mapping) -> Bool {
        guard let table = ElementTable(owned) else { return false }
        // Which owned element each desired one is.
        var places: [Int] = []
        places.reserveCapacity(desired.count)
        var isTaken = [Bool](repeating: false, count: table.count)
        for element in desired {
            guard let place = table.place(of: element), !isTaken[place] else { return false }
            isTaken[place] = true
            places.append(place)
        }
        // Owned but no longer desired.
        if let place = isTaken.firstIndex(of: false) { return stop(at: table.key(place)) }
        var next = 0
        for element in live {
            guard let place = table.place(of: element) else {
                guard table.canIdentify(element) else { return false }
                continue
            }
            // Out of order, which newer servers put right, or there twice, of which they drop one.
            guard next < places.count, places[next] == place else { return stop(at: table.key(place)) }
            keys.append(table.key(place))
            guard isSameElement(desired[next], element, table.fields(place), hasKeys: table.hasKeys) else {
                return false
            }
            keys.removeLast()
            next += 1
        }
        return next == places.count || stop(at: table.key(places[next]))
    }

    private mutating func isSameElement(_ desired: Value, _ live: Value, _ owned: Value, hasKeys: Bool) -> Bool {
        guard case .mapping(let fields) = owned else { return false }
        // An element of a set is its value, by which it was found.
        guard hasKeys else { return fields.allSatisfy { $0.key == FieldsKey.own } }
        return fields.contains(key: FieldsKey.own) && isSame(desired, live, owned)
    }

    /// Whether a set has a member that apply does not make: the set was taken over from `kubectl apply` and its like.
    ///
    /// Applied sets hold a mapping itself only where it stands under a key that the schema does not name. Near the root
    /// of Kubernetes' own types it names all; of a custom resource the server may know no schema at all.
    private func isTakenOver(_ owned: Mapping) -> Bool {
        kind.isBuiltIn && keys.count <= 2 && owned.contains(key: FieldsKey.own)
    }

    /// Compares what the manager owns without owning anything below it: a scalar, or a value replaced as a whole.
    private func isSameWhole(_ desired: Value, _ live: Value) -> Bool {
        switch desired {
        case .mapping(let mapping) where !mapping.isEmpty:
            // The manager once applied an empty mapping, and now others have filled it: then the parts are theirs.
            guard let name = keys.last.flatMap({ FieldsKey.fieldName($0) }), WholeFields.isWhole(name, mapping),
                !isOwnedInPartsByOthers
            else { return false }
            return desired.isNumericallyEqual(to: live)
                || kind.hasPodDefaults && WholeFields.isDefaulted(name, mapping, live)
        case .array(let values) where !values.isEmpty:
            return desired.isNumericallyEqual(to: live) && !isOwnedInPartsByOthers
        default:
            return desired.isNumericallyEqual(to: live)
        }
    }

    /// Whether some other manager owns something below the place where the walk is.
    private var isOwnedInPartsByOthers: Bool {
        managed.indices.contains { place in
            guard place != own, var fields = managed[place]["fieldsV1"]?.mapping else { return false }
            for key in keys {
                guard case .mapping(let next)? = fields[key] else { return false }
                fields = next
            }
            return fields.contains { $0.key != FieldsKey.own }
        }
    }

    /// Whether a mapping that was merged when it was applied is replaced as a whole by servers of another version,
    /// which would drop what others have added.
    private func isReplacedByNewerServers(_ desired: Mapping, _ live: Mapping) -> Bool {
        guard kind.isBuiltIn, let name = keys.last.flatMap({ FieldsKey.fieldName($0) }), WholeFields.isWhole(name)
        else {
            return false
        }
        return !WholeFields.isDefaulted(name, desired, .mapping(live))
    }

    /// Notes where the walk stops, for ``path``.
    private mutating func stop(at key: String) -> Bool {
        keys.append(key)
        return false
    }
}
