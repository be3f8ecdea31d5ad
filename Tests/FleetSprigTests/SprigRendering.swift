import FleetSprig
import FleetTemplate
import FleetValue
import Testing

/// Small templates in tests.
enum SprigRendering {
    /// What a template renders to.
    ///
    /// - Parameters:
    ///   - template: The template, named `base`.
    ///   - data: What `.` is.
    ///   - functions: What it can call.
    ///   - limits: What it may cost.
    /// - Returns: The output.
    /// - Throws: ``TemplateError`` when it can not be compiled or fails.
    static func text(
        _ template: String,
        _ data: Value = .null,
        functions: FunctionTable = .sprig,
        limits: RenderContext.Limits = RenderContext.Limits()
    ) throws(TemplateError) -> String {
        let options = GoOptions(functions: functions, limits: limits)
        return try GoTemplate(template, name: "base", options: options).render(GoValue(data))
    }

    /// What a template that fails says, without the place.
    static func reason(
        _ template: String,
        _ data: Value = .null,
        limits: RenderContext.Limits = RenderContext.Limits()
    ) -> String {
        do throws(TemplateError) {
            return "rendered: " + (try text(template, data, limits: limits))
        } catch {
            guard case .go(let failure) = error else { return error.message }
            return failure.reason
        }
    }

    /// Calls a function without a template.
    static func call(
        _ name: String,
        _ arguments: GoValue...,
        context: RenderContext = RenderContext(now: 0)
    ) throws -> GoValue {
        let function = try #require(FunctionTable.sprig[name])
        return try function.body(arguments, context)
    }
}
