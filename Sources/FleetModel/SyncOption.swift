/// An option of a sync, as it stands in `spec.syncPolicy.syncOptions` and in a manifest's annotation.
///
/// Options are compared as text: `prune=false` or `Prune = false` are none. Follows argo-cd
/// gitops-engine/pkg/sync/common/types.go.
public enum SyncOption: String, Hashable, Sendable, CaseIterable {
    /// Applies without the server's validation of unknown fields.
    case skipValidation = "Validate=false"
    /// Leaves out the dry run of kinds that the cluster does not know yet.
    case skipDryRunOnMissingResource = "SkipDryRunOnMissingResource=true"
    /// Never prunes the resource.
    case neverPrune = "Prune=false"
    /// Prunes the resource only after a person agreed.
    case confirmPrune = "Prune=confirm"
    /// Prunes in a step of its own after everything else.
    case pruneLast = "PruneLast=true"
    /// Keeps the resource when the application is deleted.
    case neverDelete = "Delete=false"
    /// Deletes the resource together with the application only after a person agreed.
    case confirmDelete = "Delete=confirm"
    /// Replaces the resource instead of applying it.
    case replace = "Replace=true"
    /// Deletes and creates the resource anew when it can not be changed.
    case force = "Force=true"
    /// Applies on the server.
    case serverSideApply = "ServerSideApply=true"
    /// Applies on the client, whatever the application says.
    case clientSideApply = "ServerSideApply=false"
    /// Does not take over the fields that an earlier client-side apply owns.
    case noClientSideApplyMigration = "ClientSideApplyMigration=false"
    /// Applies only what is out of sync.
    case applyOutOfSyncOnly = "ApplyOutOfSyncOnly=true"
    /// Makes the destination's namespace when it is missing.
    case createNamespace = "CreateNamespace=true"
    /// Leaves fields that are not compared as they are on the cluster.
    case respectIgnoreDifferences = "RespectIgnoreDifferences=true"
    /// Fails when a resource belongs to another application.
    case failOnSharedResource = "FailOnSharedResource=true"
    /// Prunes in the foreground, which is the default.
    case prunesForeground = "PrunePropagationPolicy=foreground"
    /// Prunes in the background.
    case prunesBackground = "PrunePropagationPolicy=background"
    /// Prunes the resource and leaves what it owns.
    case prunesOrphan = "PrunePropagationPolicy=orphan"

    /// The annotation with a manifest's options, joined by commas.
    public static let annotation = "argocd.argoproj.io/sync-options"

    /// Helm's annotation whose value `keep` acts as ``neverDelete``.
    public static let helmResourcePolicyAnnotation = "helm.sh/resource-policy"

    /// The known options of a manifest's annotation.
    public static func declared(on manifest: Manifest) -> Set<SyncOption> {
        Set(manifest.list(annotation: annotation).compactMap(SyncOption.init(rawValue:)))
    }

    /// The entries of `syncOptions` or of the annotation that are no known option, in order.
    ///
    /// They have no effect and are worth a warning. `Validate=true` and other spellings of a default are known.
    public static func unknown(in entries: [String]) -> [String] {
        entries.filter { SyncOption(rawValue: $0) == nil && !defaults.contains($0) }
    }

    private static let defaults: Set<String> = [
        "Validate=true", "SkipDryRunOnMissingResource=false", "Prune=true", "PruneLast=false", "Delete=true",
        "Replace=false", "Force=false", "ClientSideApplyMigration=true", "ApplyOutOfSyncOnly=false",
        "CreateNamespace=false", "RespectIgnoreDifferences=false", "FailOnSharedResource=false",
    ]
}

extension SyncPolicy {
    /// Whether ``syncOptions`` holds the option.
    public func has(_ option: SyncOption) -> Bool { has(option.rawValue) }
}
