import Foundation
public import Testing

/// One case on disk: a folder `Tests/Cases/AREA/NAME` that holds inputs and expectations under fixed names.
///
/// ```swift
/// @Test(arguments: try CaseFolder.all("Render"))
/// func rendersAsGoDoes(_ folder: CaseFolder) throws {
///     let actual = try render(folder.text("template.tmpl"))
///     folder.expect(actual, in: "expected.txt")
/// }
/// ```
///
/// With `FLEET_RECORD=1` in the environment ``expect(_:in:sourceLocation:)`` writes expectations instead of comparing.
public struct CaseFolder: Sendable, Hashable, CustomTestStringConvertible {
    /// The area: a folder of `Tests/Cases`, or several, joined with slashes.
    public let area: String
    /// The folder's own name.
    public let name: String

    /// The folder's absolute path, without a slash at its end.
    public var path: String { Project.path("Tests/Cases/\(area)/\(name)") }

    /// The name, as test reports show it.
    public var testDescription: String { name }

    /// The cases of an area, in ascending order of their names.
    ///
    /// - Throws: ``TestSupportError/noCases(area:)`` when there are none: Swift Testing would report a test without
    ///   arguments as skipped, and the run would pass.
    public static func all(_ area: String) throws(TestSupportError) -> [CaseFolder] {
        let root = Project.path("Tests/Cases/\(area)")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let folders = names.sorted().filter { !$0.hasPrefix(".") && Project.isFolder(root + "/" + $0) }
        guard !folders.isEmpty else { throw .noCases(area: area) }
        return folders.map { CaseFolder(area: area, name: $0) }
    }

    /// One case by its name.
    ///
    /// - Throws: ``TestSupportError/noCases(area:)`` when there is no such folder.
    public static func one(_ area: String, _ name: String) throws(TestSupportError) -> CaseFolder {
        guard let found = try all(area).first(where: { $0.name == name }) else {
            throw .noCases(area: area + "/" + name)
        }
        return found
    }

    /// The absolute path of a file of this case, whether it exists or not.
    public func path(of file: String) -> String { path + "/" + file }

    /// Whether the case has this file or folder.
    public func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: path(of: file))
    }

    /// The bytes of a file.
    ///
    /// - Throws: ``TestSupportError/missingFile(case:file:)``.
    public func bytes(_ file: String) throws(TestSupportError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path(of: file)) else {
            throw .missingFile(case: area + "/" + name, file: file)
        }
        return [UInt8](data)
    }

    /// The text of a file, with whatever line ends it has.
    ///
    /// - Throws: ``TestSupportError/missingFile(case:file:)`` or ``TestSupportError/notText(case:file:)``.
    public func text(_ file: String) throws(TestSupportError) -> String {
        guard let text = String(validating: try bytes(file), as: UTF8.self) else {
            throw .notText(case: area + "/" + name, file: file)
        }
        return text
    }

    /// The text of a file, or nil when the case does not have it.
    ///
    /// - Throws: ``TestSupportError/notText(case:file:)``.
    public func textIfPresent(_ file: String) throws(TestSupportError) -> String? {
        has(file) ? try text(file) : nil
    }

    /// The paths of all files below a folder of this case, relative to that folder, in ascending order; hidden files too.
    public func files(below folder: String) -> [String] {
        let root = path(of: folder)
        let found = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        return found.sorted().filter { !Project.isFolder(root + "/" + $0) }
    }

    /// Compares a text with a file of this case, and records an issue with a line diff when they differ.
    ///
    /// With `FLEET_RECORD=1` the file is written instead, and an issue is recorded all the same: a recording run is red.
    ///
    /// - Parameters:
    ///   - actual: What the test got.
    ///   - file: The expectation's name.
    ///   - sourceLocation: Where the issue is reported.
    public func expect(
        _ actual: String,
        in file: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let expected = FileManager.default.contents(atPath: path(of: file)).map { String(decoding: $0, as: UTF8.self) }
        if Self.isRecording {
            let written = FileManager.default.createFile(atPath: path(of: file), contents: Data(actual.utf8))
            let what = !written ? "could not be written" : expected == actual ? "is unchanged" : "was recorded"
            Issue.record(
                "\(area)/\(name)/\(file) \(what); run again without FLEET_RECORD",
                sourceLocation: sourceLocation
            )
            return
        }
        guard let expected else {
            let hint = "Tests/Cases/\(area)/\(name)/\(file) does not exist; record it with FLEET_RECORD=1. Actual:\n"
            Issue.record("\(hint + actual)", sourceLocation: sourceLocation)
            return
        }
        guard expected != actual else { return }
        let diff = LineDiff.text(expected: expected, actual: actual)
        Issue.record("differs from \(area)/\(name)/\(file):\n\(diff)", sourceLocation: sourceLocation)
    }

    private static let isRecording = ProcessInfo.processInfo.environment["FLEET_RECORD"] == "1"
}
