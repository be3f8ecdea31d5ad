import FleetModel
import FleetValue

/// Texts of rendered Applications in which a placeholder is left, by their fields.
struct PlaceholderLedger {
    private struct Found {
        var text: String
        var place: ParameterSetPlace
        var count: Int
    }

    private let isFlat: Bool
    private var found: [ValuePath: Found] = [:]
    private var order: [ValuePath] = []

    /// Begins without any.
    ///
    /// - Parameter isFlat: Whether placeholders are `{{name}}`; of Go templates `<no value>` is what is left.
    init(isFlat: Bool) {
        self.isFlat = isFlat
    }

    /// Looks through an Application.
    mutating func note(_ generated: GeneratedApplication) {
        for (path, text) in Self.leftovers(in: generated.manifest.value, isFlat: isFlat) {
            if found[path] == nil {
                found[path] = Found(text: text, place: generated.place, count: 0)
                order.append(path)
            }
            found[path]?.count += 1
        }
    }

    /// A warning for each field, in the order of finding.
    func findings(below template: ValuePath) -> [GeneratorDiagnostic] {
        order.compactMap { path in
            guard let found = found[path] else { return nil }
            let others = found.count > 1 ? ", and in \(found.count - 1) more Applications" : ""
            let hint =
                isFlat && (found.text.contains("{{.") || found.text.contains("{{ ."))
                ? " (Go templates need goTemplate: true)" : ""
            return GeneratorDiagnostic(
                .warning,
                at: ValuePath(template.steps + path.steps),
                "\"\(found.text)\" is left at \(found.place)\(others): there is no such parameter\(hint)"
            )
        }
    }

    /// The fields of a document that hold what a placeholder without a parameter leaves, and that.
    static func leftovers(in value: Value, isFlat: Bool) -> [(path: ValuePath, text: String)] {
        var found: [(path: ValuePath, text: String)] = []
        collect(value, ValuePath(), isFlat, &found)
        return found
    }

    private static func collect(
        _ value: Value,
        _ path: ValuePath,
        _ isFlat: Bool,
        _ found: inout [(path: ValuePath, text: String)]
    ) {
        switch value {
        case .string(let text):
            if let leftover = leftover(in: text, isFlat: isFlat) { found.append((path, leftover)) }
        case .array(let values):
            for (index, value) in values.enumerated() { collect(value, path.appending(index), isFlat, &found) }
        case .mapping(let mapping):
            for (key, value) in mapping {
                if let leftover = leftover(in: key, isFlat: isFlat) { found.append((path.appending(key), leftover)) }
                collect(value, path.appending(key), isFlat, &found)
            }
        default:
            return
        }
    }

    private static func leftover(in text: String, isFlat: Bool) -> String? {
        let noValue = "<no value>"
        guard isFlat else { return text.contains(noValue) ? noValue : nil }
        guard let start = text.firstRange(of: "{{") else { return nil }
        guard let end = text[start.upperBound...].firstRange(of: "}}") else { return nil }
        // What is no name was not meant as one: Helm's and Prometheus' templates look alike.
        let name = text[start.upperBound..<end.lowerBound]
        let isName = name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " .-_/[]".unicodeScalars.contains(scalar)
        }
        return isName && name.contains { $0 != " " } ? String(text[start.lowerBound..<end.upperBound]) : nil
    }
}
