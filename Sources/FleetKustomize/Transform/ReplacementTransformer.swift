import FleetValue

/// Copies fields of one resource into others.
///
/// Follows kustomize `api/filters/replacement`.
struct ReplacementTransformer {
    private let replacements: [Value]

    init(_ replacements: [Value]) {
        self.replacements = replacements
    }

    func run(_ resources: [Resource]) throws(KustomizeError) {
        for replacement in replacements {
            guard let targets = replacement["targets"]?.array,
                replacement["source"]?.isNull == false || replacement["sourceValue"]?.isNull == false
            else {
                throw KustomizeError("replacements must specify a source and at least one target")
            }
            let value = try source(of: replacement, resources)
            for target in targets { try apply(value, target, resources) }
        }
    }

    // MARK: Sources

    private func source(of replacement: Value, _ resources: [Resource]) throws(KustomizeError) -> Value {
        guard let source = replacement["source"], !source.isNull else { return replacement["sourceValue"] ?? .null }
        let selector = try Selector(source, isExact: true)
        let found = resources.filter { selector.matches($0) }
        let label = Self.label(source)
        guard let first = found.first else { throw KustomizeError("nothing selected by \(label)") }
        guard found.count == 1 else { throw KustomizeError("multiple matches for selector \(label)") }
        let path = source["fieldPath"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "metadata.name"
        guard let value = FieldPath(path).value(in: first.value), !value.isNull else {
            throw KustomizeError("fieldPath `\(path)` is missing for replacement source \(label)")
        }
        guard let options = source["options"], let delimiter = Self.delimiter(options) else { return value }
        guard let text = value.scalarText else {
            throw KustomizeError("delimiter option can only be used with scalar nodes")
        }
        let parts = Self.split(text, delimiter)
        let index = Int(options["index"]?.integer ?? 0)
        guard parts.indices.contains(index) else {
            throw KustomizeError("options.index \(index) is out of bounds for value \(text)")
        }
        return .string(parts[index])
    }

    // MARK: Targets

    private func apply(_ value: Value, _ target: Value, _ resources: [Resource]) throws(KustomizeError) {
        guard let select = target["select"], !select.isNull else {
            throw KustomizeError("target must specify resources to select")
        }
        let selector = try Selector(select)
        var rejects: [Selector] = []
        for reject in target["reject"]?.array ?? [] { rejects.append(try Selector(reject)) }
        var paths = target["fieldPaths"]?.array?.compactMap(\.string) ?? []
        if paths.isEmpty { paths = ["metadata.name"] }
        let options = target["options"] ?? .null
        let creates = options["create"]?.bool ?? false
        for resource in resources where selector.matches(resource) && !rejects.contains(where: { $0.matches(resource) })
        {
            for path in paths {
                var content = resource.value
                var failure: KustomizeError?
                // Spelt out, since `nil` alone would be the value null.
                let missing = creates ? Self.empty(like: value) : Value?.none
                let count = FieldPath(path).visit(&content, creating: missing) { field in
                    do throws(KustomizeError) {
                        // Annotations are texts, new ones too.
                        let old = path.hasPrefix("metadata.annotations.") && field.isNull ? "" : field
                        field = try Self.replaced(old, with: value, options)
                    } catch {
                        failure = error
                    }
                }
                if let failure { throw failure }
                guard count > 0 else {
                    throw KustomizeError(
                        "unable to find field \"\(path)\" in replacement target \(resource.id.label)"
                    )
                }
                if resource.id.name != content.field("metadata", "name")?.scalarText { resource.storePreviousID() }
                resource.value = content
            }
        }
    }

    private static func empty(like value: Value) -> Value {
        switch value {
        case .mapping: [:]
        case .array: []
        default: .null
        }
    }

    private static func replaced(_ field: Value, with value: Value, _ options: Value) throws(KustomizeError) -> Value {
        guard let delimiter = delimiter(options) else {
            return try converted(value, like: field)
        }
        guard let old = field.scalarText ?? (field.isNull ? "" : nil), let new = value.scalarText else {
            throw KustomizeError("delimiter option can only be used with scalar nodes")
        }
        var parts = split(old, delimiter)
        let index = Int(options["index"]?.integer ?? 0)
        if index < 0 {
            parts.insert(new, at: 0)
        } else if index >= parts.count {
            parts.append(new)
        } else {
            parts[index] = new
        }
        return .string(parts.joined(separator: delimiter))
    }

    /// A scalar as the type of the scalar that it replaces.
    ///
    /// - Throws: ``KustomizeError`` when it can not be of that type.
    private static func converted(_ value: Value, like field: Value) throws(KustomizeError) -> Value {
        guard let text = value.scalarText else { return value }
        let result: Value?
        let name: String
        switch field {
        case .integer, .double:
            name = "number"
            result = Int64(text).map { .integer($0) } ?? Double(text).map { .double($0) }
        case .bool:
            name = "bool"
            result = text == "true" ? .bool(true) : text == "false" ? .bool(false) : Value?.none
        case .string: return .string(text)
        default: return value
        }
        guard let result else { throw KustomizeError("cannot decode `\(text)` as a \(name)") }
        return result
    }

    private static func delimiter(_ options: Value) -> String? {
        options["delimiter"]?.scalarText.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func split(_ text: String, _ delimiter: String) -> [String] {
        text.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
    }

    private static func label(_ selector: Value) -> String {
        let type = GroupVersionKind(
            group: selector["group"]?.string ?? "",
            version: selector["version"]?.string ?? "",
            kind: selector["kind"]?.string ?? ""
        )
        return ResourceID(
            type: type,
            name: selector["name"]?.scalarText ?? "",
            namespace: selector["namespace"]?.scalarText ?? ""
        ).label + ":" + (selector["fieldPath"]?.string ?? "")
    }
}
