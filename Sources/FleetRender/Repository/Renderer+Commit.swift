import FleetModel

extension Renderer {
    /// What git knows of the working tree around the fleet directory, at one commit.
    public struct OwnCommit: Hashable, Sendable {
        /// The commit's full SHA.
        public var commit: String
        /// The working tree's root, relative to the fleet directory: `.`, or `..` as often as it lies below.
        public var root: String
    }

    /// Finds a commit of the repository that the fleet directory itself lies in.
    ///
    /// - Parameter revision: Anything that git takes for a commit: `main`, `origin/main`, `HEAD~1`, `v1.2`, a SHA.
    /// - Returns: The commit.
    /// - Throws: ``RenderError`` when the directory is in no repository, or there is no such commit.
    public func ownCommit(_ revision: String) async throws(RenderError) -> OwnCommit {
        guard !revision.isEmpty, !revision.hasPrefix("-"), revision.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .revisionRefused(repository: ".", revision: revision, message: "is not a name of a commit")
        }
        let local = try await repositories.local(".")
        guard local.isGit else {
            let message = "can not be read: \(local.root) is no git repository"
            throw .revisionRefused(repository: ".", revision: revision, message: message)
        }
        // Nothing after the option is taken for one, and the name is one argument, whatever it holds.
        let output = try? await local.run([
            "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}",
        ])
        let commit = String(decoding: output ?? [], as: UTF8.self).prefix { $0 != "\n" }
        guard commit.utf8.count >= 40 else { throw .revisionNotFound(repository: ".", revision: revision) }
        let depth = local.prefix.isEmpty ? 0 : local.prefix.split(separator: "/").count
        let root = depth == 0 ? "." : [String](repeating: "..", count: depth).joined(separator: "/")
        return OwnCommit(commit: String(commit), root: root)
    }

    /// Whether a repository of this machine has a commit.
    ///
    /// - Parameters:
    ///   - commit: A full SHA.
    ///   - repository: A relative `repoURL`.
    /// - Returns: Whether it is a git repository with that commit.
    /// - Throws: ``RenderError`` when the repository can not be read.
    public func hasCommit(_ commit: String, in repository: String) async throws(RenderError) -> Bool {
        guard case .relative(let path) = try RepositoryReference(repository) else { return false }
        let local = try await repositories.local(path)
        guard local.isGit else { return false }
        return try await local.commit(forSHA: commit) != nil
    }
}
