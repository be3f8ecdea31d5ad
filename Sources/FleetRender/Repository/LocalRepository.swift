import FoundationEssentials
import Synchronization

/// A folder of this machine that a relative `repoURL` names, with the git working tree around it, if there is one.
///
/// A class, because all its sources share one reader and one look at its state.
final class LocalRepository: Sendable {
    /// The `repoURL`.
    let label: String
    /// The folder that the source's paths start in, relative to ``root``; empty for the root itself.
    let prefix: String
    /// The absolute path of the outermost folder that may be read, without links.
    let root: String
    /// Whether ``root`` is a git working tree.
    let isGit: Bool
    private let git: Git
    private let options: RenderOptions
    private let reader = Mutex<ObjectReader?>(nil)

    /// What state the files are in.
    struct State: Sendable {
        /// `SHA`, `SHA-dirty` or `worktree`.
        var revision: String
        /// What went wrong in finding out.
        var warning: String?
    }

    /// Finds the folder and the working tree around it.
    ///
    /// - Throws: ``RenderError/repositoryMissing(repository:folder:)``
    init(path: String, fleetDirectory: String, git: Git, options: RenderOptions) throws(RenderError) {
        let folder = fleetDirectory + "/" + path
        guard let real = FileAccess.real(folder), FileAccess.node(at: real) == .folder else {
            let shown = URL(filePath: folder).standardized.path
            throw .repositoryMissing(repository: path, folder: shown)
        }
        label = path
        self.git = git
        self.options = options
        if let root = Self.workTree(around: real) {
            self.root = root
            prefix = real == root ? "" : String(real.dropFirst(root == "/" ? 1 : root.count + 1))
            isGit = true
        } else {
            root = real
            prefix = ""
            isGit = false
        }
    }

    /// The files as they lie.
    var workTree: WorkTree {
        WorkTree(label: SourceLabel(repository: label, revision: SourceLabel.workTree), root: root)
    }

    /// Asks git for `HEAD` and whether files differ from it, ignored ones and submodules left out.
    func state() async throws(RenderError) -> State {
        let unknown = SourceLabel.workTree
        guard isGit else { return State(revision: unknown) }
        let arguments = [
            "status", "--porcelain=v2", "--branch", "--untracked-files=normal", "--ignore-submodules=all",
            "--no-renames",
        ]
        do throws(ToolFailure) {
            let output = try await git.run(arguments, in: .workTree(root), timeout: options.listTimeout)
            guard output.status == 0 else {
                return State(
                    revision: unknown,
                    warning: "git does not know the state of \(root): \(MessageText.git(output.errors))"
                )
            }
            return State(revision: Self.revision(in: output.bytes))
        } catch .cancelled {
            throw .cancelled
        } catch {
            return State(revision: unknown, warning: "git does not know the state of \(root): \(error.message)")
        }
    }

    /// The branches and tags of the working tree's repository.
    func references() async throws(RenderError) -> RemoteReferences {
        RemoteReferences(localListing: try await run(RemoteReferences.localListing))
    }

    /// Runs git in the working tree and answers what it printed.
    func run(_ arguments: [String]) async throws(RenderError) -> [UInt8] {
        do throws(ToolFailure) {
            let output = try await git.run(arguments, in: .workTree(root), timeout: options.listTimeout)
            guard output.status == 0 else {
                throw .notStarted(tool: "git", message: MessageText.git(output.errors))
            }
            return output.bytes
        } catch {
            throw error.fetching(label)
        }
    }

    /// Reads from a commit of the working tree's repository.
    func read<Value>(
        commit: String,
        _ body: (CommitTree) async throws(RenderError) -> Value
    ) async throws(RenderError) -> Value {
        let label = SourceLabel(repository: label, revision: commit)
        return try await body(CommitTree(label: label, commit: commit, reader: objects()))
    }

    /// The full SHA of the commit that a full or short SHA names; nil for none.
    func commit(forSHA sha: String) async throws(RenderError) -> String? {
        do throws(ToolFailure) {
            return try await objects().object(sha + "^{commit}")?.name
        } catch {
            throw error.fetching(label)
        }
    }

    private func objects() -> ObjectReader {
        reader.withLock { reader in
            if let reader { return reader }
            let made = ObjectReader(git: git, location: .workTree(root))
            reader = made
            return made
        }
    }

    /// The nearest folder, this one or above, that holds `.git`.
    private static func workTree(around folder: String) -> String? {
        var current = folder
        while true {
            if FileAccess.node(at: (current == "/" ? "" : current) + "/.git") != nil { return current }
            guard let slash = current.lastIndex(of: "/"), current != "/" else { return nil }
            current = slash == current.startIndex ? "/" : String(current[..<slash])
        }
    }

    /// Reads `git status`: `# branch.oid SHA` among the headers, then a line for each file that differs.
    private static func revision(in status: [UInt8]) -> String {
        var head = ""
        var isDirty = false
        for line in String(decoding: status, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("# branch.oid ") {
                head = String(line.dropFirst("# branch.oid ".count))
            } else if !line.hasPrefix("#") {
                isDirty = true
                break
            }
        }
        // "(initial)" before the first commit.
        guard !head.isEmpty, !head.hasPrefix("(") else { return SourceLabel.workTree }
        return isDirty ? head + "-dirty" : head
    }
}

extension ToolFailure {
    /// This failure as that of a repository.
    func fetching(_ repository: String) -> RenderError {
        switch self {
        case .cancelled: .cancelled
        case .notStarted(_, let message): .fetchFailed(repository: repository, message: message)
        case .notFound, .timedOut, .tooMuchOutput: .fetchFailed(repository: repository, message: message)
        }
    }
}
