import FleetValue

/// Applications without differences that mean nothing.
///
/// Follows argo-cd `util/argo/argo.go` (`NormalizeApplicationSpec`, `NormalizeSource`).
enum NormalizedApplication {
    /// An Application whose spec is in its usual form: the project is named, and an empty `syncPolicy`, `kustomize`,
    /// `helm` or `directory` is not there.
    static func of(_ application: Value) -> Value {
        guard application.mapping != nil else { return application }
        var result = application
        var spec = application["spec"]?.mapping ?? Mapping()
        if spec["project"]?.string ?? "" == "" { spec["project"] = "default" }
        if let policy = spec["syncPolicy"], isEmpty(policySyncing: policy) { spec["syncPolicy"] = nil }
        if let source = spec["source"] { spec["source"] = normalized(source: source) }
        if case .array(let sources)? = spec["sources"] {
            spec["sources"] = .array(sources.map { normalized(source: $0) })
        }
        result["spec"] = .mapping(spec)
        return result
    }

    private static func isEmpty(policySyncing policy: Value) -> Bool {
        guard case .mapping(let fields) = policy else { return policy.isNull }
        return fields.allSatisfy { $0.value.isNull || $0.value == [] }
    }

    private static func normalized(source: Value) -> Value {
        guard case .mapping(var fields) = source else { return source }
        for tool in ["kustomize", "helm", "directory"] {
            if let options = fields[tool], isZero(options) { fields[tool] = nil }
        }
        return .mapping(fields)
    }

    /// Whether a value is what a field has that was never set, at every depth.
    private static func isZero(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .bool(let truth): !truth
        case .integer(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty
        case .mapping(let mapping): mapping.allSatisfy { isZero($0.value) }
        }
    }

    /// An Application for comparison: without fields that hold null, an empty text or an empty list.
    ///
    /// Free content, where these are values, stays as it is.
    static func comparable(_ application: Value) -> Value {
        guard case .mapping(let mapping) = application else { return application }
        var result = Mapping()
        result.reserveCapacity(mapping.count)
        for (key, value) in mapping {
            switch value {
            case .null, .string(""), .array([]): continue
            case .mapping where ["valuesObject", "labels", "annotations", "plugin"].contains(key):
                if value.mapping?.isEmpty == false { result.append(key, value) }
            case .mapping: result.append(key, comparable(value))
            case .array(let values): result.append(key, .array(values.map { comparable($0) }))
            default: result.append(key, value)
            }
        }
        return .mapping(result)
    }
}
