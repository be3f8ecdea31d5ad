public import FleetModel
import FleetValue

/// Hides what a Secret holds before anything of it is shown.
///
/// Follows Argo CD's meaning (gitops-engine `diff.HideSecretData`): equal values get equal runs of `+`, different ones
/// runs of different length, so that a report still says *that* a key changed. Compare first, mask after.
public enum Masking {
    private static let shortest = 8
    private static let step = 4
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Whether the manifest's content must not be shown.
    public static func isSecret(_ key: ResourceKey) -> Bool {
        key.kind == "Secret" && key.group.isEmpty
    }

    /// The changes of a Secret with all values below `data` and `stringData` hidden; others as they are.
    public static func masked(_ changes: [FieldChange], of key: ResourceKey) -> [FieldChange] {
        guard isSecret(key) else { return changes }
        return changes.map { change in
            guard case .field(let field)? = change.path.steps.first, field == "data" || field == "stringData" else {
                return change
            }
            var masks = Masks()
            var change = change
            change.live = change.live.map { masks.hide($0) }
            change.desired = change.desired.map { masks.hide($0) }
            return change
        }
    }

    /// Both sides of a Secret with what they hold hidden; other kinds as they are.
    public static func masked(_ left: Manifest?, _ right: Manifest?) -> (Manifest?, Manifest?) {
        guard let key = (left ?? right)?.key, isSecret(key) else { return (left, right) }
        var masks = Masks()
        func hide(_ manifest: Manifest) -> Manifest {
            var manifest = manifest
            for field in ["data", "stringData"] {
                if let data = manifest.value[field] { manifest.value[field] = masks.hide(data) }
            }
            // kubectl keeps a copy of everything here, the data included.
            if manifest.annotations[Self.lastApplied] != nil { manifest.setAnnotation(Self.lastApplied, "++++++++") }
            return manifest
        }
        let hiddenLeft = left.map(hide)
        return (hiddenLeft, right.map(hide))
    }

    /// One manifest with what it holds hidden when it is a Secret.
    public static func masked(_ manifest: Manifest) -> Manifest {
        masked(manifest, nil).0 ?? manifest
    }

    private struct Masks {
        private var known: [Value: String] = [:]

        mutating func hide(_ value: Value) -> Value {
            switch value {
            case .mapping(let mapping):
                return .mapping(mapping.mapValues { hide($0) })
            default:
                if let mask = known[value] { return .string(mask) }
                let mask = String(repeating: "+", count: Masking.shortest + Masking.step * known.count)
                known[value] = mask
                return .string(mask)
            }
        }
    }
}
