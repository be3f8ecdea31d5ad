/// Why an Application's sources could not be rendered, and where.
///
/// Repositories stand in it without their credentials. A shared source fails once for all Applications that use it, so
/// only what an Application itself declares names the Application.
public enum RenderError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A kind of source, or an option, that `fleet` does not know how to render.
    case unsupported(application: String, field: String, message: String)
    /// A field of a source is not what it has to be.
    case invalidSource(application: String, field: String, message: String)
    /// A `repoURL` that is never handed to git.
    case repositoryRefused(repository: String, message: String)
    /// A relative `repoURL` that names no folder.
    case repositoryMissing(repository: String, folder: String)
    /// A `targetRevision` that is never handed to git.
    case revisionRefused(repository: String, revision: String, message: String)
    /// The repository answered, and has no such branch, tag or commit.
    case revisionNotFound(repository: String, revision: String)
    /// The repository could not be asked or fetched.
    case fetchFailed(repository: String, message: String)
    /// An object that a commit needs is not in the repository.
    case repositoryDamaged(repository: String, object: String)
    /// There is no folder of that path at the revision.
    case pathNotFound(SourceLabel, path: String)
    /// A folder that has to hold a kustomization holds none.
    case noKustomization(SourceLabel, path: String)
    /// A symbolic link, or a reference, leads out of the repository.
    case outsideRepository(SourceLabel, path: String, target: String)
    /// A file could not be read.
    case unreadable(SourceLabel, path: String, message: String)
    /// The files of one source are larger than allowed.
    case tooLarge(SourceLabel, path: String, maximumBytes: Int)
    /// A file is not what its ending says; the message holds file, line and column, the source line and a caret.
    case malformed(SourceLabel, message: String)
    /// A document is not a Kubernetes manifest; the line counts from 1.
    case invalidManifest(SourceLabel, file: String, line: Int, message: String)
    /// There is no tool to render the source with.
    case toolMissing(message: String)
    /// The tool that renders the source failed; the message is what it printed.
    case toolFailed(SourceLabel, path: String, tool: String, message: String)
    /// The cache folder can not be used.
    case cacheUnusable(path: String, message: String)
    /// The work was cancelled.
    case cancelled

    /// One lower-case sentence; of a malformed file two lines more, with the place in it.
    public var description: String {
        switch self {
        case .unsupported(let application, let field, let message),
            .invalidSource(let application, let field, let message):
            "application \"\(application)\": \(field): \(message)"
        case .repositoryRefused(let repository, let message):
            "repository \"\(repository)\": \(message)"
        case .repositoryMissing(let repository, let folder):
            "repository \"\(repository)\": there is no folder \(folder); an address needs https://, ssh:// or file://"
        case .revisionRefused(let repository, let revision, let message):
            "repository \(repository): revision \"\(revision)\" \(message)"
        case .revisionNotFound(let repository, let revision):
            "repository \(repository): \"\(revision)\" is not a branch, tag or commit there"
        case .fetchFailed(let repository, let message):
            "repository \(repository) can not be read: \(message)"
        case .repositoryDamaged(let repository, let object):
            "repository \(repository): object \(object) is missing"
        case .pathNotFound(let label, let path):
            "\(label): there is no folder \"\(path)\""
        case .noKustomization(let label, let path):
            "\(label): there is no kustomization.yaml, kustomization.yml or Kustomization in \"\(path)\""
        case .outsideRepository(let label, let path, let target):
            "\(label): \(path) leads out of the repository, to \"\(target)\""
        case .unreadable(let label, let path, let message):
            "\(label): \(path) can not be read: \(message)"
        case .tooLarge(let label, let path, let maximumBytes):
            "\(label): the files of \"\(path)\" are larger than \(maximumBytes / 1_048_576) MiB together"
        case .malformed(let label, let message):
            "\(label): \(message)"
        case .invalidManifest(let label, let file, let line, let message):
            "\(label): \(file):\(line): \(message)"
        case .toolMissing(let message):
            message
        case .toolFailed(let label, let path, let tool, let message):
            "\(label): \(tool) failed on \"\(path)\": \(message)"
        case .cacheUnusable(let path, let message):
            "the cache \(path) can not be used: \(message)"
        case .cancelled:
            "cancelled"
        }
    }
}

/// A repository and what of it is read, as errors and warnings name it.
public struct SourceLabel: Hashable, Sendable, CustomStringConvertible {
    /// The `repoURL` without credentials.
    public var repository: String
    /// The commit's SHA, or `worktree` for files as they lie.
    public var revision: String

    /// Makes a label.
    public init(repository: String, revision: String) {
        self.repository = repository
        self.revision = revision
    }

    /// `https://example.com/repository at 1a2b3c4`; for files as they lie only the repository.
    public var description: String {
        revision == Self.workTree ? repository : "\(repository) at \(revision.prefix(7))"
    }

    /// The revision of files as they lie.
    static let workTree = "worktree"
}
