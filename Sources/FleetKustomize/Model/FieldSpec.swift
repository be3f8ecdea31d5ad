import FleetValue

/// Where in resources of a type a transformer works.
struct FieldSpec: Hashable, Sendable {
    /// The resources; empty fields match anything.
    var type: GroupVersionKind
    /// The steps to the field; lists on the way are entered without a step, `name[]` demands one.
    var path: [String]
    /// Whether the field is made where it is missing.
    var creates: Bool

    init(_ path: String, group: String = "", version: String = "", kind: String = "", creates: Bool = false) {
        type = GroupVersionKind(group: group, version: version, kind: kind)
        self.path = Self.steps(of: path)
        self.creates = creates
    }

    /// The path with slashes, as configurations write it.
    var pathText: String { path.joined(separator: "/") }

    /// The steps of `a/b\/c/d`: a slash after a backslash belongs to its step.
    static func steps(of path: String) -> [String] {
        var steps: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            if let last = steps.last, last.hasSuffix("\\") {
                steps[steps.count - 1] = last.dropLast() + "/" + part
            } else {
                steps.append(String(part))
            }
        }
        return steps
    }

    /// Calls `change` with the field of a resource, and with each one where lists lie on the way.
    ///
    /// - Parameters:
    ///   - resource: Left alone when the type does not fit.
    ///   - kind: What a missing field is made of, where it may be made; nil never makes one.
    ///   - change: What to do with each field.
    /// - Throws: ``KustomizeError`` when a scalar stands on the way, and what `change` throws.
    func apply(
        to resource: Resource,
        creating kind: Value?,
        _ change: (inout Value) throws(KustomizeError) -> Void
    ) throws(KustomizeError) {
        guard resource.type.isSelected(by: type) else { return }
        var value = resource.value
        do throws(KustomizeError) {
            let changed = try Self.walk(&value, path[...], creates ? kind : nil, change)
            if changed { resource.value = value }
        } catch {
            throw error.wrapped("obj '\(resource.id.label)' at path '\(pathText)'")
        }
    }

    /// Whether anything was found to change.
    private static func walk(
        _ value: inout Value,
        _ path: ArraySlice<String>,
        _ kind: Value?,
        _ change: (inout Value) throws(KustomizeError) -> Void
    ) throws(KustomizeError) -> Bool {
        guard let step = path.first else {
            try change(&value)
            return true
        }
        switch value {
        case .array(var elements):
            var changed = false
            for index in elements.indices where try walk(&elements[index], path, kind, change) { changed = true }
            if changed { value = .array(elements) }
            return changed
        case .mapping(var mapping):
            let isList = step.hasSuffix("[]")
            let key = isList ? String(step.dropLast(2)) : step
            if mapping[key] == nil, isList || kind == nil { return false }
            var child = mapping[key] ?? .null
            if child.isNull {
                guard let kind, !isList else { return false }
                child = path.count == 1 ? kind : .mapping(Mapping())
            }
            guard try walk(&child, path.dropFirst(), kind, change) else { return false }
            mapping[key] = child
            value = .mapping(mapping)
            return true
        case .null:
            return false
        case .string, .bool, .integer, .double:
            throw KustomizeError("expected sequence or mapping node")
        }
    }
}
