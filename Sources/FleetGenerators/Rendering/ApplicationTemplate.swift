import FleetModel
import FleetTemplate
import FleetValue

/// The template of one entry of `spec.generators`, compiled: parameters in, an Application's document out.
///
/// Follows argo-cd `applicationset/utils/utils.go` (`RenderTemplateParams`) and `applicationset/controllers/template`.
struct ApplicationTemplate: Sendable {
    /// The finalizer that deletes an Application's resources with it.
    static let resourcesFinalizer = "resources-finalizer.argocd.argoproj.io"

    private let name: Template
    private let document: ValueTemplate
    /// What an empty parameter set gives: the template as it is written, without the finalizer.
    private let verbatim: Value
    private let patch: TemplatePatch?
    private let namespace: String
    private let language: TemplateLanguage
    /// What ``document`` is compiled from.
    private let source: Value

    /// Compiles the template that counts for a generator.
    ///
    /// - Parameters:
    ///   - set: The ApplicationSet.
    ///   - override: The generator's own `template`; null when it has none.
    ///   - path: Where the override stands, for errors.
    ///   - options: What the ApplicationSet says of the language of all texts.
    /// - Throws: ``ModelError`` for fields of a wrong type, for unknown fields outside the spec, and for texts that are
    ///   not well-formed.
    init(
        of set: ApplicationSet,
        override: Value,
        at path: ValuePath,
        options: GeneratorOptions
    ) throws(ModelError) {
        let language = options.language
        let base = ValuePath(keys: "spec", "template")
        let template = TemplateMerge.merged(override, over: set.template)
        do throws(ModelError) {
            try Self.check(template)
        } catch {
            throw ModelError(Self.place(of: error.path, in: override, at: path, base), error.message)
        }
        let metadata = template["metadata"]?.mapping ?? Mapping()
        let finalizers = metadata["finalizers"]?.array ?? []
        verbatim = Self.document(of: template, namespace: set.namespace)
        var complete = template
        if finalizers.isEmpty, !set.syncPolicy.preserveResourcesOnDeletion {
            var metadata = metadata
            metadata["finalizers"] = [.string(Self.resourcesFinalizer)]
            complete["metadata"] = .mapping(metadata)
        }
        source = Self.document(of: complete, namespace: set.namespace)
        do throws(TemplateError) {
            let text = metadata["name"]?.string ?? ""
            do throws(TemplateError) {
                name = try Template(text, language: language)
            } catch {
                throw .field(ValuePath(keys: "metadata", "name"), error)
            }
            document = try ValueTemplate(source, language: language)
        } catch {
            throw ModelError(
                Self.place(of: error.path, in: override, at: path, base),
                TemplateFailure.message(error, in: source)
            )
        }
        patch = try set.templatePatch.map { source throws(ModelError) in
            try TemplatePatch(source, language: language)
        }
        namespace = set.namespace
        self.language = language
        hasCertainName = options.isFlat && set.templatePatch == nil
    }

    /// Whether a name tells all that can go wrong: nothing else of the document can fail, and no patch changes it.
    let hasCertainName: Bool

    /// The name that an Application of these parameters has; empty when it has none.
    ///
    /// Cheaper than the whole document, and the same as its unless there is a patch.
    func name(for parameters: TemplateParameters) throws(TemplateError) -> String {
        try parameters.values.isEmpty ? Manifest(verbatim).name : name.render(parameters)
    }

    /// The whole Application.
    ///
    /// - Throws: ``ModelError`` with the path of the text that can not be rendered, or ``TemplatePatch/Problem``.
    func manifest(for parameters: TemplateParameters) throws -> Manifest {
        let rendered: Value
        do throws(TemplateError) {
            rendered = try parameters.values.isEmpty ? verbatim : document.render(parameters)
        } catch {
            let fresh = TemplateParameters(parameters.values)
            let located = TemplateFailure.first(in: source, language: language, fresh) ?? error
            throw ModelError(located.path, TemplateFailure.message(located, in: source))
        }
        guard let patch else { return Manifest(rendered) }
        var patched = try patch.apply(to: rendered, parameters: parameters)
        patched["apiVersion"] = .string(Application.apiVersion)
        patched["kind"] = .string(Application.kind)
        var manifest = Manifest(patched)
        if manifest.namespace != namespace { manifest.namespace = namespace }
        return manifest
    }

    private static func check(_ template: Value) throws(ModelError) {
        let reader = try FieldReader(template)
        try reader.refuseUnknown(["metadata", "spec"])
        try reader.optionalReader("metadata")?.refuseUnknown(ApplicationSetTemplateSchema.templateMetadataFields)
        try ApplicationSetTemplateSchema.template.check(template, at: ValuePath())
    }

    /// Where a field of the merged template stands: in the generator's template if that has it.
    private static func place(
        of field: ValuePath,
        in override: Value,
        at path: ValuePath,
        _ base: ValuePath
    ) -> ValuePath {
        ValuePath((override[field] == nil || field.steps.isEmpty ? base : path).steps + field.steps)
    }

    /// A template as an Application: its type, then metadata in the usual order, then everything else.
    private static func document(of template: Value, namespace: String) -> Value {
        var metadata = Mapping()
        let declared = template["metadata"]?.mapping ?? Mapping()
        if let name = declared["name"] { metadata.append("name", name) }
        if !namespace.isEmpty { metadata.append("namespace", .string(namespace)) }
        for (key, value) in declared where key != "name" && key != "namespace" { metadata.append(key, value) }
        return [
            "apiVersion": .string(Application.apiVersion),
            "kind": .string(Application.kind),
            "metadata": .mapping(metadata),
            "spec": template["spec"] ?? [:],
        ]
    }
}
