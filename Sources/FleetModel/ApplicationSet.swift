public import FleetValue

/// An Argo CD ApplicationSet (`argoproj.io/v1alpha1`), decoded.
///
/// Decoding looks at every field that says what is generated and how it is kept; the bodies of generators and the
/// template stay as declared, because their texts may hold placeholders.
public struct ApplicationSet: Hashable, Sendable {
    /// The whole document.
    public var manifest: Manifest
    /// `metadata.name`.
    public var name: String
    /// `metadata.namespace`, which all generated Applications get; empty when not set.
    public var namespace: String
    /// `spec.goTemplate`: whether texts are Go templates instead of `{{name}}` placeholders.
    public var goTemplate: Bool
    /// `spec.goTemplateOptions`, in order, such as `missingkey=error`.
    public var goTemplateOptions: [String]
    /// `spec.generators`, in order.
    public var generators: [GeneratorEntry]
    /// `spec.template` as declared, a mapping.
    public var template: Value
    /// `spec.templatePatch`, or nil when not set.
    public var templatePatch: String?
    /// `spec.syncPolicy`.
    public var syncPolicy: ApplicationSetSyncPolicy
    /// `spec.strategy` as declared, or nil when not set; without a rolling sync it means nothing.
    public var strategy: Mapping?
    /// `spec.preservedFields`: what generating again leaves as it is on existing Applications.
    public var preservedFields: PreservedFields
    /// `spec.ignoreApplicationDifferences` as declared, in order.
    public var ignoreApplicationDifferences: [Value]

    /// Makes an ApplicationSet of decoded parts.
    public init(
        manifest: Manifest,
        name: String,
        namespace: String = "",
        goTemplate: Bool = false,
        goTemplateOptions: [String] = [],
        generators: [GeneratorEntry],
        template: Value,
        templatePatch: String? = nil,
        syncPolicy: ApplicationSetSyncPolicy = ApplicationSetSyncPolicy(),
        strategy: Mapping? = nil,
        preservedFields: PreservedFields = PreservedFields(),
        ignoreApplicationDifferences: [Value] = []
    ) {
        self.manifest = manifest
        self.name = name
        self.namespace = namespace
        self.goTemplate = goTemplate
        self.goTemplateOptions = goTemplateOptions
        self.generators = generators
        self.template = template
        self.templatePatch = templatePatch
        self.syncPolicy = syncPolicy
        self.strategy = strategy
        self.preservedFields = preservedFields
        self.ignoreApplicationDifferences = ignoreApplicationDifferences
    }
}

/// `spec.syncPolicy` of an ApplicationSet: how generated Applications are kept.
public struct ApplicationSetSyncPolicy: Hashable, Sendable {
    /// What may be done to Applications after they were generated.
    public enum ApplicationsSync: String, Hashable, Sendable, CaseIterable {
        /// Created only.
        case createOnly = "create-only"
        /// Created and changed, never deleted.
        case createUpdate = "create-update"
        /// Created and deleted, never changed.
        case createDelete = "create-delete"
        /// Created, changed and deleted.
        case sync = "sync"

        /// Whether an Application that is there already may be changed.
        public var allowsUpdate: Bool { self == .createUpdate || self == .sync }
        /// Whether an Application that is no longer generated may be deleted.
        public var allowsDelete: Bool { self == .createDelete || self == .sync }
    }

    /// `applicationsSync`; ``ApplicationsSync/sync`` when not set.
    public var applicationsSync: ApplicationsSync
    /// `preserveResourcesOnDeletion`: whether Applications are generated without the finalizer that deletes their
    /// resources with them.
    public var preserveResourcesOnDeletion: Bool

    /// Makes a policy.
    public init(applicationsSync: ApplicationsSync = .sync, preserveResourcesOnDeletion: Bool = false) {
        self.applicationsSync = applicationsSync
        self.preserveResourcesOnDeletion = preserveResourcesOnDeletion
    }
}

/// `spec.preservedFields` of an ApplicationSet: keys whose live values stay when an Application is generated again.
public struct PreservedFields: Hashable, Sendable {
    /// Keys of annotations.
    public var annotations: [String]
    /// Keys of labels.
    public var labels: [String]

    /// Makes a list of keys.
    public init(annotations: [String] = [], labels: [String] = []) {
        self.annotations = annotations
        self.labels = labels
    }
}
