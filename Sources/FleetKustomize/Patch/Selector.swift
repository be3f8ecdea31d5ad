import FleetRegex
import FleetValue

/// Which resources a patch or a replacement means.
///
/// Group, version, kind, name and namespace are regular expressions that must match whole; selectors are Kubernetes'.
struct Selector {
    private let group: Regexp?
    private let version: Regexp?
    private let kind: Regexp?
    private let name: Regexp?
    private let namespace: Regexp?
    private let labels: LabelRequirements?
    private let annotations: LabelRequirements?

    /// Reads a selector.
    ///
    /// - Parameters:
    ///   - value: Its fields.
    ///   - isExact: Whether texts are taken as they are, not as expressions.
    /// - Throws: ``KustomizeError`` for expressions and selectors that can not be read.
    init(_ value: Value, isExact: Bool = false) throws(KustomizeError) {
        group = try Self.expression(value["group"], isExact)
        version = try Self.expression(value["version"], isExact)
        kind = try Self.expression(value["kind"], isExact)
        name = try Self.expression(value["name"], isExact)
        namespace = try Self.expression(value["namespace"], isExact)
        labels = try value["labelSelector"]?.string.map { text throws(KustomizeError) in try LabelRequirements(text) }
        annotations = try value["annotationSelector"]?.string.map { text throws(KustomizeError) in
            try LabelRequirements(text)
        }
    }

    private static func expression(_ value: Value?, _ isExact: Bool) throws(KustomizeError) -> Regexp? {
        guard let text = value?.scalarText, !text.isEmpty else { return nil }
        do throws(RegexpError) {
            return try Regexp("^(?:\(isExact ? Regexp.quoteMeta(text) : text))$")
        } catch {
            throw KustomizeError(error.description)
        }
    }

    /// Whether a resource is meant, by any identity that it has or had.
    func matches(_ resource: Resource) -> Bool {
        let type = resource.type
        guard Self.matches(group, type.group), Self.matches(version, type.version), Self.matches(kind, type.kind) else {
            return false
        }
        let isNamed = resource.allIDs.contains { id in
            Self.matches(namespace, id.effectiveNamespace == ResourceID.notANamespace ? "" : id.effectiveNamespace)
                && Self.matches(name, id.name)
        }
        guard isNamed else { return false }
        return matches(labels, resource, "labels") && matches(annotations, resource, "annotations")
    }

    private func matches(_ requirements: LabelRequirements?, _ resource: Resource, _ field: String) -> Bool {
        guard let requirements else { return true }
        let entries = resource.value.field("metadata", field)?.texts ?? []
        return requirements.matches(Dictionary(entries.map { ($0.key, $0.value) }) { $1 })
    }

    private static func matches(_ expression: Regexp?, _ text: String) -> Bool {
        expression?.matches(text) ?? true
    }
}
