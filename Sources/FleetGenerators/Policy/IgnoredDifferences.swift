import FleetModel
import FleetValue

/// `ignoreApplicationDifferences`: places of an Application whose live values count.
struct IgnoredDifferences: Sendable {
    /// One rule.
    private struct Rule: Sendable {
        /// The Application it is about; empty for all.
        var name: String
        var expressions: [PathExpression]
    }

    /// What no expression can take away.
    private static let untouchable = [
        ValuePath(keys: "apiVersion"), ValuePath(keys: "kind"), ValuePath(keys: "operation"),
        ValuePath(keys: "metadata", "name"), ValuePath(keys: "metadata", "namespace"),
    ]

    private let rules: [Rule]

    /// Decodes the rules.
    ///
    /// - Throws: ``ModelError`` for unknown fields, pointers that do not begin with `/`, and expressions that are no
    ///   paths.
    init(_ declared: [Value], at path: ValuePath) throws(ModelError) {
        var rules: [Rule] = []
        for (index, value) in declared.enumerated() {
            let reader = try FieldReader(value, at: path.appending(index))
            try reader.refuseUnknown(["name", "jsonPointers", "jqPathExpressions"])
            var expressions: [PathExpression] = []
            for (field, parse) in Self.languages {
                for (place, text) in try reader.strings(field).enumerated() {
                    do throws(PathExpression.Problem) {
                        expressions.append(try parse(text))
                    } catch {
                        throw ModelError(reader.path(to: field).appending(place), error.description)
                    }
                }
            }
            rules.append(Rule(name: try reader.string("name", default: ""), expressions: expressions))
        }
        self.rules = rules
    }

    private static let languages: [(String, @Sendable (String) throws(PathExpression.Problem) -> PathExpression)] = [
        ("jsonPointers", { text throws(PathExpression.Problem) in try PathExpression(pointer: text) }),
        ("jqPathExpressions", { text throws(PathExpression.Problem) in try PathExpression(jq: text) }),
    ]

    /// An Application without what is ignored.
    func removed(from application: Value, name: String) -> Value {
        var result = application
        for expression in expressions(for: name) {
            // From the end, so that the places of list elements before it stay.
            for path in expression.paths(in: result).reversed() where !Self.untouchable.contains(path) {
                result = Self.removing(path.steps[...], from: result)
            }
        }
        return result
    }

    /// An Application with live values at what is ignored.
    ///
    /// Within lists too, where an expression finds as many places in both; Argo CD loses those when the list changes.
    func restored(in application: Value, from live: Value, name: String) -> Value {
        var result = application
        for expression in expressions(for: name) {
            let sources = expression.paths(in: live, includesMissing: true)
            let targets = expression.paths(in: result, includesMissing: true)
            // Places within lists that are not as many can not be told apart.
            guard sources.count == targets.count else { continue }
            for (source, target) in zip(sources, targets) where !Self.untouchable.contains(source) {
                guard let value = live[source] else { continue }
                result = Self.setting(value, at: target.steps[...], in: result)
            }
        }
        return result
    }

    private func expressions(for name: String) -> [PathExpression] {
        rules.filter { $0.name.isEmpty || $0.name == name }.flatMap(\.expressions)
    }

    private static func removing(_ steps: ArraySlice<ValuePath.Step>, from tree: Value) -> Value {
        guard let step = steps.first else { return tree }
        let rest = steps.dropFirst()
        switch (step, tree) {
        case (.key(let key), .mapping(var mapping)):
            guard let child = mapping[key] else { return tree }
            if rest.isEmpty { mapping[key] = nil } else { mapping[key] = removing(rest, from: child) }
            return .mapping(mapping)
        case (.index(let index), .array(var values)) where values.indices.contains(index):
            if rest.isEmpty { values.remove(at: index) } else { values[index] = removing(rest, from: values[index]) }
            return .array(values)
        default:
            return tree
        }
    }

    private static func setting(_ value: Value, at steps: ArraySlice<ValuePath.Step>, in tree: Value) -> Value {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch (step, tree) {
        case (.key(let key), .mapping(var mapping)):
            mapping[key] = setting(value, at: rest, in: mapping[key] ?? .mapping(Mapping()))
            return .mapping(mapping)
        case (.key(let key), .null):
            return .mapping([key: setting(value, at: rest, in: .mapping(Mapping()))])
        case (.index(let index), .array(var values)) where values.indices.contains(index):
            values[index] = setting(value, at: rest, in: values[index])
            return .array(values)
        default:
            return tree
        }
    }
}
