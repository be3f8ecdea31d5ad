import FleetModel
import FleetValue
import FleetYAML

/// Finds all files that a build of a kustomization reads.
///
/// kustomize then sees these files and no others: whatever it follows, it can not leave the repository; and what is
/// read is what the cache's key is made of. More files than needed do no harm: every text in a kustomization that
/// happens to be the path of a file counts as a reference.
struct KustomizationCollector {
    /// The names of a kustomization's file; there may be one of them in a folder.
    static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// Fields whose entries may be folders, which are kustomizations themselves, wherever they lie in the repository.
    private static let folderFields: Set<String> = [
        "resources", "bases", "components", "generators", "transformers", "validators",
    ]
    /// Fields whose entries are files that refer to files in turn.
    private static let pluginFields: Set<String> = ["generators", "transformers", "validators"]

    private static let maximumBytes = 64 * 1_048_576
    private static let maximumFolders = 4_096

    private let tree: any SourceTree
    private var input: KustomizationInput
    private var seen: Set<String> = []
    private var pending: [String] = []

    private init(_ tree: any SourceTree, folder: String) {
        self.tree = tree
        input = KustomizationInput(folder: folder)
    }

    /// Collects the files.
    ///
    /// - Parameters:
    ///   - tree: The repository's files.
    ///   - folder: The folder to build, without links.
    ///   - options: Edits the kustomization in `folder`.
    /// - Returns: The files, the edited kustomization among them.
    /// - Throws: ``RenderError`` when a kustomization can not be read, or refers to something outside of the repository.
    static func collect(
        _ tree: any SourceTree,
        folder: String,
        options: KustomizeOptions
    ) async throws(RenderError) -> KustomizationInput {
        var collector = KustomizationCollector(tree, folder: folder)
        try await collector.enter(folder, options: options)
        while let next = collector.pending.popLast() {
            try await collector.enter(next, options: KustomizeOptions())
        }
        return collector.input
    }

    /// Reads the kustomization of a folder and what it refers to.
    private mutating func enter(_ folder: String, options: KustomizeOptions) async throws(RenderError) {
        guard seen.insert(folder).inserted else { return }
        guard seen.count <= Self.maximumFolders else {
            throw .unreadable(tree.label, path: folder, message: "more than \(Self.maximumFolders) kustomizations")
        }
        var isEmpty = true
        for name in Self.names {
            let path = RepositoryPath.join(folder, name)
            guard let node = try await tree.node(at: path) else { continue }
            guard node == .file || node == .link, let real = try await add(path, isReference: true) else { continue }
            isEmpty = false
            let bytes = input.files[real] ?? []
            var documents = try read(bytes, file: path)
            if !options.isEmpty {
                let edited = try await edit(documents.first ?? .null, in: folder, with: options, file: path)
                documents = [edited]
                input.files[real] = Array(YAMLWriter.text(of: edited).utf8)
            }
            for document in documents { try await follow(document, from: folder) }
        }
        if isEmpty { throw .noKustomization(tree.label, path: folder) }
    }

    private func read(_ bytes: [UInt8], file: String) throws(RenderError) -> [Value] {
        do throws(YAMLError) {
            return try YAMLReader.documents(in: bytes, file: file).map(\.value)
        } catch {
            throw .malformed(tree.label, message: error.description)
        }
    }

    private func edit(
        _ value: Value,
        in folder: String,
        with options: KustomizeOptions,
        file: String
    ) async throws(RenderError) -> Value {
        var components = options.components
        if options.ignoresMissingComponents {
            components = []
            for component in options.components {
                if try await tree.resolve(folder + "/" + component) != .missing { components.append(component) }
            }
        }
        do throws(ModelError) {
            var edit = try KustomizationEdit(value)
            try edit.apply(options, components: components)
            return edit.value
        } catch {
            throw .malformed(tree.label, message: "\(file): \(error)")
        }
    }

    /// Adds everything that a kustomization refers to.
    private mutating func follow(_ kustomization: Value, from folder: String) async throws(RenderError) {
        guard let fields = kustomization.mapping else { return }
        for (key, value) in fields {
            let field = key.lowercased()
            if Self.folderFields.contains(field) {
                for entry in value.array ?? [value] {
                    guard let text = entry.string, Self.isPath(text) else { continue }
                    try await refer(to: text, from: folder, isPlugin: Self.pluginFields.contains(field))
                }
            }
            for text in Self.texts(in: value) { try await addIfFile(text, from: folder) }
        }
    }

    /// Adds a folder or file that a kustomization names in a field of paths.
    private mutating func refer(to text: String, from folder: String, isPlugin: Bool) async throws(RenderError) {
        if text.contains("://") {
            input.reachesOut = true
            return
        }
        guard !text.hasPrefix("/") else {
            throw .outsideRepository(tree.label, path: "a kustomization in \"\(folder)\"", target: text)
        }
        var links: [String: String] = [:]
        switch try await tree.resolve(folder + "/" + text, links: &links) {
        case .folder(let path):
            note(links)
            pending.append(path)
        case .file(let path):
            note(links)
            _ = try await add(path, isReference: false)
            guard isPlugin, let bytes = input.files[path], let documents = try? read(bytes, file: path) else { return }
            for document in documents {
                for text in Self.texts(in: document) { try await addIfFile(text, from: folder) }
            }
        case .outside(let target):
            let shown = links.isEmpty ? text : target
            throw .outsideRepository(tree.label, path: "a kustomization in \"\(folder)\"", target: shown)
        case .missing, .other:
            input.reachesOut = true
        }
    }

    /// Adds a file if a text is the path of one, or `KEY=PATH`.
    private mutating func addIfFile(_ text: String, from folder: String) async throws(RenderError) {
        guard Self.isPath(text) else { return }
        if try await addFile(text, from: folder) { return }
        if let equals = text.firstIndex(of: "=") {
            _ = try await addFile(String(text[text.index(after: equals)...]), from: folder)
        }
    }

    private mutating func addFile(_ text: String, from folder: String) async throws(RenderError) -> Bool {
        guard !text.isEmpty, !text.hasPrefix("/") else { return false }
        var links: [String: String] = [:]
        guard case .file(let path) = try await tree.resolve(folder + "/" + text, links: &links) else { return false }
        note(links)
        _ = try await add(path, isReference: false)
        return true
    }

    /// Adds a file's content and answers its path without links; nil when it is none.
    private mutating func add(_ path: String, isReference: Bool) async throws(RenderError) -> String? {
        var real = path
        if isReference {
            var links: [String: String] = [:]
            switch try await tree.resolve(path, links: &links) {
            case .file(let found): real = found
            case .outside(let target): throw .outsideRepository(tree.label, path: path, target: target)
            case .folder, .other, .missing: return nil
            }
            note(links)
        }
        if input.files[real] != nil { return real }
        input.files[real] = try await tree.contents(of: [real], limit: Self.maximumBytes)[0]
        return real
    }

    private mutating func note(_ links: [String: String]) {
        for (path, target) in links {
            input.links[path] = tree.path(ofAbsolute: target).map { "/" + $0 } ?? target
        }
    }

    /// Whether a text may be a path at all: one line, and not too long for one.
    private static func isPath(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 1_024 && !text.utf8.contains { $0 < 0x20 }
    }

    private static func texts(in value: Value) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(texts)
        case .mapping(let mapping): mapping.flatMap { texts(in: $0.value) }
        case .null, .bool, .integer, .double: []
        }
    }
}
