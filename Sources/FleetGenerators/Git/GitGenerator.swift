import FleetModel
import FleetTemplate
import FleetValue

/// The `git` generator: a parameter set per folder of a repository, or per document of its files.
///
/// Folders come in depth-first order, each before those below it and names ascending by their bytes; folders whose names
/// begin with a dot, and all below them, do not. Files come in ascending order of their paths.
///
/// Follows argo-cd `applicationset/generators/git.go` and `reposerver/repository/repository.go`.
struct GitGenerator: Generator {
    private let repository: String
    private let revision: String
    private let selection: Selection
    private let paths: PathParameters
    private let values: GeneratorValues
    /// The patterns that match nothing because they are not well-formed, and what is wrong with each.
    let unusablePatterns: [(path: ValuePath, reason: String)]

    /// What is looked for.
    private enum Selection: Sendable {
        case directories(includes: [PathPattern], excludes: [PathPattern])
        case files(includes: [Item], excludes: [Item])
    }

    /// One entry of `directories` or `files`.
    private struct Item: Sendable {
        var pattern: String
        var path: ValuePath
        var isExclude: Bool
    }

    /// Decodes the body of a `git` entry.
    ///
    /// - Throws: ``ModelError`` for unknown fields, when neither `directories` nor `files` has an entry, and for values
    ///   that are no strings or not well-formed.
    init(decoding body: Value, at path: ValuePath, options: GeneratorOptions) throws(ModelError) {
        let reader = try FieldReader(body, at: path)
        try reader.refuseUnknown([
            "repoURL", "revision", "directories", "files", "pathParamPrefix", "values", "requeueAfterSeconds",
            "template",
        ])
        repository = try reader.string("repoURL", default: "")
        let revision = try reader.string("revision", default: "")
        self.revision = revision.isEmpty ? "HEAD" : revision
        _ = try reader.optionalInteger("requeueAfterSeconds")
        let directories = try Self.items("directories", in: reader)
        let files = try Self.items("files", in: reader)
        if !directories.isEmpty {
            selection = .directories(
                includes: directories.filter { !$0.isExclude }.map { PathPattern($0.pattern) },
                excludes: directories.filter(\.isExclude).map { PathPattern($0.pattern) }
            )
        } else if !files.isEmpty {
            selection = .files(includes: files.filter { !$0.isExclude }, excludes: files.filter(\.isExclude))
        } else {
            throw ModelError(path, "ApplicationSet is empty: give directories or files")
        }
        paths = PathParameters(
            prefix: try reader.string("pathParamPrefix", default: ""),
            isFlat: options.isFlat
        )
        values = try GeneratorValues(in: reader, options: options)
        unusablePatterns = directories.compactMap { item in
            if item.pattern.hasPrefix("/") || item.pattern.hasPrefix("./") {
                return (item.path, "matches nothing: folders have no \"/\" or \"./\" before them")
            }
            return PathPattern(item.pattern).isValid ? nil : (item.path, "is no pattern, and matches nothing")
        }
    }

    func parameters(in context: GeneratorContext, each: (ParameterSet) throws -> Void) throws {
        let tree: GitTree
        do throws(GeneratorAnswers.Failure) {
            let query = GeneratorQuery.gitTree(repository: repository, revision: revision)
            guard let known = try context.tree(for: query) else { return }
            tree = known
        } catch {
            throw GeneratorAnswers.Failure(
                "error generating params from git: "
                    + (selectsDirectories ? "error getting directories from repo: " : "") + error.description
            )
        }
        switch selection {
        case .directories(let includes, let excludes):
            for directory in context.directories(of: tree, repository: repository) {
                guard includes.contains(where: { $0.matches(directory) }),
                    !excludes.contains(where: { $0.matches(directory) })
                else { continue }
                try each(values.added(to: paths.parameters(ofDirectory: directory)))
            }
        case .files(let includes, let excludes):
            let paths = try matching(includes, excludes, in: tree.files, context)
            guard !paths.isEmpty else { return }
            let query = GeneratorQuery.gitFiles(repository: repository, commit: tree.commit, paths: paths)
            let contents: [String: [UInt8]]
            do throws(GeneratorAnswers.Failure) {
                guard let known = try context.files(for: query) else { return }
                contents = known
            } catch {
                throw GeneratorAnswers.Failure("error generating params from git: \(error)")
            }
            for path in paths { try parameters(ofFile: path, contents[path], each) }
        }
    }

    private var selectsDirectories: Bool {
        if case .directories = selection { true } else { false }
    }

    /// The paths that any of some patterns matches and none of others, ascending by their bytes.
    private func matching(
        _ includes: [Item],
        _ excludes: [Item],
        in files: [String],
        _ context: GeneratorContext
    ) throws(ModelError) -> [String] {
        let includes = try Self.patterns(includes, context)
        let excludes = try Self.patterns(excludes, context)
        let places = Set(includes.flatMap { $0.matches(among: files) })
        return places.sorted().map { files[$0] }.filter { path in !excludes.contains { $0.matches(path) } }
    }

    private static func patterns(_ items: [Item], _ context: GeneratorContext) throws(ModelError) -> [FilePattern] {
        var patterns: [FilePattern] = []
        for item in items {
            do throws(FilePattern.Problem) {
                patterns.append(try FilePattern(item.pattern, globbing: context.inputs.fileGlobbing))
            } catch {
                throw ModelError(item.path, error.description)
            }
        }
        return patterns
    }

    /// Gives a parameter set per document of one file.
    private func parameters(
        ofFile path: String,
        _ content: [UInt8]?,
        _ each: (ParameterSet) throws -> Void
    ) throws {
        let documents: [Mapping]
        do throws(GitDocuments.Problem) {
            guard let content else { throw GitDocuments.Problem(description: "the file was not read") }
            documents = try GitDocuments.documents(in: content)
        } catch {
            throw GeneratorAnswers.Failure(
                "error generating params from git: unable to process file '\(path)' from repository '\(Self.shown(repository))': "
                    + error.description
            )
        }
        for document in documents {
            try each(values.added(to: paths.parameters(ofFile: path, document)))
        }
    }

    private static func items(_ field: String, in reader: FieldReader) throws(ModelError) -> [Item] {
        var items: [Item] = []
        for item in try reader.readers(field) {
            try item.refuseUnknown(["path", "exclude"])
            items.append(
                Item(
                    pattern: try item.string("path", default: ""),
                    path: item.path(to: "path"),
                    isExclude: try item.bool("exclude")
                )
            )
        }
        return items
    }

    /// A repository's address without the credentials that it may hold.
    private static func shown(_ repository: String) -> String {
        guard let scheme = repository.firstRange(of: "://"),
            let at = repository[scheme.upperBound...].prefix(while: { $0 != "/" }).lastIndex(of: "@")
        else { return repository }
        return repository[..<scheme.upperBound] + "***" + repository[at...]
    }
}
