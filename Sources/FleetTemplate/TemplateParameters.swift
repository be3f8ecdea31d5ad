public import FleetValue

/// One set of parameters on its way through several templates, which share what it is converted to.
///
/// What a template changes in its data, the next one sees, as in Argo CD. Used by one thread.
public final class TemplateParameters {
    /// The parameters.
    public let values: Mapping
    /// The parameters as Go templates see them.
    public private(set) lazy var data = GoValue.map(GoMap(values))
    private var context: RenderContext?
    /// The room for a template's output.
    var buffer: [UInt8] = []

    /// Takes a set of parameters.
    public init(_ values: Mapping) {
        self.values = values
    }

    /// Takes a set of parameters and what Go templates see of it.
    public init(_ values: Mapping, data: GoValue) {
        self.values = values
        self.data = data
    }

    /// The rendering whose limits all templates share; the first template's options decide them.
    func context(for options: @autoclosure () -> GoOptions) -> RenderContext {
        if let context { return context }
        let options = options()
        let made = RenderContext(limits: options.limits, now: options.now)
        context = made
        return made
    }
}

extension GoTemplate {
    /// Renders with parameters that other templates are rendered with, too.
    func render(_ parameters: TemplateParameters) throws(TemplateError) -> String {
        try render(parameters.data, in: parameters.context(for: options), buffer: &parameters.buffer)
    }
}
