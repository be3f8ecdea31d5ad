/// A function that templates can call.
///
/// Arguments are checked against the declared types before the body runs, as Go's reflection does, with Go's words: the
/// number of them, and each one's type. A body thus finds what it declared.
public struct GoFunction: Sendable {
    /// The type of a parameter.
    public enum Parameter: UInt8, Hashable, Sendable {
        /// `interface {}`: anything; a missing value arrives as ``GoValue/null``.
        case any
        /// `reflect.Value`, the built-in functions' own: a missing value arrives as ``GoValue/none``.
        case reflect
        /// `string`: arrives as ``GoValue/string(_:)`` or ``GoValue/rawString(_:)``.
        case string
        case bool
        case int
        case int64
        case float64
        /// `time.Duration`.
        case duration
        /// `[]interface {}`.
        case list
        /// `[]string`.
        case strings
        /// `map[string]interface {}`.
        case map
        /// `[]byte`.
        case bytes
    }

    /// What runs: the arguments, and the rendering that asks.
    public typealias Body = @Sendable ([GoValue], RenderContext) throws(FunctionError) -> GoValue

    /// The types of the fixed parameters, in order.
    public let parameters: [Parameter]
    /// The type of any number of further arguments; nil when there may be none.
    public let variadic: Parameter?
    /// What runs.
    public let body: Body

    /// Makes a function.
    public init(_ parameters: Parameter..., variadic: Parameter? = nil, body: @escaping Body) {
        self.parameters = parameters
        self.variadic = variadic
        self.body = body
    }
}

/// Why a function gave no result; the template engine adds where.
public struct FunctionError: Error, Equatable, Sendable {
    /// What Go's function would have said, word for word where templates' authors see it.
    public var message: String

    /// Makes an error.
    public init(_ message: String) {
        self.message = message
    }
}

/// The functions that templates know beside the built-in ones, by name.
public struct FunctionTable: Sendable {
    private var functions: [String: GoFunction]

    /// Makes a table.
    public init(_ functions: [String: GoFunction] = [:]) {
        self.functions = functions
    }

    /// The function of a name.
    ///
    /// Setting nil removes.
    public subscript(name: String) -> GoFunction? {
        get { functions[name] }
        set { functions[name] = newValue }
    }

    /// All names, ascending.
    public var names: [String] { functions.keys.sorted() }

    /// This table and another's functions, which win over equal names.
    public func merging(_ other: FunctionTable) -> FunctionTable {
        FunctionTable(functions.merging(other.functions) { $1 })
    }
}
