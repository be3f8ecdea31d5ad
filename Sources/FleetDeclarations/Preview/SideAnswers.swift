public import FleetGenerators
import FleetModel
public import FleetRender
import Synchronization

/// Asks each question once, however many sides of a comparison ask it.
///
/// A class, because the sides share it.
public final class SharedAnswers: GeneratorAnswering {
    private let answering: any GeneratorAnswering
    private let known = Mutex<[GeneratorQuery: Result<GeneratorAnswer, GeneratorAnswers.Failure>]>([:])

    /// Remembers the answers of another.
    public init(_ answering: any GeneratorAnswering) {
        self.answering = answering
    }

    /// The answer, from memory where it was asked before.
    public func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        if let answer = known.withLock({ $0[query] }) { return answer }
        let answer = await answering.answer(query)
        known.withLock { $0[query] = answer }
        return answer
    }
}

/// The answers of one side of a comparison: relative repositories are the side's own, all else is shared.
public struct SideAnswers: GeneratorAnswering {
    private let shared: any GeneratorAnswering
    private let own: any GeneratorAnswering
    private let aliases: [String: String]

    /// Makes answers.
    ///
    /// - Parameters:
    ///   - own: Answers what concerns repositories that are named relative to the fleet directory.
    ///   - shared: Answers everything else.
    ///   - aliases: Relative names of repositories by the addresses that mean the same.
    public init(own: any GeneratorAnswering, shared: any GeneratorAnswering, aliases: [String: String] = [:]) {
        self.own = own
        self.shared = shared
        self.aliases = aliases
    }

    /// Hands the question on.
    public func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        switch query {
        case .gitTree(let repository, let revision):
            if let name = aliases[repository] { return await own.answer(.gitTree(repository: name, revision: "HEAD")) }
            return await (isRelative(repository) ? own : shared).answer(
                .gitTree(repository: repository, revision: revision)
            )
        case .gitFiles(let repository, let commit, let paths):
            let name = aliases[repository]
            return await (name != nil || isRelative(repository) ? own : shared)
                .answer(.gitFiles(repository: name ?? repository, commit: commit, paths: paths))
        case .repositories, .pullRequests, .plugin, .resources:
            return await shared.answer(query)
        }
    }

    private func isRelative(_ repository: String) -> Bool {
        let source = ApplicationSource(repoURL: repository)
        return source.isOnThisMachine && !repository.lowercased().hasPrefix("file:")
    }
}

/// Answers questions about relative repositories as they were at a commit.
public struct CommitAnswers: GeneratorAnswering {
    private let git: GitAnswers
    private let renderer: Renderer
    private let commit: String

    /// Makes answers.
    ///
    /// - Parameters:
    ///   - renderer: Reads the repositories.
    ///   - commit: A commit's full SHA. In a repository that does not have it the files count as they lie.
    public init(_ renderer: Renderer, at commit: String) {
        git = GitAnswers(renderer)
        self.renderer = renderer
        self.commit = commit
    }

    /// Reads at the commit where the question is about what the repository shows by default.
    public func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        guard case .gitTree(let repository, let revision) = query, ["", "HEAD"].contains(revision) else {
            return await git.answer(query)
        }
        do throws(RenderError) {
            guard try await renderer.hasCommit(commit, in: repository) else { return await git.answer(query) }
        } catch {
            return .failure(GeneratorAnswers.Failure(error.description))
        }
        return await git.answer(.gitTree(repository: repository, revision: commit))
    }
}

/// Answers without asking anybody: every question has an answer that holds nothing.
///
/// Only for finding out whether ApplicationSets are well-formed; what is generated of it means nothing.
public struct EmptyAnswers: GeneratorAnswering {
    /// Makes it.
    public init() {}

    /// Nothing.
    public func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        switch query {
        case .gitTree: .success(.tree(GitTree(commit: "", files: [])))
        case .gitFiles: .success(.files([:]))
        case .repositories, .pullRequests, .plugin, .resources: .success(.rows([]))
        }
    }
}
