/// A value with a type of its own: fields and methods that templates call by name.
///
/// A time, a version, a chart's files. The name of a type is what `typeOf` and error messages say, such as
/// `time.Time` or `*semver.Version`.
public protocol GoObject: AnyObject {
    /// The type as Go prints it with `%T`.
    var typeName: String { get }
    /// The kind as `kindOf` says it: `struct`, `ptr`, `slice`, `map`, `func`.
    var kindName: String { get }
    /// What `fmt` prints of it with `%v`.
    var text: String { get }
    /// A field or method by its exact name; nil when the type has none of it.
    func member(_ name: String) -> GoMember?
    /// Whether the other value is the same, for `eq` and `deepEqual`.
    func isEqual(to other: any GoObject) -> Bool
    /// Whether `if` takes it for true.
    var isTruthy: Bool { get }
    /// What `range` goes through: keys, or indices, with their values; nil when it can not.
    var elements: [(key: GoValue, value: GoValue)]? { get }
}

extension GoObject {
    /// Structures and non-nil pointers are true.
    public var isTruthy: Bool { true }

    /// Structures and pointers have no elements.
    public var elements: [(key: GoValue, value: GoValue)]? { nil }
}

/// What stands behind `.Name` on an object.
public enum GoMember {
    /// A field, or the result of a method without arguments.
    case value(GoValue)
    /// A method, called with the arguments after its name.
    case method(GoFunction)
}
