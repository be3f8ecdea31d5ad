import FleetValue

/// What makes a manifest a hook: something to run in the course of a sync instead of a resource to keep.
///
/// Argo CD's annotations decide; Helm's are read where those name no known type. Follows argo-cd
/// gitops-engine/pkg/sync/hook.
public enum Hook {
    /// The annotation with the hook's types, joined by commas.
    public static let annotation = "argocd.argoproj.io/hook"
    /// The annotation with the hook's delete policies, joined by commas.
    public static let deletePolicyAnnotation = "argocd.argoproj.io/hook-delete-policy"
    /// Helm's annotation with the hook's types.
    public static let helmAnnotation = "helm.sh/hook"
    /// Helm's annotation with the hook's delete policies.
    public static let helmDeletePolicyAnnotation = "helm.sh/hook-delete-policy"
    /// The finalizer that a hook carries until it is complete.
    public static let finalizer = "argocd.argoproj.io/hook-finalizer"

    /// When a hook runs.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Before anything is applied.
        case preSync = "PreSync"
        /// Together with the resources.
        case sync = "Sync"
        /// After everything is healthy.
        case postSync = "PostSync"
        /// After the operation has failed.
        case syncFail = "SyncFail"
        /// Before the application is deleted.
        case preDelete = "PreDelete"
        /// After the application was deleted.
        case postDelete = "PostDelete"
        /// Never: the manifest is not applied at all.
        case skip = "Skip"

        /// The phase of a sync in which it runs, or nil for those that no sync runs.
        public var phase: SyncPhase? { SyncPhase(rawValue: rawValue) }

        /// The type that one of Helm's stands for.
        init?(helm text: String) {
            switch text {
            case "pre-install", "pre-upgrade": self = .preSync
            case "post-install", "post-upgrade": self = .postSync
            case "pre-delete": self = .preDelete
            case "post-delete": self = .postDelete
            default: return nil
            }
        }
    }

    /// When the resource that a hook made is deleted.
    public enum DeletePolicy: String, Hashable, Sendable, CaseIterable {
        /// Before the hook is made again.
        case beforeHookCreation = "BeforeHookCreation"
        /// When the operation has succeeded.
        case hookSucceeded = "HookSucceeded"
        /// When the operation has failed.
        case hookFailed = "HookFailed"

        init?(helm text: String) {
            switch text {
            case "before-hook-creation": self = .beforeHookCreation
            case "hook-succeeded": self = .hookSucceeded
            case "hook-failed": self = .hookFailed
            default: return nil
            }
        }
    }

    /// The known types that a manifest names, each once, in order; Helm's only when there is none of Argo CD's.
    public static func types(of manifest: Manifest) -> [Kind] {
        let types = distinct(manifest.list(annotation: annotation).compactMap(Kind.init(rawValue:)))
        if !types.isEmpty { return types }
        return distinct(manifest.list(annotation: helmAnnotation).compactMap(Kind.init(helm:)))
    }

    /// Whether a manifest says it is a hook, of a known type or not.
    ///
    /// A custom resource definition that Helm's old `crd-install` marks is none, and neither is what is to be skipped.
    public static func isHook(_ manifest: Manifest) -> Bool {
        if manifest.annotation(annotation) != nil { return !isSkipped(manifest) }
        guard let helm = manifest.annotation(helmAnnotation) else { return false }
        return helm != "crd-install"
    }

    /// Whether a manifest is left out of a sync: `Skip` is its only type.
    public static func isSkipped(_ manifest: Manifest) -> Bool {
        types(of: manifest) == [.skip]
    }

    /// Whether a manifest says it is a hook but names no known type: neither applied, pruned nor shown.
    public static func isIgnored(_ manifest: Manifest) -> Bool {
        isHook(manifest) && types(of: manifest).isEmpty
    }

    /// The phases in which a manifest is applied, in their order; ``SyncPhase/sync`` alone for what is no hook.
    public static func phases(of manifest: Manifest) -> [SyncPhase] {
        if isSkipped(manifest) { return [] }
        guard isHook(manifest) else { return [.sync] }
        return types(of: manifest).compactMap(\.phase).sorted()
    }

    /// The delete policies that a manifest names; ``DeletePolicy/beforeHookCreation`` when it names none.
    public static func deletePolicies(of manifest: Manifest) -> [DeletePolicy] {
        let policies = distinct(
            manifest.list(annotation: deletePolicyAnnotation).compactMap(DeletePolicy.init(rawValue:))
        )
        if !policies.isEmpty { return policies }
        let helm = distinct(manifest.list(annotation: helmDeletePolicyAnnotation).compactMap(DeletePolicy.init(helm:)))
        return helm.isEmpty ? [.beforeHookCreation] : helm
    }

    /// Whether a live resource still carries the hook's finalizer.
    public static func hasFinalizer(_ manifest: Manifest) -> Bool {
        manifest.value["metadata"]?["finalizers"]?.array?.contains(.string(finalizer)) ?? false
    }

    private static func distinct<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}
