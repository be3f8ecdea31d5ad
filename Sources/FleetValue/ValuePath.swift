/// A way from the root of a tree to one node, as error messages and reports print it.
///
/// Printed in the field's form: `spec.template.containers[0].image`; a key that is not a plain word
/// stands in brackets and quotes: `metadata.labels["app.kubernetes.io/name"]`.
public struct ValuePath: Hashable, Sendable, CustomStringConvertible {
    /// One step down.
    public enum Step: Hashable, Sendable {
        /// Into a mapping.
        case key(String)
        /// Into a list, counted from 0.
        case index(Int)
    }

    /// The steps from the root; empty for the root itself.
    public var steps: [Step]

    /// Makes a path of the given steps.
    public init(_ steps: [Step] = []) {
        self.steps = steps
    }

    /// Makes a path of mapping keys only.
    public init(keys: String...) {
        steps = keys.map { .key($0) }
    }

    /// This path and one key more.
    public func appending(_ key: String) -> ValuePath {
        ValuePath(steps + [.key(key)])
    }

    /// This path and one list index more.
    public func appending(_ index: Int) -> ValuePath {
        ValuePath(steps + [.index(index)])
    }

    /// The path as `spec.containers[0].image`; empty for the root.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .index(let index):
                text += "[\(index)]"
            case .key(let key) where Self.isPlain(key):
                text += text.isEmpty ? key : "." + key
            case .key(let key):
                text += "[\"\(key)\"]"
            }
        }
        return text
    }

    private static func isPlain(_ key: String) -> Bool {
        !key.isEmpty
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "$"):
                    true
                default: false
                }
            }
    }
}
