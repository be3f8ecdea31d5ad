import FleetModel
import FleetRegistry
import FleetTestSupport
import FleetValue
import Testing

@Suite struct MigrationTests {
    let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder("migration")
    }

    /// `state.sql` is what a binary of that version wrote; it is made a file, opened with this binary and told back.
    @Test(arguments: try CaseFolder.all("Registry"))
    func fileOfAnyVersionIsReadToday(_ version: CaseFolder) throws {
        let number = try #require(Int(version.name.drop { !$0.isNumber }))
        let step = Schema.Step(version: number, sql: try version.text("state.sql"))
        _ = try folder.registry(schema: Schema(steps: [step]))
        let registry = try folder.registry()
        #expect(try registry.value("PRAGMA user_version") == "\(Schema.current.steps.count)")
        version.expect(try told(registry), in: "expected.txt")
    }

    @Test func stepsAreTakenInOrderAndOnce() throws {
        var schema = Schema.current
        try folder.registry(schema: schema).add(.named("eu-1"))
        let next = schema.steps.count + 1
        schema.steps.append(
            .init(version: next, sql: "CREATE TABLE news (text TEXT); INSERT INTO news VALUES ('first')")
        )
        schema.steps.append(.init(version: next + 1, sql: "UPDATE news SET text = text || ', second'"))
        for _ in 0..<2 {
            let registry = try folder.registry(schema: schema)
            #expect(try registry.value("SELECT group_concat(text) FROM news") == "first, second")
            #expect(try registry.value("PRAGMA user_version") == "\(next + 1)")
            #expect(try registry.clusters() == [.named("eu-1")])
        }
    }

    @Test func stepThatFailsLeavesTheFileAsItWas() throws {
        try folder.registry().add(.named("eu-1"))
        var schema = Schema.current
        let current = schema.steps.count
        schema.steps.append(.init(version: current + 1, sql: "DROP TABLE setting"))
        schema.steps.append(.init(version: current + 2, sql: "DROP TABLE nowhere"))
        let path = folder.path("fleet.db")
        #expect(throws: RegistryError.sqlite(path: path, code: 1, message: "no such table: nowhere")) {
            try folder.registry(schema: schema)
        }
        let registry = try folder.registry()
        #expect(try registry.value("PRAGMA user_version") == "\(current)")
        #expect(try registry.setting("key") == nil)
        #expect(try registry.clusters() == [.named("eu-1")])
    }

    /// All that a registry answers, a line each.
    private func told(_ registry: Registry) throws -> String {
        var lines: [String] = []
        for cluster in try registry.clusters() {
            lines.append("cluster \(cluster.name) \(cluster.server) project=\(cluster.project)")
            lines.append("  labels \(sorted(cluster.labels))")
            lines.append("  annotations \(sorted(cluster.annotations))")
            lines.append("  credential \(cluster.credential.map { "\($0)" } ?? "none")")
            if let facts = try registry.facts()[cluster.name] {
                lines.append("  facts \(facts.version) seen=\(facts.lastSeen) tried=\(facts.lastAttempt)")
                lines.append("  error \(facts.lastError ?? "none")")
            }
            lines.append("  inventory \(try registry.inventoryIsKnown(cluster: cluster.name) ? "known" : "unknown")")
            for (application, entries) in try registry.inventory(cluster: cluster.name).sorted(by: { $0.key < $1.key })
            {
                for entry in entries {
                    lines.append("  \(application): \(entry.key) \(entry.version) wave \(entry.wave)")
                }
                let seen = try registry.observations(cluster: cluster.name, application: application)
                for (key, observation) in seen.sorted(by: { $0.key < $1.key }) {
                    lines.append(
                        "  \(application): \(key) at \(observation.resourceVersion) \(observation.desiredHash)"
                    )
                }
            }
        }
        for record in try registry.applications() {
            lines.append("application \(record.name) on \(record.cluster) by \(record.origin)")
            lines.append("  \(record.manifest)")
            lines.append("  \(record.revision ?? "none") \(record.desiredHash ?? "none")")
            lines.append("  \(record.syncStatus) \(record.healthStatus) \"\(record.message)\"")
            if let policy = record.applicationsSync { lines.append("  applicationsSync \(policy)") }
            lines.append("  synced \(record.lastSynced.map { "\($0)" } ?? "never") updated \(record.updatedAt)")
        }
        for lease in try registry.leases() {
            lines.append("lease of \(lease.cluster) by \(lease.holder) from \(lease.since) to \(lease.until)")
        }
        for operation in try registry.operations(limit: 99) {
            lines.append("operation \(operation.id) \(operation.kind) by \(operation.user) \(operation.owner)")
            lines.append("  \(JSONWriter.text(of: operation.parameters, sortsKeys: true))")
            lines.append("  \(operation.phase.rawValue) \"\(operation.message)\"")
            lines.append("  from \(operation.startedAt) to \(operation.finishedAt.map { "\($0)" } ?? "now")")
            for record in try registry.steps(of: operation.id) {
                let step = record.step
                lines.append(
                    "  step \(record.id) \(step.action.rawValue) \(step.key) on \(step.cluster) of \(step.application)"
                )
                lines.append("    \(step.phase) wave \(step.wave) \(record.state.rawValue) \"\(record.message)\"")
            }
        }
        lines.append("setting \(try registry.setting("revision/main") ?? "none")")
        return lines.joined(separator: "\n") + "\n"
    }

    private func sorted(_ strings: [String: String]) -> String {
        strings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
