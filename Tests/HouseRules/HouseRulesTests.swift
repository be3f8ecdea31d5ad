import FleetTestSupport
import Foundation
import Testing

/// The rules of the house that neither the compiler nor the formatter knows, as checks of the tree.
@Suite struct HouseRulesTests {
    private let sources: [SourceText]
    private let tests: [SourceText]

    /// The tree is read once, not for every rule.
    private static let tree = Result {
        (sources: try SourceText.all(below: ["Sources", "Templates"]), tests: try SourceText.all(below: ["Tests"]))
    }

    init() throws {
        (sources, tests) = try Self.tree.get()
    }

    @Test func importsGoDown() throws {
        var offences: [String] = []
        for source in sources where source.path.hasPrefix("Sources/") {
            let allowed = ImportTable.allowed[source.target, default: []].union(ImportTable.everywhere)
            for (number, line) in source.code.enumerated() {
                guard let module = Self.importedModule(line), !allowed.contains(module) else { continue }
                offences.append("\(source.path):\(number + 1) imports \(module)")
            }
        }
        #expect(offences == [])
    }

    @Test func everyTargetStandsInTheImportTable() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Project.path("Sources"))
            .filter { !$0.hasPrefix(".") }
        #expect(Set(folders).subtracting(ImportTable.systemLibraries) == Set(ImportTable.allowed.keys))
    }

    @Test func filesAreShort() {
        let long =
            sources.filter { $0.lines.count > 501 }.map { "\($0.path): \($0.lines.count - 1) lines, 500 at most" }
            + tests.filter { $0.lines.count > 601 }.map { "\($0.path): \($0.lines.count - 1) lines, 600 at most" }
        #expect(long == [])
    }

    /// Its own queue and checks make the transfer loop safe to share; nothing else goes past the compiler.
    @Test func oneTypeIsSendableWithoutProof() {
        let found = (sources + tests).flatMap { $0.places(matching: #/@unchecked\s+Sendable/#) }
        #expect(found.map { $0.prefix { $0 != ":" } } == ["Sources/FleetHTTP/TransferLoop.swift"])
    }

    @Test(arguments: [
        #"\bnonisolated\(unsafe\)"#, #"\btry!"#, #"\bas!"#, #"\bfatalError\b"#,
    ])
    func nothingGoesPastTheChecks(_ pattern: String) throws {
        let regex = try Regex(pattern)
        #expect((sources + tests).flatMap { $0.places(matching: regex) } == [])
    }

    /// Commands write through their one console, so that data and messages stay apart.
    @Test func onlyListedFilesPrint() {
        let allowed = ["Sources/FleetBenchmarks/", "Tests/Support/ServerFolder.swift"]
        // What is declared here, or called on something, is another function of that name.
        let call = #/^(?!.*\bfunc (?:debugPrint|print)\().*(?:^|[^\w.])(?:debugPrint|print)\(/#
        let found = (sources + tests).flatMap { $0.places(matching: call) }
        #expect(found.filter { place in !allowed.contains { place.hasPrefix($0) } } == [])
    }

    /// What is left to do is an issue, not a comment.
    @Test func nothingIsLeftForLater() {
        // Put together here, or this file would be the first to be found.
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        var found: [String] = []
        for source in sources + tests {
            for (number, line) in source.lines.enumerated() where words.contains(where: { line.contains($0) }) {
                found.append("\(source.path):\(number + 1)")
            }
        }
        #expect(found == [])
    }

    @Test func everyCaseFolderIsUsed() throws {
        let used = Set(
            tests.flatMap { test in
                test.lines.flatMap { line in
                    line.matches(of: #/CaseFolder\.(?:all|one)\("([^"]+)"/#).map { String($0.output.1) }
                }
            }
        )
        let unused = Set(
            Project.files(below: "Tests/Cases").map { String($0.dropFirst("Tests/Cases/".count)) }
                // A file directly in Cases belongs to no case.
                .filter { $0.contains("/") }
                .filter { file in !used.contains { area in file.hasPrefix(area + "/") } }
                .map { file in file.split(separator: "/").prefix(2).joined(separator: "/") }
        )
        #expect(unused.sorted() == [])
    }

    /// Where expectations come from stands in `Tests/Cases/README.md`, for every area.
    @Test func everyAreaOfCasesIsExplained() throws {
        let page = try Project.text(of: "Tests/Cases/README.md")
        let areas = Set(
            Project.files(below: "Tests/Cases").map { $0.split(separator: "/").dropFirst(2) }
                .filter { $0.count > 1 }
                .compactMap(\.first)
        )
        #expect(areas.filter { !page.contains("| `\($0)` |") }.sorted() == [])
    }

    /// The module that a line of code imports, or nil.
    static func importedModule(_ line: String) -> String? {
        let kinds = "(?:(?:typealias|struct|class|enum|protocol|let|var|func)\\s+)?"
        guard
            let pattern = try? Regex("^\\s*(?:@\\w+(?:\\(\\w+\\))?\\s+)*(?:\\w+\\s+)?import\\s+\(kinds)(\\w+)"),
            let match = line.firstMatch(of: pattern),
            let module = match.output[1].substring
        else { return nil }
        return String(module)
    }
}

/// The rules' own eyes.
@Suite struct SourceTextTests {
    @Test func commentsAndLiteralsAreNotCode() {
        let text = #"""
            let a = "try! // \(f("as!")) \" x" // try!
            /* fatalError( /* nested */
            still */ let b = #"raw " \(no) "# + c
            let d = """
                print("x")
                """; e()
            """#
        let wanted = #"""
            let a = "" 

             let b = "" + c
            let d = ""

            ; e()
            """#
        #expect(SourceText.strip(Array(text.utf8)) == wanted)
    }

    @Test(arguments: [
        ("import FleetValue", "FleetValue"),
        ("public import FleetModel", "FleetModel"),
        ("@testable import FleetKube", "FleetKube"),
        ("@_exported public import Glibc", "Glibc"),
        ("@_spi(Testing) import FleetHTTP", "FleetHTTP"),
        ("import struct Foundation.Date", "Foundation"),
    ])
    func importsAreSeen(_ line: String, _ module: String) {
        #expect(HouseRulesTests.importedModule(line) == module)
    }

    @Test(arguments: ["let import = 1", "important()", "// import X"])
    func otherLinesAreNoImports(_ line: String) {
        #expect(HouseRulesTests.importedModule(SourceText(path: "", text: line).code[0]) == nil)
    }
}
