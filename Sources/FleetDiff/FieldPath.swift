public import FleetValue

/// A way to a field of a resource, with list elements named by what identifies them.
///
/// Printed as `spec.template.spec.containers[name=web].image`.
public struct FieldPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// One step down; the same distinctions as in `fieldsV1`.
    public enum Step: Hashable, Sendable {
        /// Into a mapping.
        case field(String)
        /// Into an associative list, to the element with these key fields.
        case element(Mapping)
        /// Into a list that has no keys, counted from 0.
        case index(Int)
    }

    /// The steps from the resource's root.
    public var steps: [Step]

    /// Makes a path of the given steps.
    public init(_ steps: [Step] = []) { self.steps = steps }

    /// This path and one step more.
    public func appending(_ step: Step) -> FieldPath { FieldPath(steps + [step]) }

    /// As reports print it; steps joined with dots, names that are no plain words in brackets and quotes.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .field(let name):
                let part = ValuePath([.key(name)]).description
                text += text.isEmpty || part.hasPrefix("[") ? part : "." + part
            case .element(let keys):
                text += "[" + keys.map { "\($0.key)=\(Self.plain($0.value))" }.joined(separator: ",") + "]"
            case .index(let index):
                text += "[\(index)]"
            }
        }
        return text
    }

    /// The order of the printed paths.
    public static func < (left: FieldPath, right: FieldPath) -> Bool { left.description < right.description }

    private static func plain(_ value: Value) -> String {
        value.string ?? JSONWriter.text(of: value)
    }
}
