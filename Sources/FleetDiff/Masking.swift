public import FleetModel
import FleetValue

/// Hides what a Secret holds before anything of it is shown.
///
/// Follows Argo CD's meaning (gitops-engine `diff.HideSecretData`): equal values get equal runs of `+`, different ones
/// runs of different length, so that a report still says *that* a key changed. Compare first, mask after.
///
/// Shown of a Secret are its `metadata`, `type` and `immutable`, and the names of its keys. Everything else is hidden,
/// also under fields that no Secret has, and so is every annotation in which a tool keeps a copy of the whole.
public enum Masking {
    /// The annotation in which `kubectl apply` keeps a copy of the whole manifest.
    static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Whether the manifest's content must not be shown.
    public static func isSecret(_ key: ResourceKey) -> Bool {
        key.kind == "Secret" && key.group.isEmpty
    }

    /// The changes of a Secret with what it holds hidden; others as they are.
    ///
    /// Paths end at the key of `data`: should a value there be a list or a mapping, its parts are values too.
    public static func masked(_ changes: [FieldChange], of key: ResourceKey) -> [FieldChange] {
        guard isSecret(key) else { return changes }
        return changes.map { change in
            var masks = SecretMasks()
            var change = change
            var steps = ArraySlice(change.path.steps)
            change.live = change.live.map { masks.hidden($0, at: steps) }
            change.desired = change.desired.map { masks.hidden($0, at: steps) }
            if case .field(let name)? = steps.first, !SecretMasks.isShown(name) {
                steps = steps.prefix(2)
                change.path = FieldPath(Array(steps))
            }
            return change
        }
    }

    /// Both sides of a Secret with what they hold hidden; other kinds as they are.
    public static func masked(_ left: Manifest?, _ right: Manifest?) -> (Manifest?, Manifest?) {
        guard [left, right].contains(where: { $0.map { isSecret($0.key) } ?? false }) else { return (left, right) }
        var masks = SecretMasks()
        let hiddenLeft = left.map { Manifest(masks.hidden($0.value, at: [])) }
        return (hiddenLeft, right.map { Manifest(masks.hidden($0.value, at: [])) })
    }

    /// One manifest with what it holds hidden when it is a Secret.
    public static func masked(_ manifest: Manifest) -> Manifest {
        masked(manifest, nil).0 ?? manifest
    }
}
