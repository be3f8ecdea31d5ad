/// The templates that can call each other by name.
final class TemplateScope: Sendable {
    /// How they are compiled and run.
    let options: GoOptions
    private let own: [String: Definition]
    /// Where names are looked up that are not here.
    private let parent: TemplateScope?

    init(options: GoOptions, own: [String: Definition] = [:], parent: TemplateScope? = nil) {
        self.options = options
        self.own = own
        self.parent = parent
    }

    /// The template of a name.
    func definition(named name: String) -> Definition? {
        own[name] ?? parent?.definition(named: name)
    }

    /// All names, in no order.
    var names: [String] { own.keys + (parent?.names ?? []) }

    /// This scope with the definitions of one more text, which take the place of others unless they are empty.
    ///
    /// - Returns: The scope, and the text itself as a template.
    func adding(source: String, name: String) throws(TemplateError) -> (scope: TemplateScope, main: Definition) {
        let (definitions, main) = try parse(source, name: name)
        let all = own.merging(definitions) { $1 }
        return (TemplateScope(options: options, own: all, parent: parent), main)
    }

    /// A scope within this one that also has the definitions of a text.
    ///
    /// - Returns: The scope, and the text itself as a template.
    func nesting(source: String, name: String) throws(TemplateError) -> (scope: TemplateScope, main: Definition) {
        let (definitions, main) = try parse(source, name: name)
        return (TemplateScope(options: options, own: definitions, parent: self), main)
    }

    private func parse(
        _ source: String,
        name: String
    ) throws(TemplateError) -> (definitions: [String: Definition], main: Definition) {
        let parsed = try Parser.parse(Array(source.utf8), name: name, functions: options.functions)
        var definitions: [String: Definition] = [:]
        for definition in parsed where !definition.isEmpty || self.definition(named: definition.name) == nil {
            definitions[definition.name] = definition
        }
        // A text that defines its own name and holds nothing else is that definition.
        return (definitions, parsed[parsed.count - 1])
    }

    /// What Go says of a template that there is none of.
    static func missing(_ name: String, main: String) -> String {
        "template: no template \(GoQuote.quoted(name)) associated with template \(GoQuote.quoted(main))"
    }
}
