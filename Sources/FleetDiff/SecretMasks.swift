import FleetValue

/// Puts runs of `+` in place of what a Secret holds; equal values get equal runs.
struct SecretMasks {
    private static let shortest = 8
    private static let step = 4

    /// The fields of a Secret that hold no secret, but for some annotations.
    private static let shown: Set<String> = ["apiVersion", "kind", "metadata", "type", "immutable"]

    /// How the names of annotations end in which tools keep a copy of the whole manifest: kubectl's and those made
    /// after its example, kapp's, Rancher's.
    private static let copies = [
        "/last-applied-configuration", "/last-applied", "/last-applied-config", "kapp.k14s.io/original",
        "objectset.rio.cattle.io/applied",
    ]

    private var known: [Value: String] = [:]

    /// Whether a field of a Secret is shown.
    static func isShown(_ name: String) -> Bool { shown.contains(name) }

    /// A part of a Secret with what must not be seen hidden.
    ///
    /// - Parameters:
    ///   - value: What stands at `path`.
    ///   - path: From the Secret's root.
    /// - Returns: The same, with runs of `+` for what is hidden.
    mutating func hidden(_ value: Value, at path: ArraySlice<FieldPath.Step>) -> Value {
        guard let step = path.first else {
            guard case .mapping(let root) = value else { return hide(value) }
            return .mapping(mapped(root) { masks, name, value in masks.hidden(value, at: [.field(name)]) })
        }
        guard case .field(let name) = step, Self.isShown(name) else { return hide(value) }
        guard name == "metadata" else { return value }
        return hiddenInMetadata(value, at: path.dropFirst())
    }

    private mutating func hiddenInMetadata(_ value: Value, at path: ArraySlice<FieldPath.Step>) -> Value {
        switch path.first {
        case nil:
            guard case .mapping(let metadata) = value else { return value }
            return .mapping(
                mapped(metadata) { masks, name, value in masks.hiddenInMetadata(value, at: [.field(name)]) }
            )
        case .field("annotations")?:
            if case .field(let name)? = path.dropFirst().first { return Self.isCopy(name) ? hide(value) : value }
            guard case .mapping(let annotations) = value else { return hide(value) }
            return .mapping(mapped(annotations) { masks, name, value in Self.isCopy(name) ? masks.hide(value) : value })
        default:
            return value
        }
    }

    private mutating func mapped(
        _ mapping: Mapping,
        _ change: (inout SecretMasks, String, Value) -> Value
    ) -> Mapping {
        Mapping(uniqueEntries: mapping.map { ($0.key, change(&self, $0.key, $0.value)) })
    }

    /// The mask of a value; of a mapping the masks of its values.
    private mutating func hide(_ value: Value) -> Value {
        if case .mapping(let mapping) = value {
            return .mapping(mapped(mapping) { masks, _, value in masks.hide(value) })
        }
        if let mask = known[value] { return .string(mask) }
        let mask = String(repeating: "+", count: Self.shortest + Self.step * known.count)
        known[value] = mask
        return .string(mask)
    }

    private static func isCopy(_ annotation: String) -> Bool { copies.contains { annotation.hasSuffix($0) } }
}
