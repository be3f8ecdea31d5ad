public import FleetGenerators
public import FleetRender

/// Answers questions about git repositories, from the mirrors that rendering uses too.
public struct GitAnswers: GeneratorAnswering {
    /// How large the files of one question may be together, in bytes.
    static let maximumBytes = 64 << 20

    private let renderer: Renderer

    /// Makes answers of one run.
    ///
    /// - Parameter renderer: Asks and fetches each repository once.
    public init(_ renderer: Renderer) {
        self.renderer = renderer
    }

    /// Lists, or reads; other questions are failures.
    public func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        do throws(RenderError) {
            switch query {
            case .gitTree(let repository, let revision):
                let files = try await renderer.files(of: repository, at: revision)
                return .success(.tree(GitTree(commit: files.commit, files: files.paths)))
            case .gitFiles(let repository, let commit, let paths):
                let contents = try await renderer.contents(
                    of: paths,
                    in: repository,
                    at: commit,
                    limit: Self.maximumBytes
                )
                return .success(.files(contents))
            case .repositories, .pullRequests, .plugin, .resources:
                return .failure(GeneratorAnswers.Failure("this is no question about a git repository"))
            }
        } catch {
            return .failure(GeneratorAnswers.Failure(error.description))
        }
    }
}
