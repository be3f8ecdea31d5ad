import FleetValue

/// Puts the values of `vars` where `$(NAME)` stands.
///
/// Follows kustomize `api/filters/refvar`.
struct VariableExpansion {
    private let resources: [Resource]
    private let fields: [FieldSpec]
    private let values: [String: Value]

    /// Finds the values.
    ///
    /// - Throws: ``KustomizeError`` when a variable names no field.
    init(_ gathered: Accumulator) throws(KustomizeError) {
        resources = gathered.map.resources
        fields = gathered.configuration.varReferences
        var values: [String: Value] = [:]
        for variable in gathered.variables {
            values[variable.name] = try Self.value(of: variable, gathered.map.resources)
        }
        self.values = values
    }

    private static func value(
        of variable: Accumulator.Variable,
        _ resources: [Resource]
    ) throws(KustomizeError) -> Value {
        let reference = variable.declaration["objref"] ?? .null
        var type = GroupVersionKind(
            apiVersion: reference["apiVersion"]?.string ?? "",
            kind: reference["kind"]?.string ?? ""
        )
        if let group = reference["group"]?.string { type.group = group }
        if let version = reference["version"]?.string { type.version = version }
        let name = reference["name"]?.scalarText ?? ""
        let namespace = reference["namespace"]?.scalarText ?? ""
        let found = resources.filter { resource in
            resource.allIDs.contains { id in
                id.name == name && id.type.isSelected(by: type)
                    && (namespace.isEmpty || id.effectiveNamespace == namespace)
            }
        }
        let path = variable.declaration["fieldref"]?["fieldPath"]?.string ?? "metadata.name"
        guard let first = found.first, let value = FieldPath(path).value(in: first.value) else {
            throw KustomizeError(
                "var '\(variable.name)' cannot be mapped to a field in the set of known resources"
            )
        }
        guard found.count == 1 else {
            throw KustomizeError("found \(found.count) resId matches for var \(variable.name)")
        }
        return value
    }

    func run() throws(KustomizeError) {
        guard !values.isEmpty else { return }
        for resource in resources {
            for field in fields {
                try field.apply(to: resource, creating: nil) { value throws(KustomizeError) in expand(&value) }
            }
        }
    }

    private func expand(_ value: inout Value) {
        switch value {
        case .string(let text):
            value = expanded(text)
        case .array(let elements):
            value = .array(elements.map { $0.string.map(expanded) ?? $0 })
        case .mapping(let mapping):
            value = .mapping(mapping.mapValues { $0.string.map(expanded) ?? $0 })
        case .null, .bool, .integer, .double:
            break
        }
    }

    /// A text with its variables; a variable alone keeps its type.
    private func expanded(_ text: String) -> Value {
        guard text.contains("$") else { return .string(text) }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest.index(after: dollar)
            guard after < rest.endIndex else {
                result += "$"
                rest = rest[after...]
                break
            }
            if rest[after] == "$" {
                // Two dollars are one, and what follows is no variable.
                result += "$"
                rest = rest[rest.index(after: after)...]
                continue
            }
            guard rest[after] == "(", let close = rest[after...].firstIndex(of: ")") else {
                result += "$"
                rest = rest[after...]
                continue
            }
            let name = String(rest[rest.index(after: after)..<close])
            let end = rest.index(after: close)
            if let value = values[name] {
                if dollar == text.startIndex, end == text.endIndex { return value }
                result += value.scalarText ?? ""
            } else {
                result += "$(\(name))"
            }
            rest = rest[end...]
        }
        return .string(result + rest)
    }
}
