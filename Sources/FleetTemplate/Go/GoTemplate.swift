/// A text in the language of Go's `text/template`, compiled once and rendered any number of times.
///
/// What templates accept, what they print and what they complain of is Go's, down to the words.
///
/// - SeeAlso: <https://pkg.go.dev/text/template>
public struct GoTemplate: Sendable {
    private let definition: Definition
    private let scope: TemplateScope

    /// Compiles a text.
    ///
    /// - Parameters:
    ///   - source: The text.
    ///   - name: The name in messages; Argo CD's templates are all called `base`.
    ///   - options: The functions and how to run.
    /// - Throws: ``TemplateError/go(_:)`` when the text is not well-formed.
    public init(_ source: String, name: String = "base", options: GoOptions) throws(TemplateError) {
        (scope, definition) = try TemplateScope(options: options).adding(source: source, name: name)
    }

    init(_ definition: Definition, scope: TemplateScope) {
        self.definition = definition
        self.scope = scope
    }

    /// How the template was compiled and is run.
    public var options: GoOptions { scope.options }

    /// Renders with the template's limits.
    ///
    /// - Parameter data: What `.` and `$` are.
    /// - Returns: The output; bytes that are no characters are replaced by U+FFFD.
    /// - Throws: ``TemplateError/go(_:)`` when it fails, or costs more than it may.
    public func render(_ data: GoValue) throws(TemplateError) -> String {
        try render(data, in: RenderContext(limits: options.limits, now: options.now))
    }

    /// Renders as part of a rendering: several templates then share its limits.
    ///
    /// - Throws: ``TemplateError/go(_:)`` when it fails, or costs more than it may.
    public func render(_ data: GoValue, in context: RenderContext) throws(TemplateError) -> String {
        var buffer: [UInt8] = []
        return try render(data, in: context, buffer: &buffer)
    }

    /// Renders with a buffer that is used again.
    func render(
        _ data: GoValue,
        in context: RenderContext,
        buffer: inout [UInt8]
    ) throws(TemplateError) -> String {
        // Most templates are one field of maps, whose text need not be copied.
        if definition.body.count == 1, case .field(let field) = definition.body[0],
            case .string(let text)? = data.value(at: field.path)?.value, text.utf8.count <= context.limits.maximumBytes
        {
            return text
        }
        context.scope = scope
        context.mainName = definition.name
        buffer.removeAll(keepingCapacity: true)
        var execution = Execution(
            definition,
            missingKey: scope.options.missingKey,
            context: context,
            output: buffer
        )
        buffer = []
        try execution.run(data)
        buffer = execution.output
        return String(decoding: buffer, as: UTF8.self)
    }
}
