/// How the placeholders in the texts of an ApplicationSet are written.
public enum TemplateLanguage: Sendable {
    /// `{{name}}`, replaced by the parameter of that name: what applies unless `goTemplate` is true.
    case fast
    /// Go's `text/template`, as Argo CD runs it: each text a template called `base`.
    case go(GoOptions)
}
