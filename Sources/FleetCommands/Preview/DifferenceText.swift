import FleetDeclarations
import FleetDiff
import FleetValue
import FleetYAML

/// What differs between two sets of Applications, for people.
enum DifferenceText {
    /// An entry for each Application that is not the same, with its fields below; empty when nothing differs.
    static func text(_ difference: ApplicationDifference) -> String {
        harmless(
            difference.items.map { item in
                heading(item) + "\n" + item.fields.map { fields($0, indent: "    ") }.joined()
            }.joined()
        )
    }

    /// A text without characters that a terminal would take for commands: a change may come from anybody.
    static func harmless(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A: scalars.append(scalar)
            // Also what turns the direction of writing around.
            case ..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: scalars.append("?")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// `+ web-eu on eu (ApplicationSet web)`.
    static func heading(_ item: ApplicationDifference.Item) -> String {
        var text = "\(mark(item.change)) \(name(item))"
        if let former = item.formerCluster {
            text += " on \(item.cluster) (was on \(former))"
        } else if !item.cluster.isEmpty {
            text += " on \(item.cluster)"
        }
        if let set = item.applicationSet { text += " (ApplicationSet \(set))" }
        return item.note.isEmpty ? text : text + ": " + item.note
    }

    /// `argocd/web`, or `web`.
    static func name(_ item: ApplicationDifference.Item) -> String {
        item.namespace.isEmpty ? item.name : "\(item.namespace)/\(item.name)"
    }

    /// One line for the end.
    static func summary(_ difference: ApplicationDifference) -> String {
        var parts = [(ApplicationDifference.Change.created, "created"), (.changed, "changed"), (.deleted, "deleted")]
            .map { "\(difference.count($0.0)) \($0.1)" }
        let unknown = difference.count(.unknown)
        if unknown > 0 { parts.append("\(unknown) unknown") }
        let clusters = difference.clusters.count
        return parts.joined(separator: ", ") + ", \(difference.unchanged) unchanged"
            + (difference.differs ? "; \(clusters == 1 ? "1 cluster" : "\(clusters) clusters") concerned" : "")
    }

    private static func mark(_ change: ApplicationDifference.Change) -> String {
        switch change {
        case .created: "+"
        case .changed: "~"
        case .deleted: "-"
        case .unknown: "?"
        }
    }

    /// One field: `PATH: OLD -> NEW`, or, where either is long, the path and a unified diff below.
    static func fields(_ field: FieldDifference, indent: String) -> String {
        let path = field.path.description
        guard isLong(field.old) || isLong(field.new) else {
            return "\(indent)\(path): \(scalar(field.old)) -> \(scalar(field.new))\n"
        }
        let body = UnifiedDiff.text(from: lines(field.old), to: lines(field.new))
            .split(separator: "\n").filter { !$0.hasPrefix("@@") && !$0.hasPrefix("\\") }
        return "\(indent)\(path):\n" + body.map { "\(indent)  \($0)\n" }.joined()
    }

    /// One field as lines of a diff: the path as a hunk's heading, then what goes and what comes.
    static func hunk(_ field: FieldDifference) -> String {
        var text = "@@ \(field.path) @@\n"
        if isLong(field.old) || isLong(field.new) {
            let body = UnifiedDiff.text(from: lines(field.old), to: lines(field.new))
                .split(separator: "\n").filter { !$0.hasPrefix("@@") && !$0.hasPrefix("\\") }
            return text + body.map { $0 + "\n" }.joined()
        }
        if field.old != nil { text += "-\(scalar(field.old))\n" }
        if field.new != nil { text += "+\(scalar(field.new))\n" }
        return text
    }

    private static func isLong(_ value: Value?) -> Bool {
        switch value {
        case .mapping(let mapping)?: !mapping.isEmpty
        case .array(let values)?: values.contains { $0.mapping != nil || $0.array != nil }
        case .string(let text)?: text.contains("\n")
        default: false
        }
    }

    private static func scalar(_ value: Value?) -> String {
        value.map { JSONWriter.text(of: $0, sortsKeys: true) } ?? "<none>"
    }

    private static func lines(_ value: Value?) -> String {
        switch value {
        case nil: ""
        case .string(let text)?: text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
        case let value?: YAMLWriter.text(of: value.sortedKeys())
        }
    }
}
