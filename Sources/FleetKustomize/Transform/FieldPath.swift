import FleetValue

/// A field as replacements name it: `spec.containers.[name=web].image`, with `*` for all elements.
///
/// Follows kyaml's `SmarterPathSplitter` and `PathMatcher`.
struct FieldPath {
    private let steps: [String]
    private let text: String

    init(_ text: String) {
        self.text = text
        steps = Self.split(text)
    }

    /// The steps: separated by dots, except for those after a backslash and within brackets.
    private static func split(_ text: String) -> [String] {
        var steps: [String] = []
        var current = ""
        var depth = 0
        var escaped = false
        for character in text {
            if escaped {
                if character != "." { current.append("\\") }
                current.append(character)
                escaped = false
                continue
            }
            switch character {
            case "\\":
                escaped = true
            case "." where depth == 0:
                steps.append(current)
                current = ""
            case "[":
                depth += 1
                current.append(character)
            case "]":
                depth -= 1
                current.append(character)
            default:
                current.append(character)
            }
        }
        steps.append(current)
        return steps.filter { !$0.isEmpty }
    }

    /// The one value of a source; nil when there is none.
    func value(in value: Value) -> Value? {
        var found: Value?
        var copy = value
        _ = Self.visit(&copy, steps[...], creating: nil) { field in
            if found == nil { found = field }
        }
        return found
    }

    /// Calls `change` with every field that the path leads to.
    ///
    /// - Parameters:
    ///   - value: Where to look.
    ///   - kind: What a missing field is made of; nil makes none.
    ///   - change: What to do with each field.
    /// - Returns: How many fields there were.
    func visit(_ value: inout Value, creating kind: Value?, _ change: (inout Value) -> Void) -> Int {
        Self.visit(&value, steps[...], creating: kind, change)
    }

    private static func visit(
        _ value: inout Value,
        _ steps: ArraySlice<String>,
        creating kind: Value?,
        _ change: (inout Value) -> Void
    ) -> Int {
        guard let step = steps.first else {
            change(&value)
            return 1
        }
        let rest = steps.dropFirst()
        switch value {
        case .array(var elements):
            let count = visit(&elements, step, rest, creating: kind, change)
            if count > 0 { value = .array(elements) }
            return count
        case .mapping(var mapping):
            if step == "*" {
                var count = 0
                for (key, old) in mapping {
                    var child = old
                    count += visit(&child, rest, creating: kind, change)
                    mapping[key] = child
                }
                value = .mapping(mapping)
                return count
            }
            // `[a.b/c]` names a key with dots in it.
            let key = step.hasPrefix("[") && step.hasSuffix("]") ? String(step.dropFirst().dropLast()) : step
            guard var child = mapping[key] ?? kind.map({ _ in Value.null }) else { return 0 }
            if child.isNull, let kind { child = missing(kind, before: rest) }
            let count = visit(&child, rest, creating: kind, change)
            if count > 0 {
                mapping[key] = child
                value = .mapping(mapping)
            }
            return count
        default:
            return 0
        }
    }

    private static func visit(
        _ elements: inout [Value],
        _ step: String,
        _ rest: ArraySlice<String>,
        creating kind: Value?,
        _ change: (inout Value) -> Void
    ) -> Int {
        if step == "*" {
            var count = 0
            for index in elements.indices { count += visit(&elements[index], rest, creating: kind, change) }
            return count
        }
        if let index = Int(step) ?? (step == "-" ? elements.count : nil) {
            if index == elements.count, kind != nil {
                elements.append(missing(kind ?? .null, before: rest))
            }
            guard elements.indices.contains(index) else { return 0 }
            return visit(&elements[index], rest, creating: kind, change)
        }
        guard step.hasPrefix("["), step.hasSuffix("]") else { return 0 }
        let condition = step.dropFirst().dropLast()
        guard let equals = condition.firstIndex(of: "=") else { return 0 }
        let key = String(condition[..<equals])
        let wanted = String(condition[condition.index(after: equals)...])
        var count = 0
        for index in elements.indices {
            let text = key.isEmpty ? elements[index].scalarText : elements[index][key]?.scalarText
            if text == wanted { count += visit(&elements[index], rest, creating: kind, change) }
        }
        if count == 0, let kind {
            var element = key.isEmpty ? Value.string(wanted) : [key: .string(wanted)]
            count = visit(&element, rest, creating: kind, change)
            if count > 0 { elements.append(element) }
        }
        return count
    }

    /// What is made for a field that is not there: the last one of `kind`, others by the step after them.
    private static func missing(_ kind: Value, before rest: ArraySlice<String>) -> Value {
        guard let next = rest.first else { return kind }
        let isList = next == "*" || next == "-" || Int(next) != nil || (next.hasPrefix("[") && next.contains("="))
        return isList ? [] : [:]
    }
}
