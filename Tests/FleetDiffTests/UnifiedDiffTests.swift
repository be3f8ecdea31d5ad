import FleetDiff
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

struct UnifiedDiffTests {
    /// Expectations are what `diff -u` of GNU diffutils 3.8 prints behind its two headings.
    @Test(arguments: [
        ("", "", ""),
        ("a\n", "a\n", ""),
        ("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"),
        ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
        ("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"),
        // A run of equal lines changes at its end.
        ("a\na\nb\n", "a\na\na\nb\n", "@@ -1,3 +1,4 @@\n a\n a\n+a\n b\n"),
        // Six common lines between two changes: one hunk; seven: two.
        (
            "x\n1\n2\n3\n4\n5\n6\ny\n", "X\n1\n2\n3\n4\n5\n6\nY\n",
            "@@ -1,8 +1,8 @@\n-x\n+X\n 1\n 2\n 3\n 4\n 5\n 6\n-y\n+Y\n"
        ),
        (
            "x\n1\n2\n3\n4\n5\n6\n7\ny\n", "X\n1\n2\n3\n4\n5\n6\n7\nY\n",
            "@@ -1,4 +1,4 @@\n-x\n+X\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-y\n+Y\n"
        ),
        ("a\nb", "a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"),
        ("a\nb", "b", "@@ -1,2 +1 @@\n-a\n b\n\\ No newline at end of file\n"),
        // Lines end at line feeds alone, and are bytes.
        ("a\r\n", "a\n", "@@ -1 +1 @@\n-a\r\n+a\n"),
        ("\u{e9}\n", "e\u{301}\n", "@@ -1 +1 @@\n-\u{e9}\n+e\u{301}\n"),
        ("\n", "\n\n", "@@ -1 +1,2 @@\n \n+\n"),
    ])
    func printsAsDiffDoes(_ left: String, _ right: String, _ expected: String) {
        expectText(UnifiedDiff.text(from: left, to: right), equals: expected)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func agreesWithDiffOnRandomTexts(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        let folder = try ScratchFolder("unified-diff")
        for _ in 0..<25 {
            let left = Self.text(lines: .random(in: 0...30, using: &random), &random)
            let right = Bool.random(using: &random) ? Self.edited(left, &random) : Self.text(lines: 20, &random)
            try folder.write("left", left)
            try folder.write("right", right)
            let tool = try await Tool.run("diff", ["-u", folder.path + "/left", folder.path + "/right"])
            let hunks = tool.stdout.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
            expectText(UnifiedDiff.text(from: left, to: right), equals: hunks.joined(separator: "\n"))
        }
    }

    @Test func largeTextsTakeNoMinutes() {
        var random = SplitMix64(seed: 7)
        let left = Self.text(lines: 6000, &random)
        let right = Self.text(lines: 6000, &random)
        let text = UnifiedDiff.text(from: left, to: right)
        #expect(Self.patched(left, text) == right)
    }

    @Test func manifestsAreSortedWhereBothAreGiven() {
        let live = Manifest(["kind": "A", "apiVersion": "v1", "spec": ["b": 1, "a": [["y": 1, "x": 2]]]])
        let same = Manifest(["apiVersion": "v1", "kind": "A", "spec": ["a": [["x": 2, "y": 1]], "b": 1]])
        #expect(UnifiedDiff.text(live: live, desired: same).isEmpty)
        #expect(
            UnifiedDiff.text(live: nil, desired: Manifest(["kind": "A", "apiVersion": "v1"]))
                == "@@ -0,0 +1,2 @@\n+kind: A\n+apiVersion: v1\n"
        )
        #expect(UnifiedDiff.text(live: nil, desired: nil).isEmpty)
    }

    private static func text(lines: Int, _ random: inout SplitMix64) -> String {
        (0..<lines).map { _ in "line \(Int.random(in: 0..<12, using: &random))\n" }.joined()
    }

    private static func edited(_ text: String, _ random: inout SplitMix64) -> String {
        var lines = text.split(separator: "\n").map(String.init)
        for _ in 0..<4 {
            let place = Int.random(in: 0...lines.count, using: &random)
            if place < lines.count, Bool.random(using: &random) {
                lines.remove(at: place)
            } else {
                lines.insert("line \(Int.random(in: 0..<14, using: &random))", at: place)
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Applies hunks to the text they were made from.
    private static func patched(_ text: String, _ hunks: String) -> String {
        let old = text.split(separator: "\n")
        var next = 0
        var output = ""
        for line in hunks.split(separator: "\n") {
            switch line.first {
            case "@":
                let start = Int(line.dropFirst(4).prefix { $0.isNumber }) ?? 0
                while next < start - 1 {
                    output += old[next] + "\n"
                    next += 1
                }
            case "-": next += 1
            case "+": output += line.dropFirst() + "\n"
            default:
                output += line.dropFirst() + "\n"
                next += 1
            }
        }
        return output + old[next...].map { $0 + "\n" }.joined()
    }
}
