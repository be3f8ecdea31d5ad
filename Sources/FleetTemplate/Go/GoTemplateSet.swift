import FleetValue

/// Go templates from several texts that can call each other by name: a chart's files.
public struct GoTemplateSet: Sendable {
    private var scope: TemplateScope

    /// Makes a set without templates.
    public init(options: GoOptions) {
        scope = TemplateScope(options: options)
    }

    /// How the templates are compiled and run.
    public var options: GoOptions { scope.options }

    /// The names of all templates, ascending by their bytes: of the texts and of what they define.
    public var names: [String] {
        scope.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether there is a template of a name.
    public func contains(_ name: String) -> Bool { scope.definition(named: name) != nil }

    /// Compiles a text and adds it and what it defines.
    ///
    /// A definition takes the place of an earlier one of the same name, unless it is empty, as in Go.
    ///
    /// - Parameters:
    ///   - source: The text.
    ///   - name: The template's name, which messages tell, too.
    /// - Throws: ``TemplateError/go(_:)`` when the text is not well-formed; nothing is added then.
    public mutating func add(source: String, name: String) throws(TemplateError) {
        scope = try scope.adding(source: source, name: name).scope
    }

    /// Renders a template with the set's limits.
    ///
    /// - Parameters:
    ///   - name: A template's name.
    ///   - data: What `.` and `$` are.
    /// - Returns: The output; bytes that are no characters are replaced by U+FFFD.
    /// - Throws: ``TemplateError/go(_:)`` when there is none of the name, or when it fails.
    public func render(_ name: String, _ data: GoValue) throws(TemplateError) -> String {
        try render(name, data, in: RenderContext(limits: options.limits, now: options.now))
    }

    /// Renders a template as part of a rendering: several templates then share its limits.
    ///
    /// - Throws: ``TemplateError/go(_:)`` when there is none of the name, or when it fails.
    public func render(_ name: String, _ data: GoValue, in context: RenderContext) throws(TemplateError) -> String {
        guard let definition = scope.definition(named: name) else {
            let message = TemplateScope.missing(name, main: name)
            throw .go(
                GoTemplateFailure(
                    stage: .execution,
                    message: message,
                    reason: message,
                    template: name,
                    position: TextPosition(line: 1, column: 1)
                )
            )
        }
        return try GoTemplate(definition, scope: scope).render(data, in: context)
    }
}
