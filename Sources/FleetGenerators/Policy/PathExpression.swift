import FleetValue

/// Which places of a tree are meant: a JSON pointer, or the part of jq's language that names places.
///
/// Of jq: `.a.b`, `."a b"`, `.["a/b"]`, `.[0]`, `.[-1]`, `.[]`, each with an optional `?`, joined by `|`, with
/// `select(…)` whose condition compares such a path with a text, number, `true`, `false` or `null` (`==`, `!=`), or pipes
/// it into `contains("…")`, `startswith("…")` or `endswith("…")`; conditions are joined by `and` and `or`.
///
/// - SeeAlso: <https://jqlang.org/manual/>
struct PathExpression: Sendable {
    /// Why a text is no expression.
    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    /// One step of the way.
    indirect enum Step: Sendable {
        case key(String)
        /// The element at a place, or the entry of that name; a pointer does not tell them apart.
        case keyOrIndex(String)
        /// From the end, when below 0.
        case index(Int)
        case each
        case select(Condition)
    }

    /// What an element must meet.
    indirect enum Condition: Sendable {
        case equals([Step], Value)
        case differs([Step], Value)
        case contains([Step], String)
        case starts([Step], String)
        case ends([Step], String)
        case exists([Step])
        case and(Condition, Condition)
        case or(Condition, Condition)
    }

    private let steps: [Step]

    /// Reads a JSON pointer: `/spec/source/helm`, `~1` for `/` and `~0` for `~` within names.
    ///
    /// - SeeAlso: <https://www.rfc-editor.org/rfc/rfc6901>
    init(pointer: String) throws(Problem) {
        guard pointer.hasPrefix("/") else {
            throw Problem(description: "\"\(pointer)\" is no JSON pointer: it must begin with \"/\"")
        }
        var steps: [Step] = []
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            var name = ""
            var isEscaped = false
            for character in part.unicodeScalars {
                if isEscaped {
                    name += character == "1" ? "/" : character == "0" ? "~" : "~" + String(character)
                    isEscaped = false
                } else if character == "~" {
                    isEscaped = true
                } else {
                    name.unicodeScalars.append(character)
                }
            }
            steps.append(.keyOrIndex(isEscaped ? name + "~" : name))
        }
        self.steps = steps
    }

    /// Reads an expression of jq.
    ///
    /// - Throws: ``Problem`` for all of jq that names no places or is not known here.
    init(jq text: String) throws(Problem) {
        var parser = PathExpressionParser(text)
        steps = try parser.expression()
    }

    /// The places in the tree's order.
    ///
    /// - Parameters:
    ///   - tree: Where to look.
    ///   - includesMissing: Whether places count that are not there for want of keys only.
    /// - Returns: The paths, from the root.
    func paths(in tree: Value, includesMissing: Bool = false) -> [ValuePath] {
        var found: [ValuePath] = []
        Self.walk(steps[...], in: tree, ValuePath(), includesMissing, &found)
        return found
    }

    private static func walk(
        _ steps: ArraySlice<Step>,
        in value: Value,
        _ path: ValuePath,
        _ includesMissing: Bool,
        _ found: inout [ValuePath]
    ) {
        guard let step = steps.first else {
            found.append(path)
            return
        }
        let rest = steps.dropFirst()
        switch (step, value) {
        case (.key(let key), .mapping(let mapping)), (.keyOrIndex(let key), .mapping(let mapping)):
            guard let child = mapping[key] else {
                if includesMissing, let keys = Self.keys(rest) {
                    found.append(ValuePath(path.steps + [.key(key)] + keys))
                }
                return
            }
            walk(rest, in: child, path.appending(key), includesMissing, &found)
        case (.keyOrIndex(let text), .array(let values)):
            guard let index = Int(text), values.indices.contains(index) else { return }
            walk(rest, in: values[index], path.appending(index), includesMissing, &found)
        case (.index(let index), .array(let values)):
            let index = index < 0 ? values.count + index : index
            guard values.indices.contains(index) else { return }
            walk(rest, in: values[index], path.appending(index), includesMissing, &found)
        case (.each, .array(let values)):
            for (index, value) in values.enumerated() {
                walk(rest, in: value, path.appending(index), includesMissing, &found)
            }
        case (.each, .mapping(let mapping)):
            for (key, value) in mapping { walk(rest, in: value, path.appending(key), includesMissing, &found) }
        case (.select(let condition), .array(let values)) where !condition.holds(for: value):
            // jq would fail here; what is meant are the elements.
            for (index, value) in values.enumerated() where condition.holds(for: value) {
                walk(rest, in: value, path.appending(index), includesMissing, &found)
            }
        case (.select(let condition), _):
            if condition.holds(for: value) { walk(rest, in: value, path, includesMissing, &found) }
        default:
            return
        }
    }

    /// The keys that steps are, if they are no others.
    private static func keys(_ steps: ArraySlice<Step>) -> [ValuePath.Step]? {
        var keys: [ValuePath.Step] = []
        for step in steps {
            switch step {
            case .key(let key), .keyOrIndex(let key): keys.append(.key(key))
            default: return nil
            }
        }
        return keys
    }

    /// The values at the end of some steps.
    fileprivate static func values(_ steps: [Step], in value: Value) -> [Value] {
        var found: [ValuePath] = []
        walk(steps[...], in: value, ValuePath(), false, &found)
        return found.compactMap { value[$0] }
    }
}

extension PathExpression.Condition {
    /// Whether a value meets the condition.
    func holds(for value: Value) -> Bool {
        switch self {
        case .equals(let steps, let other): Self.value(steps, value).isNumericallyEqual(to: other)
        case .differs(let steps, let other): !Self.value(steps, value).isNumericallyEqual(to: other)
        case .contains(let steps, let text): Self.text(steps, value)?.contains(text) ?? false
        case .starts(let steps, let text): Self.text(steps, value)?.hasPrefix(text) ?? false
        case .ends(let steps, let text): Self.text(steps, value)?.hasSuffix(text) ?? false
        case .exists(let steps): ![Value.null, false].contains(Self.value(steps, value))
        case .and(let left, let right): left.holds(for: value) && right.holds(for: value)
        case .or(let left, let right): left.holds(for: value) || right.holds(for: value)
        }
    }

    private static func value(_ steps: [PathExpression.Step], _ value: Value) -> Value {
        PathExpression.values(steps, in: value).first ?? .null
    }

    private static func text(_ steps: [PathExpression.Step], _ value: Value) -> String? {
        Self.value(steps, value).string
    }
}
