public import FleetModel
import FleetValue
import FleetYAML
import FoundationEssentials

/// Reads declarations from files and folders.
public enum DeclarationReader {
    /// The largest file that is read, in bytes.
    static let maximumFileSize = 64 << 20

    /// Reads files and folders; a folder is searched to any depth for `*.yaml`, `*.yml` and `*.json`, by path order.
    ///
    /// - Parameter paths: Files, folders, or `-` for standard input.
    /// - Throws: ``DeclarationError`` for the first thing that is wrong. Nothing is left out silently.
    public static func read(_ paths: [String]) throws(DeclarationError) -> Declarations {
        var declarations = Declarations()
        for path in paths {
            if path == "-" {
                try read(try bytes(of: "-"), file: "<stdin>", into: &declarations)
                continue
            }
            for file in try files(at: path) {
                try read(try bytes(of: file), file: file, into: &declarations)
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
    /// - Throws: As ``read(_:)``.
    public static func read(bytes: [UInt8], file: String) throws(DeclarationError) -> Declarations {
        var declarations = Declarations()
        try read(bytes, file: file, into: &declarations)
        try declarations.checkUnique()
        return declarations
    }

    /// Sorts one text's documents into `declarations`.
    ///
    /// - Parameters:
    ///   - bytes: YAML or JSON, any number of documents; a `List` counts as its items.
    ///   - file: How errors call it.
    static func read(_ bytes: [UInt8], file: String, into declarations: inout Declarations) throws(DeclarationError) {
        let documents: [YAMLDocument]
        do throws(YAMLError) {
            documents = try YAMLReader.documents(in: bytes, file: file)
        } catch {
            throw .syntax(error)
        }
        for document in documents {
            let place = SourcePlace(file: file, line: document.line)
            do throws(ModelError) {
                guard try declarations.add(document.value, at: place) else {
                    throw ModelError(ValuePath(keys: "kind"), "")
                }
            } catch {
                if error.message.isEmpty {
                    throw .unexpectedKind(place, kind: document.value["kind"]?.string ?? "")
                }
                let position = YAMLReader.position(of: error.path, document: document.index, in: bytes)
                throw .invalid(
                    file: file,
                    line: position?.line ?? document.line,
                    column: position?.column ?? 1,
                    error
                )
            }
        }
    }

    /// The files that a path means: itself, or what a folder holds, sorted.
    public static func files(at path: String) throws(DeclarationError) -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw .missing(path: path) }
        guard isFolder else { return [path] }
        var found: [String] = []
        try collect(path, into: &found)
        return found
    }

    /// A file's content; `-` is standard input.
    static func bytes(of file: String) throws(DeclarationError) -> [UInt8] {
        do throws(FileContent.Failure) {
            return try FileContent.bytes(of: file, limit: maximumFileSize)
        } catch {
            throw .unreadable(path: file, reason: error.reason)
        }
    }

    private static func collect(_ folder: String, into found: inout [String]) throws(DeclarationError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .unreadable(path: folder, reason: "the folder can not be listed")
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
            if isFolder {
                try collect(path, into: &found)
            } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
                found.append(path)
            }
        }
    }
}

extension Declarations {
    /// Decodes one document; false when its kind does not belong among declarations.
    mutating func add(_ value: Value, at place: SourcePlace) throws(ModelError) -> Bool {
        let manifest = Manifest(value)
        let type = manifest.groupVersionKind
        switch (type.group, type.kind) {
        case ("argoproj.io", "Application"):
            applications.append(Declared(try Application(decoding: value), at: place))
        case ("argoproj.io", "ApplicationSet"):
            applicationSets.append(Declared(try ApplicationSet(decoding: value), at: place))
        case ("argoproj.io", "AppProject"):
            projects.append(Declared(try AppProject(decoding: value), at: place))
        case ("fleet.internal", "Cluster"):
            clusters.append(Declared(try Cluster(decoding: value), at: place))
        case ("", "Secret") where manifest.labels["argocd.argoproj.io/secret-type"] == "cluster":
            clusters.append(Declared(try Cluster(decoding: value), at: place))
        case (_, let kind) where kind.hasSuffix("List") && value["items"]?.array != nil:
            for item in value["items"]?.array ?? [] where try !add(item, at: place) { return false }
        default:
            return false
        }
        return true
    }
}
