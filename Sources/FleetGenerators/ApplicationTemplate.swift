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

    /// Compiles the template that counts for a generator.
    ///
    /// - Parameters:
    ///   - set: The ApplicationSet.
    ///   - override: The generator's own `template`; null when it has none.
    ///   - path: Where the override stands, for errors.
    ///   - language: The language of all texts.
    /// - Throws: ``ModelError`` for fields of a wrong type, for unknown fields outside the spec, and for texts that are
    ///   not well-formed.
    init(
        of set: ApplicationSet,
        override: Value,
        at path: ValuePath,
        language: TemplateLanguage
    ) throws(ModelError) {
        let base = ValuePath(keys: "spec", "template")
        let template = TemplateMerge.merged(override, over: set.template)
        do throws(ModelError) {
            try Self.check(template)
        } catch {
            throw ModelError(Self.place(of: error.path, in: override, at: path, base), error.message)
        }
        do throws(TemplateError) {
            let metadata = template["metadata"]?.mapping ?? Mapping()
            name = try Template(metadata["name"]?.string ?? "", language: language)
            let finalizers = metadata["finalizers"]?.array ?? []
            let isDefaulted = finalizers.isEmpty && !set.syncPolicy.preserveResourcesOnDeletion
            verbatim = Self.document(of: template, namespace: set.namespace)
            var complete = template
            if isDefaulted {
                var metadata = metadata
                metadata["finalizers"] = [.string(Self.resourcesFinalizer)]
                complete["metadata"] = .mapping(metadata)
            }
            document = try ValueTemplate(Self.document(of: complete, namespace: set.namespace), language: language)
        } catch {
            throw ModelError(Self.place(of: error.path, in: override, at: path, base), error.message)
        }
        patch = try set.templatePatch.map { source throws(ModelError) in
            try TemplatePatch(source, language: language)
        }
        namespace = set.namespace
    }

    /// The name that an Application of these parameters has; empty when it has none.
    ///
    /// Cheaper than the whole document, and the same as its.
    func name(for parameters: ParameterSet) throws -> String {
        if patch != nil { return try manifest(for: parameters).name }
        return try parameters.values.isEmpty ? Manifest(verbatim).name : name.render(parameters.values)
    }

    /// The whole Application.
    ///
    /// - Throws: ``TemplateError`` or ``TemplatePatch/Problem``.
    func manifest(for parameters: ParameterSet) throws -> Manifest {
        let rendered = try parameters.values.isEmpty ? verbatim : document.render(parameters.values)
        guard let patch else { return Manifest(rendered) }
        var patched = try patch.apply(to: rendered, parameters: parameters.values)
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
