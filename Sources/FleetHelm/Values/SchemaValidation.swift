import FleetRegex
import FleetValue

/// Checks values against `values.schema.json`.
///
/// The words of JSON Schema that charts use, of drafts 4 to 2020-12; references within the file only. What is wrong is
/// said as the library of Helm 4 says it.
///
/// - SeeAlso: <https://json-schema.org/draft/2020-12/json-schema-validation>
struct SchemaValidation {
    private let root: Value
    private var problems: [String] = []
    private var work = 0
    private static let maximumWork = 1_000_000
    private static let maximumDepth = 200

    /// Everything that is wrong with a chart's values and those of its subcharts, in Helm's words; nil for nothing.
    static func problems(of chart: Chart, _ values: Mapping) throws(HelmError) -> String? {
        var text = ""
        if let schema = chart.schema {
            var validation = SchemaValidation(root: schema)
            validation.check(.mapping(values), schema, at: "", depth: 0)
            if !validation.problems.isEmpty {
                text += "\(chart.name):\n" + validation.problems.map { "- at \($0)\n" }.joined()
            }
        }
        for subchart in chart.dependencies {
            if let own = values[subchart.name]?.mapping, let found = try problems(of: subchart, own) { text += found }
        }
        return text.isEmpty ? nil : text
    }

    private init(root: Value) {
        self.root = root
    }

    private mutating func report(_ path: String, _ message: String) {
        problems.append("'\(path)': \(message)")
    }

    /// Whether a value fits, without saying why not.
    private mutating func fits(_ value: Value, _ schema: Value, _ path: String, _ depth: Int) -> Bool {
        var other = SchemaValidation(root: root)
        other.work = work
        other.check(value, schema, at: path, depth: depth)
        work = other.work
        return other.problems.isEmpty
    }

    private mutating func check(_ value: Value, _ schema: Value, at path: String, depth: Int) {
        work += 1
        guard work < Self.maximumWork, depth < Self.maximumDepth else {
            return report(path, "the schema is too deep to be followed")
        }
        if case .bool(let allows) = schema {
            if !allows { report(path, "false schema") }
            return
        }
        if let reference = schema["$ref"]?.string {
            guard let target = resolve(reference) else { return report(path, "no schema at \(reference)") }
            check(value, target, at: path, depth: depth + 1)
        }
        checkKind(value, schema, path)
        switch value {
        case .string(let text): checkText(text, schema, path)
        case .integer, .double: checkNumber(value.double ?? 0, schema, path)
        case .array(let elements): checkList(elements, schema, path, depth)
        case .mapping(let mapping): checkMapping(mapping, schema, path, depth)
        case .null, .bool: break
        }
        checkCombinations(value, schema, path, depth)
    }

    private func resolve(_ reference: String) -> Value? {
        guard reference.hasPrefix("#") else { return nil }
        var current = root
        for token in reference.dropFirst().split(separator: "/") {
            let key = String(token).replacing("~1", with: "/").replacing("~0", with: "~").replacing("%25", with: "%")
            guard let next = current[key] ?? Int(key).flatMap({ current[$0] }) else { return nil }
            current = next
        }
        return current
    }

    // MARK: Values

