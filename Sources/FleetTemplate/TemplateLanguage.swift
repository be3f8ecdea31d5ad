/// How the placeholders in the texts of an ApplicationSet are written.
public enum TemplateLanguage: Hashable, Sendable {
    /// `{{name}}`, replaced by the parameter of that name: what applies unless `goTemplate` is true.
    case fast
}
