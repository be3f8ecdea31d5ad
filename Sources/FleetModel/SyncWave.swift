/// The number by which resources of one phase are applied in turn, lowest first.
public enum SyncWave {
    /// The annotation that sets the wave: a whole number, which may be negative.
    public static let annotation = "argocd.argoproj.io/sync-wave"
    /// Helm's annotation, read when ``annotation`` is not set or no whole number.
    public static let helmAnnotation = "helm.sh/hook-weight"

    /// The wave of a manifest; 0 when nothing sets it.
    ///
    /// Follows argo-cd gitops-engine/pkg/sync/syncwaves/waves.go.
    public static func of(_ manifest: Manifest) -> Int {
        if let wave = manifest.annotation(annotation).flatMap({ Int($0) }) { return wave }
        return manifest.annotation(helmAnnotation).flatMap { Int($0) } ?? 0
    }
}
