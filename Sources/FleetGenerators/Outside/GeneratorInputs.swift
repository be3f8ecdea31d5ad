/// All that an ApplicationSet is generated from beside itself.
public struct GeneratorInputs: Sendable {
    /// How the `files` of a `git` generator are matched.
    public enum FileGlobbing: Hashable, Sendable {
        /// As `git ls-files` does: `*` crosses `/`, and a folder's name stands for everything in it. Argo CD's default.
        case pathspec
        /// `*` stays within a name and `**` stands for any number of folders: Argo CD with
        /// `--enable-new-git-file-globbing`.
        case doublestar
    }

    /// The registered clusters.
    public var clusters: ClusterInventory
    /// What is known of everything else.
    public var answers: GeneratorAnswers
    /// The data of ConfigMaps in Argo CD's namespace, by their names.
    public var configMaps: [String: [String: String]]
    /// How files are matched.
    public var fileGlobbing: FileGlobbing

    /// Collects inputs.
    public init(
        clusters: ClusterInventory = ClusterInventory([]),
        answers: GeneratorAnswers = GeneratorAnswers(),
        configMaps: [String: [String: String]] = [:],
        fileGlobbing: FileGlobbing = .pathspec
    ) {
        self.clusters = clusters
        self.answers = answers
        self.configMaps = configMaps
        self.fileGlobbing = fileGlobbing
    }
}
