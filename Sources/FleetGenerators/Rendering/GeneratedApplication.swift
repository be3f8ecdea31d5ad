public import FleetModel

/// One Application as an ApplicationSet gives it, valid or not.
public struct GeneratedApplication: Sendable {
    /// The whole document: `apiVersion`, `kind`, `metadata` with the ApplicationSet's namespace, `spec`.
    public var manifest: Manifest
    /// Which parameter set made it.
    public var place: ParameterSetPlace
    /// What is wrong with it; empty when nothing is.
    public var problems: [ApplicationProblem]

    /// Makes a generated application.
    public init(manifest: Manifest, place: ParameterSetPlace, problems: [ApplicationProblem] = []) {
        self.manifest = manifest
        self.place = place
        self.problems = problems
    }
}
