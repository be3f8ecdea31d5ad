import FleetTestSupport
import Foundation
import Testing

@testable import FleetArchive

/// Archives made by hand and by the machine's `tar`.
@Suite(.timeLimit(.minutes(1))) struct ArchiveTests {
    private let limits = Tar.Limits(maximumBytes: 1 << 20, maximumFiles: 100)

    @Test(arguments: ["--format=ustar", "--format=gnu", "--format=pax", "--format=oldgnu", "--format=v7"])
    func readsWhatTarWrites(_ format: String) async throws {
        let folder = try ScratchFolder("archive")
        let long =
            "chart/"
            + (format.hasSuffix("v7")
                ? "long" : String(repeating: "long-", count: 12) + "/" + String(repeating: "name-", count: 15))
        try folder.write("chart/Chart.yaml", "name: x\n")
        try folder.write("chart/empty", "")
        try folder.write(long, "long\n")
        try folder.write("chart/big", String(repeating: "0123456789", count: 10_000))
        let run = try await Tool.run("tar", [format, "-czf", "x.tgz", "./chart"], in: folder.path)
        #expect(run.status == 0, "\(run)")
        let files = try Tar.files(inGzip: Array(Data(contentsOf: URL(filePath: folder.path("x.tgz")))), limits: limits)
        #expect(files.keys.sorted() == ["chart/Chart.yaml", "chart/big", "chart/empty", long].sorted())
        #expect(files["chart/Chart.yaml"] == Array("name: x\n".utf8))
        #expect(files["chart/big"]?.count == 100_000)
        #expect(files[long] == Array("long\n".utf8))
    }

    @Test(arguments: ["../x", "a/../../x", "/etc/passwd", "a/..", "a\\..\\x"])
    func pathsThatLeadOutAreRefused(_ path: String) {
        #expect(throws: ArchiveError.outside(path)) {
            try Tar.files(in: TarBuilder.archive([TarBuilder.entry(path, "x")]), limits: limits)
        }
    }

    @Test(arguments: ["1", "2", "3", "4", "6", "?"])
    func linksAndDevicesAreRefused(_ kind: String) throws {
        #expect(throws: ArchiveError.notAFile("a/b")) {
            try Tar.files(in: TarBuilder.archive([TarBuilder.entry("a/b", "", kind: kind)]), limits: limits)
        }
    }

    @Test func countAndSizeAreBounded() {
        let many = (0...100).map { TarBuilder.entry("f\($0)", "x") }
        #expect(throws: ArchiveError.tooMany(maximumFiles: 100)) {
            try Tar.files(in: TarBuilder.archive(many), limits: limits)
        }
        let folders = (0...400).map { TarBuilder.entry("d\($0)/", "", kind: "5") }
        #expect(throws: ArchiveError.tooMany(maximumFiles: 100)) {
            try Tar.files(in: TarBuilder.archive(folders), limits: limits)
        }
        let large = [TarBuilder.entry("a", String(repeating: "x", count: 1_048_577))]
        #expect(throws: ArchiveError.tooLarge(maximumBytes: 1 << 20)) {
            try Tar.files(in: TarBuilder.archive(large), limits: limits)
        }
    }

    @Test func aBombIsNotUnpacked() async throws {
        let folder = try ScratchFolder("bomb")
        let script = "head -c 50000000 /dev/zero | gzip -9 > bomb.gz"
        let run = try await Tool.run("sh", ["-c", script], in: folder.path)
        #expect(run.status == 0)
        let bytes = Array(try Data(contentsOf: URL(filePath: folder.path("bomb.gz"))))
        #expect(throws: ArchiveError.tooLarge(maximumBytes: 1 << 20)) {
            try Tar.files(inGzip: bytes, limits: limits)
        }
    }

    @Test func damageIsNoticed() async throws {
        let folder = try ScratchFolder("damage")
        try folder.write("a", String(repeating: "text ", count: 1_000))
        #expect(try await Tool.run("tar", ["-czf", "x.tgz", "a"], in: folder.path).status == 0)
        let good = Array(try Data(contentsOf: URL(filePath: folder.path("x.tgz"))))
        #expect(throws: ArchiveError.malformed("the gzip file ends too early")) {
            try Tar.files(inGzip: Array(good.dropLast(9)), limits: limits)
        }
        var changed = good
        changed[changed.count - 6] ^= 0xFF
        #expect(throws: ArchiveError.malformed("the file is not gzip, or damaged")) {
            try Tar.files(inGzip: changed, limits: limits)
        }
        #expect(throws: ArchiveError.malformed("the file is not gzip, or damaged")) {
            try Tar.files(inGzip: Array("name: x\n".utf8), limits: limits)
        }
        #expect(throws: ArchiveError.malformed("the gzip file ends too early")) {
            try Tar.files(inGzip: [], limits: limits)
        }
        var tar = TarBuilder.archive([TarBuilder.entry("a", "x")])
        tar[0] ^= 1
        #expect(throws: ArchiveError.malformed("the file is no tar archive, or damaged")) {
            try Tar.files(in: tar, limits: limits)
        }
        #expect(throws: ArchiveError.malformed("the tar archive ends too early")) {
            try Tar.files(
                in: Array(TarBuilder.entry("a", String(repeating: "x", count: 600)).prefix(700)),
                limits: limits
            )
        }
    }
}

/// Makes archives that no tar would.
private enum TarBuilder {
    static func archive(_ entries: [[UInt8]]) -> [UInt8] {
        entries.flatMap { $0 } + [UInt8](repeating: 0, count: 1_024)
    }

    static func entry(_ path: String, _ text: String, kind: String = "0") -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ place: Int) {
            for (index, byte) in text.utf8.enumerated() { header[place + index] = byte }
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(path, 0)
        put("0000644\u{0}", 100)
        put(octal(text.utf8.count, 11), 124)
        put(kind, 156)
        put("ustar\u{0}00", 257)
        let sum = header.reduce(8 * 32) { $0 + Int($1) }
        put(octal(sum, 6) + "\u{0} ", 148)
        let padding = (512 - text.utf8.count % 512) % 512
        return header + Array(text.utf8) + [UInt8](repeating: 0, count: padding)
    }
}
