import FleetModel
import FleetValue
import FleetYAML
import FoundationEssentials

/// Reads declarations from files and folders.
public enum DeclarationReader {
    /// Reads files and folders; a folder is searched to any depth for `*.yaml`, `*.yml` and `*.json`, by path order.
    ///
    /// - Parameter paths: Files, folders, or `-` for standard input.
    /// - Returns: Everything in the order of paths, files and documents.
    /// - Throws: ``DeclarationError`` for the first thing that is wrong. Nothing is left out silently.
    public static func read(_ paths: [String]) throws(DeclarationError) -> Declarations {
        var declarations = Declarations()
        for path in paths {
            if path == "-" {
                try read(try DeclarationFiles.bytes(of: "-"), file: "<stdin>", into: &declarations)
                continue
            }
            for file in try files(at: path) {
                try read(try DeclarationFiles.bytes(of: file), file: file, into: &declarations)
            }
        }
        try declarations.checkUnique()
        return declarations
    }

    /// Reads one text.
    ///
    /// - Parameters:
    ///   - bytes: YAML or JSON, any number of documents.
    ///   - file: How errors call it.
    /// - Returns: Everything in the order of documents.
    /// - Throws: As ``read(_:)``.
    public static func read(bytes: [UInt8], file: String) throws(DeclarationError) -> Declarations {
        var declarations = Declarations()
        try read(bytes, file: file, into: &declarations)
        try declarations.checkUnique()
        return declarations
    }

    /// The files that a path means: itself, or what a folder holds, sorted; hidden ones are left out.
    ///
    /// - Throws: ``DeclarationError/missing(path:)`` or ``DeclarationError/unreadable(path:reason:)``.
    public static func files(at path: String) throws(DeclarationError) -> [String] {
        try DeclarationFiles.all(at: path)
    }

    /// Sorts one text's documents into `declarations`.
    ///
    /// - Parameters:
    ///   - bytes: YAML or JSON, any number of documents; a `List` counts as its items.
    ///   - file: How errors call it.
    ///   - declarations: What is read is added to it.
    /// - Throws: ``DeclarationError`` for the first document that is wrong.
    private static func read(
        _ bytes: [UInt8],
        file: String,
        into declarations: inout Declarations
    ) throws(DeclarationError) {
        let documents: [YAMLDocument]
        do throws(YAMLError) {
            documents = try YAMLReader.documents(in: bytes, file: file)
        } catch {
            throw .syntax(error)
        }
        for document in documents {
            let source = SourceDocument(file: file, document: document, bytes: bytes)
            try add(document.value, ValuePath(), of: source, to: &declarations)
        }
    }

    /// One document of a file, and what is needed to say where in it something stands.
    private struct SourceDocument {
        let file: String
        let document: YAMLDocument
        let bytes: [UInt8]

        func position(of path: ValuePath) -> (line: Int, column: Int) {
            YAMLReader.position(of: path, document: document.index, in: bytes) ?? (document.line, 1)
        }
    }

    /// Adds a document, or an item of a list of documents.
    private static func add(
        _ value: Value,
        _ path: ValuePath,
        of source: SourceDocument,
        to declarations: inout Declarations
    ) throws(DeclarationError) {
        let kind = value["kind"]?.string ?? ""
        if kind.hasSuffix("List"), let items = value["items"]?.array {
            for (index, item) in items.enumerated() {
                try add(item, path.appending("items").appending(index), of: source, to: &declarations)
            }
            return
        }
        let isKnown: Bool
        do throws(ModelError) {
            // An item of a list stands where its list does: only an error is worth reading the text again.
            isKnown = try declarations.add(value, at: SourcePlace(file: source.file, line: source.document.line))
        } catch {
            let position = source.position(of: ValuePath(path.steps + error.path.steps))
            throw .invalid(file: source.file, line: position.line, column: position.column, error)
        }
        guard !isKnown else { return }
        let line = path.steps.isEmpty ? source.document.line : source.position(of: path).line
        throw .unexpectedKind(SourcePlace(file: source.file, line: line), kind: kind)
    }
}

extension Declarations {
    /// Decodes one document; false when its kind does not belong among declarations.
    fileprivate mutating func add(_ value: Value, at place: SourcePlace) throws(ModelError) -> Bool {
        let manifest = Manifest(value)
        let type = manifest.groupVersionKind
        switch (type.group, type.kind) {
        case ("argoproj.io", Application.kind):
            applications.append(Declared(try Application(decoding: value), at: place))
        case ("argoproj.io", ApplicationSet.kind):
            applicationSets.append(Declared(try ApplicationSet(decoding: value), at: place))
        case ("argoproj.io", AppProject.kind):
            projects.append(Declared(try AppProject(decoding: value), at: place))
        case ("fleet.internal", Cluster.kind):
            clusters.append(Declared(try Cluster(decoding: value), at: place))
        case ("", "Secret") where manifest.labels[Cluster.secretTypeLabel] == "cluster":
            clusters.append(Declared(try Cluster(decoding: value), at: place))
        case ("", ConfigMap.kind):
            configMaps.append(Declared(try ConfigMap(decoding: value), at: place))
        default:
            return false
        }
        return true
    }
}
