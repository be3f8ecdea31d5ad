import FleetModel
import FleetValue

/// What generators know of the outside, and what they had to ask.
///
/// Made per run, used by one thread.
final class GeneratorContext {
    /// What is known.
    let inputs: GeneratorInputs
    /// What was asked and is not known, each once, in the order of asking.
    private(set) var openQueries: [GeneratorQuery] = []
    private var asked: Set<GeneratorQuery> = []
    /// Folders by repository and commit, so that a matrix finds them once.
    private var directories: [[String]: [String]] = [:]

    /// Begins a run.
    init(_ inputs: GeneratorInputs) {
        self.inputs = inputs
    }

    /// The registered clusters.
    var clusters: ClusterInventory { inputs.clusters }

    /// The answer to a question.
    ///
    /// When it is nil, the question was noted and the generator gives nothing this time: it runs again when the answer
    /// is there.
    ///
    /// - Throws: The failure when the question was asked and could not be answered.
    func answer(to query: GeneratorQuery) throws(GeneratorAnswers.Failure) -> GeneratorAnswer? {
        guard let known = inputs.answers[query] else {
            if asked.insert(query).inserted { openQueries.append(query) }
            return nil
        }
        return try known.get()
    }

    /// The rows that answer a question; nil and noted when they are not known.
    func rows(for query: GeneratorQuery) throws(GeneratorAnswers.Failure) -> [Mapping]? {
        guard let answer = try answer(to: query) else { return nil }
        guard case .rows(let rows) = answer else { throw Self.mismatch }
        return rows
    }

    /// The tree that answers a question; nil and noted when it is not known.
    func tree(for query: GeneratorQuery) throws(GeneratorAnswers.Failure) -> GitTree? {
        guard let answer = try answer(to: query) else { return nil }
        guard case .tree(let tree) = answer else { throw Self.mismatch }
        return tree
    }

    /// The files that answer a question; nil and noted when they are not known.
    func files(for query: GeneratorQuery) throws(GeneratorAnswers.Failure) -> [String: [UInt8]]? {
        guard let answer = try answer(to: query) else { return nil }
        guard case .files(let files) = answer else { throw Self.mismatch }
        return files
    }

    /// The folders of a repository's tree; see ``GitDirectories``.
    func directories(of tree: GitTree, repository: String) -> [String] {
        let key = [repository, tree.commit]
        if let known = directories[key] { return known }
        let made = GitDirectories.all(in: tree.files)
        directories[key] = made
        return made
    }

    private static let mismatch = GeneratorAnswers.Failure("the answer is not of the kind that was asked for")
}
