public import FleetGenerators
public import FleetValue
import FleetYAML
import FoundationEssentials

/// A text with declarations, and what messages call it.
public struct DeclarationText: Sendable {
    /// The file's path as it was given or found; `<stdin>` for standard input.
    public var file: String
    /// YAML or JSON, any number of documents.
    public var bytes: [UInt8]

    /// Makes a text.
    public init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    /// Reads one file.
    ///
    /// - Parameter path: The file; `-` for standard input.
    /// - Throws: ``DeclarationError/unreadable(path:reason:)``.
    public init(reading path: String) throws(DeclarationError) {
        self.init(file: path == "-" ? "<stdin>" : path, bytes: try DeclarationFiles.bytes(of: path))
    }

    /// Reads files and folders, in the order of ``DeclarationReader/read(_:)``.
    ///
    /// - Parameters:
    ///   - paths: Files, folders, or `-` for standard input.
    ///   - findings: Gets what can not be read; the rest is read all the same.
    /// - Returns: A text per file.
    public static func read(_ paths: [String], findings: inout [PreviewFinding]) -> [DeclarationText] {
        var texts: [DeclarationText] = []
        for path in paths {
            do throws(DeclarationError) {
                let files = try path == "-" ? ["-"] : DeclarationFiles.all(at: path)
                for file in files {
                    do throws(DeclarationError) {
                        texts.append(try DeclarationText(reading: file))
                    } catch {
                        findings.append(PreviewFinding(error))
                    }
                }
            } catch {
                findings.append(PreviewFinding(error))
            }
        }
        return texts
    }

    /// Reads what a fleet directory declares.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - findings: Gets what can not be read.
    /// - Returns: A text per file.
    public static func read(_ directory: FleetDirectory, findings: inout [PreviewFinding]) -> [DeclarationText] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        } catch {
            findings.append(
                PreviewFinding(.error, file: directory.path, "can not be read: the folder can not be listed")
            )
            return []
        }
        let folders = FleetDirectory.folders.filter(names.contains)
        return read(folders.map { directory.path + "/" + $0 }, findings: &findings)
    }

    /// The paths among those of a commit that a fleet directory's declarations stand in, in the order in which the
    /// directory is read.
    ///
    /// - Parameter paths: Relative to the fleet directory.
    /// - Returns: Some of them.
    public static func declarationPaths(among paths: [String]) -> [String] {
        FleetDirectory.folders.flatMap { folder in
            paths.filter { path in
                path.hasPrefix(folder + "/") && DeclarationFiles.isDeclaration(path)
                    && !path.split(separator: "/").contains { $0.hasPrefix(".") }
            }.sorted()
        }
    }
}

extension FleetDirectory {
    /// Whether a folder is one that declarations are read from, or lies in one.
    ///
    /// - Parameter path: Absolute or relative to the working directory; links are not followed.
    /// - Returns: Whether what is written there would be read as declarations.
    public func reads(_ path: String) -> Bool {
        let folder = PathText.absolute(besides: path)
        return Self.folders.contains { name in
            let declarations = PathText.absolute(besides: self.path + "/" + name)
            return folder == declarations || folder.hasPrefix(declarations + "/")
        }
    }
}

/// Where a document stands, so that any of its fields can be found.
public struct DocumentPlace: Sendable {
    private let text: DeclarationText
    private let document: Int
    private let firstLine: Int
    /// Where in the document it stands, when it is an item of a list.
    private let prefix: ValuePath

    init(_ text: DeclarationText, _ document: YAMLDocument, at prefix: ValuePath) {
        self.text = text
        self.document = document.index
        firstLine = document.line
        self.prefix = prefix
    }

    /// The file's path.
    public var file: String { text.file }

    /// Line and column of a field, both from 1; of what stands above it when it is not there.
    ///
    /// - Complexity: O(n) in the size of the text.
    public func position(of path: ValuePath = ValuePath()) -> (line: Int, column: Int) {
        let whole = ValuePath(prefix.steps + path.steps)
        if whole.steps.isEmpty { return (firstLine, 1) }
        return YAMLReader.position(of: whole, document: document, in: text.bytes) ?? (firstLine, 1)
    }

    /// A finding at a field.
    ///
    /// - Parameters:
    ///   - severity: How bad it is.
    ///   - path: The field; empty for the document.
    ///   - message: What is wrong with it, without its name.
    ///   - subject: What the document is, told before the field; empty for nothing.
    /// - Returns: The finding.
    public func finding(
        _ severity: PreviewFinding.Severity,
        at path: ValuePath,
        _ message: String,
        subject: String = ""
    ) -> PreviewFinding {
        let position = position(of: path)
        let parts = [subject, path.description, message].filter { !$0.isEmpty }
        return PreviewFinding(
            severity,
            file: file,
            line: position.line,
            column: position.column,
            parts.joined(separator: ": ")
        )
    }
}
