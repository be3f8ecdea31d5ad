import FleetModel
import FleetSprig
import FleetTemplate
import FleetValue

/// How the bodies of one ApplicationSet's generators are decoded.
struct GeneratorOptions: Sendable {
    /// The language of placeholders.
    var language: TemplateLanguage
    /// The language of placeholders that must name parameters that are there.
    var strictLanguage: TemplateLanguage
    /// Whether parameters are flat texts under dotted names, for `{{name}}` placeholders; otherwise they are nested and
    /// of any type, for Go templates.
    var isFlat: Bool
    /// The ApplicationSet's name.
    var applicationSet: String
    /// The ApplicationSet's namespace; empty when not set.
    var namespace: String
    /// How many combinations (`matrix`, `merge`) stand around the generator.
    var depth = 0

    /// What an ApplicationSet says for all its generators.
    ///
    /// - Parameters:
    ///   - set: The ApplicationSet.
    ///   - now: The time that templates see, in seconds since 1970.
    /// - Throws: ``ModelError`` for options that no Go template knows.
    init(of set: ApplicationSet, now: Double = 0) throws(ModelError) {
        language = try GoLanguage.language(of: set, adding: [], now: now)
        strictLanguage = try GoLanguage.language(of: set, adding: ["missingkey=error"], now: now)
        isFlat = !set.goTemplate
        applicationSet = set.name
        namespace = set.namespace
    }
}

/// The language that an ApplicationSet's texts are in.
private enum GoLanguage {
    static func language(
        of set: ApplicationSet,
        adding options: [String],
        now: Double
    ) throws(ModelError) -> TemplateLanguage {
        guard set.goTemplate else { return .fast }
        do throws(TemplateError) {
            let missingKey = try MissingKey(options: set.goTemplateOptions + options)
            return .go(GoOptions(functions: .argo, missingKey: missingKey, now: now))
        } catch {
            throw ModelError(ValuePath(keys: "spec", "goTemplateOptions"), error.message)
        }
    }
}