    private mutating func checkKind(_ value: Value, _ schema: Value, _ path: String) {
        if let type = schema["type"] {
            let wanted = type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? []
            if !wanted.contains(where: { Self.isOf($0, value) }) {
                report(path, "got \(Self.kind(of: value)), want \(wanted.joined(separator: " or "))")
            }
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(where: { Self.isSame($0, value) }) {
            let shown = allowed.map(Self.shown).joined(separator: ", ")
            report(path, "value must be one of \(shown)")
        }
        if let constant = schema["const"], !Self.isSame(constant, value) {
            report(path, "value must be \(Self.shown(constant))")
        }
    }

    private static func isOf(_ type: String, _ value: Value) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .mapping),
            ("number", .integer), ("number", .double), ("integer", .integer):
            true
        case ("integer", .double(let number)): number == number.rounded()
        default: false
        }
    }

    private static func kind(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "array"
        case .mapping: "object"
        }
    }

    private static func shown(_ value: Value) -> String {
        if case .string(let text) = value { return "'\(text)'" }
        return JSONWriter.text(of: value)
    }

    private static func isSame(_ left: Value, _ right: Value) -> Bool {
        if let left = left.double, let right = right.double { return left == right }
        return left == right
    }

    private mutating func checkText(_ text: String, _ schema: Value, _ path: String) {
        let length = text.unicodeScalars.count
        if let least = schema["minLength"]?.integer, length < Int(least) {
            report(path, "minLength: got \(length), want \(least)")
        }
        if let most = schema["maxLength"]?.integer, length > Int(most) {
            report(path, "maxLength: got \(length), want \(most)")
        }
        if let pattern = schema["pattern"]?.string, !matches(text, pattern) {
            report(path, "'\(text)' does not match pattern '\(pattern)'")
        }
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        (try? Regexp(pattern).matches(text)) ?? false
    }

    private mutating func checkNumber(_ number: Double, _ schema: Value, _ path: String) {
        let text = JSONWriter.text(of: Self.whole(number))
        func limit(_ name: String) -> (Double, String)? {
            schema[name]?.double.map { ($0, JSONWriter.text(of: Self.whole($0))) }
        }
        if let (least, shown) = limit("minimum"), number < least { report(path, "minimum: got \(text), want \(shown)") }
        if let (most, shown) = limit("maximum"), number > most { report(path, "maximum: got \(text), want \(shown)") }
        if let (least, shown) = limit("exclusiveMinimum"), number <= least {
            report(path, "exclusiveMinimum: got \(text), want \(shown)")
        }
        if let (most, shown) = limit("exclusiveMaximum"), number >= most {
            report(path, "exclusiveMaximum: got \(text), want \(shown)")
        }
        if let (unit, shown) = limit("multipleOf"), unit > 0 {
            let quotient = number / unit
            if quotient != quotient.rounded() { report(path, "multipleOf: got \(text), want \(shown)") }
        }
    }

    private static func whole(_ number: Double) -> Value {
        Int64(exactly: number).map { .integer($0) } ?? .double(number)
    }

    // MARK: Lists and mappings

    private mutating func checkList(_ elements: [Value], _ schema: Value, _ path: String, _ depth: Int) {
        if let least = schema["minItems"]?.integer, elements.count < Int(least) {
            report(path, "minItems: got \(elements.count), want \(least)")
        }
        if let most = schema["maxItems"]?.integer, elements.count > Int(most) {
            report(path, "maxItems: got \(elements.count), want \(most)")
        }
        if schema["uniqueItems"]?.bool == true { checkUnique(elements, path) }
        let first = schema["prefixItems"]?.array ?? schema["items"]?.array ?? []
        let rest = schema["items"]?.array == nil ? schema["items"] : schema["additionalItems"]
        for (index, element) in elements.enumerated() {
            if index < first.count {
                check(element, first[index], at: "\(path)/\(index)", depth: depth + 1)
            } else if let rest {
                check(element, rest, at: "\(path)/\(index)", depth: depth + 1)
            }
        }
        if let contained = schema["contains"] {
            let count = elements.indices.count { fits(elements[$0], contained, path, depth + 1) }
            if count < Int(schema["minContains"]?.integer ?? 1) { report(path, "no items match contains schema") }
        }
    }

    private mutating func checkUnique(_ elements: [Value], _ path: String) {
        var seen: [Value: Int] = [:]
        for (index, element) in elements.enumerated() {
            if let other = seen.updateValue(index, forKey: element) {
                return report(path, "items at \(other) and \(index) are equal")
            }
        }
    }

    private mutating func checkMapping(_ mapping: Mapping, _ schema: Value, _ path: String, _ depth: Int) {
        if let least = schema["minProperties"]?.integer, mapping.count < Int(least) {
            report(path, "minProperties: got \(mapping.count), want \(least)")
        }
        if let most = schema["maxProperties"]?.integer, mapping.count > Int(most) {
            report(path, "maxProperties: got \(mapping.count), want \(most)")
        }
        let missing = (schema["required"]?.array?.compactMap(\.string) ?? []).filter { mapping[$0] == nil }
        if !missing.isEmpty {
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            report(path, "missing propert\(missing.count == 1 ? "y" : "ies") \(names)")
        }
        let properties = schema["properties"]?.mapping ?? Mapping()
        let patterns = schema["patternProperties"]?.mapping ?? Mapping()
        var additional: [String] = []
        for (key, value) in mapping.sortedByKey() {
            let below = "\(path)/\(key.replacing("~", with: "~0").replacing("/", with: "~1"))"
            var isKnown = false
            if let property = properties[key] {
                isKnown = true
                check(value, property, at: below, depth: depth + 1)
            }
            for (pattern, property) in patterns where matches(key, pattern) {
                isKnown = true
                check(value, property, at: below, depth: depth + 1)
            }
            if let names = schema["propertyNames"], !fits(.string(key), names, path, depth + 1) {
                report(path, "invalid propertyName '\(key)'")
            }
            guard !isKnown, let other = schema["additionalProperties"] else { continue }
            if case .bool(false) = other {
                additional.append("'\(key)'")
            } else {
                check(value, other, at: below, depth: depth + 1)
            }
        }
        if !additional.isEmpty {
            report(path, "additional properties \(additional.joined(separator: ", ")) not allowed")
        }
        for (key, names) in schema["dependentRequired"]?.mapping ?? Mapping() where mapping[key] != nil {
            let absent = (names.array?.compactMap(\.string) ?? []).filter { mapping[$0] == nil }
            if !absent.isEmpty {
                let shown = absent.map { "'\($0)'" }.joined(separator: ", ")
                report(path, "properties \(shown) required, if '\(key)' exists")
            }
        }
    }

    // MARK: Combinations

    private mutating func checkCombinations(_ value: Value, _ schema: Value, _ path: String, _ depth: Int) {
        for part in schema["allOf"]?.array ?? [] { check(value, part, at: path, depth: depth + 1) }
        if let parts = schema["anyOf"]?.array, !parts.contains(where: { fits(value, $0, path, depth + 1) }) {
            report(path, "'anyOf' failed")
        }
        if let parts = schema["oneOf"]?.array {
            let fitting = parts.indices.filter { fits(value, parts[$0], path, depth + 1) }
            if fitting.isEmpty { report(path, "'oneOf' failed, none matched") }
            if fitting.count > 1 {
                report(path, "'oneOf' failed, subschemas \(fitting[0]), \(fitting[1]) matched")
            }
        }
        if let part = schema["not"], fits(value, part, path, depth + 1) { report(path, "'not' failed") }
        if let condition = schema["if"] {
            let branch = fits(value, condition, path, depth + 1) ? schema["then"] : schema["else"]
            if let branch { check(value, branch, at: path, depth: depth + 1) }
        }
    }
}
