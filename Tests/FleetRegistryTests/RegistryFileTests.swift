import FleetModel
import FleetRegistry
import FleetTestSupport
import Foundation
import Testing

@Suite struct RegistryFileTests {
    let folder: ScratchFolder
    var file: String { folder.path("fleet.db") }

    init() throws {
        folder = try ScratchFolder("registry")
    }

    private func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(name))
        return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
    }

    private func bytes(_ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: folder.path(name)))
    }

    @Test func foldersAndFilesAreForTheirOwnerOnly() throws {
        let registry = try folder.registry("state/fleet/fleet.db")
        try registry.add(.named("eu-1"))
        #expect(try mode("state") == 0o700)
        #expect(try mode("state/fleet") == 0o700)
        for suffix in ["", "-wal", "-shm"] { #expect(try mode("state/fleet/fleet.db" + suffix) == 0o600, "\(suffix)") }
    }

    @Test func openFileLosesWhatItGrantsToOthers() throws {
        try folder.write("fleet.db", "")
        try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: file)
        let registry = try folder.registry()
        try registry.add(.named("eu-1"))
        for suffix in ["", "-wal", "-shm"] { #expect(try mode("fleet.db" + suffix) == 0o600, "\(suffix)") }
    }

    @Test func fileBehindADanglingLinkIsForItsOwnerOnly() throws {
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: folder.path("elsewhere.db"))
        let registry = try folder.registry()
        try registry.add(.named("eu-1"))
        for suffix in ["", "-wal", "-shm"] { #expect(try mode("elsewhere.db" + suffix) == 0o600, "\(suffix)") }
    }

    @Test func connectionIsSetUpAsPromised() throws {
        let registry = try folder.registry()
        #expect(try registry.value("PRAGMA journal_mode") == "wal")
        #expect(try registry.value("PRAGMA synchronous") == "1")
        #expect(try registry.value("PRAGMA foreign_keys") == "1")
        #expect(try registry.value("PRAGMA busy_timeout") == "10000")
        #expect(try registry.value("PRAGMA user_version") == "\(Schema.current.steps.count)")
    }

    @Test func stateIsStillThereNextTime() throws {
        try folder.registry().add(.named("eu-1", labels: ["env": "production"]))
        #expect(!folder.has("fleet.db-wal"))
        let registry = try Registry(path: file)
        #expect(try registry.clusters() == [.named("eu-1", labels: ["env": "production"])])
        #expect(registry.path == file)
    }

    @Test func memoryIsNotShared() throws {
        try Registry.inMemory().add(.named("eu-1"))
        #expect(try Registry.inMemory().clusters() == [])
    }

    @Test func newerFileIsRefusedUntouched() throws {
        try folder.registry().execute("PRAGMA user_version = 7")
        let before = try bytes("fleet.db")
        #expect(throws: RegistryError.newerSchema(path: file, found: 7, known: Schema.current.steps.count)) {
            try Registry(path: file)
        }
        #expect(try bytes("fleet.db") == before)
    }

    @Test func fileMovedForwardWhileOpenIsWrittenNoMore() throws {
        let old = try folder.registry()
        let known = Schema.current.steps.count
        let step = Schema.Step(
            version: known + 1,
            sql: "ALTER TABLE cluster ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'"
        )
        _ = try folder.registry(schema: Schema(steps: Schema.current.steps + [step]))
        #expect(throws: RegistryError.newerSchema(path: file, found: known + 1, known: known)) {
            try old.add(.named("eu-1"))
        }
        #expect(try old.clusters() == [])
    }

    @Test(arguments: ["not a database\n", String(repeating: "garbage ", count: 4096)])
    func garbageIsRefusedUntouched(_ text: String) throws {
        try folder.write("fleet.db", text)
        #expect(throws: RegistryError.notDatabase(path: file)) { try Registry(path: file) }
        #expect(try folder.text("fleet.db") == text)
    }

    @Test(arguments: ["CREATE TABLE photo (id INTEGER)", "PRAGMA application_id = 42"])
    func databaseOfAnotherProgramIsRefusedUntouched(_ sql: String) throws {
        let registry = try folder.registry(schema: Schema(steps: []))
        try registry.execute("PRAGMA application_id = 0; \(sql)")
        try FileManager.default.setAttributes([.posixPermissions: 0o664], ofItemAtPath: file)
        #expect(throws: RegistryError.foreignDatabase(path: file)) { try Registry(path: file) }
        #expect(try mode("fleet.db") == 0o664)
        #expect(try registry.value("SELECT count(*) FROM sqlite_master WHERE name = 'cluster'") == "0")
    }

    @Test func damagedFileIsToldFromAForeignOne() throws {
        try folder.registry().save((0..<200).map { .named("application-\($0)") })
        var content = try bytes("fleet.db")
        content.replaceSubrange(4096..., with: Data(repeating: 0xA5, count: content.count - 4096))
        try content.write(to: URL(filePath: file))
        #expect(throws: RegistryError.corrupted(path: file, detail: "database disk image is malformed")) {
            try Registry(path: file).applications()
        }
    }

    @Test func columnThatIsNoJSONIsDamage() throws {
        let registry = try folder.registry()
        try registry.add(.named("eu-1"))
        try registry.execute("UPDATE cluster SET labels = '{'")
        #expect(throws: RegistryError.corrupted(path: file, detail: "a column that should hold JSON does not")) {
            try registry.clusters()
        }
    }

    @Test func columnOfAnUnknownWordIsDamage() throws {
        let registry = try folder.registry()
        _ = try registry.beginOperation(kind: "sync", user: "me", owner: .run(7), duration: .seconds(1))
        try registry.execute("UPDATE operation SET phase = 'Paused'")
        #expect(throws: RegistryError.corrupted(path: file, detail: "a column holds a word that is not known")) {
            try registry.operations(limit: 1)
        }
    }

    @Test func pathThatIsNoFileCanNotBeOpened() throws {
        try folder.write("file", "")
        let inFile = folder.path("file/fleet.db")
        #expect(throws: RegistryError.cannotOpen(path: inFile, reason: "Not a directory")) {
            try Registry(path: inFile)
        }
        let below = folder.path("file/fleet/fleet.db")
        let reason = "folder \"\(folder.path("file/fleet"))\": Not a directory"
        #expect(throws: RegistryError.cannotOpen(path: below, reason: reason)) { try Registry(path: below) }
        #expect(throws: RegistryError.cannotOpen(path: folder.path, reason: "unable to open database file")) {
            try Registry(path: folder.path)
        }
    }

    @Test func refusedWritingIsReadOnly() throws {
        let registry = try folder.registry()
        try registry.execute("PRAGMA query_only = 1")
        #expect(throws: RegistryError.readOnly(path: file)) { try registry.add(.named("eu-1")) }
        #expect(try registry.clusters() == [])
    }

    @Test func fullDiskKeepsNothingOfTheChange() throws {
        let registry = try folder.registry()
        try registry.save([.named("before")])
        let pages = try #require(try registry.value("PRAGMA page_count").flatMap { Int($0) })
        try registry.execute("PRAGMA max_page_count = \(pages + 4)")
        let many = (0..<1000).map { ApplicationRecord.named("application-\($0)") }
        #expect(throws: RegistryError.diskFull(path: file)) { try registry.save(many) }
        #expect(try registry.applications().map(\.name) == ["before"])

        try registry.execute("PRAGMA max_page_count = 1000000")
        try registry.save(many)
        #expect(try registry.applications().count == 1001)
        #expect(try registry.value("PRAGMA integrity_check") == "ok")
    }
}
