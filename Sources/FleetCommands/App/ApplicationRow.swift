import FleetDeclarations
import FleetModel
import FleetRegistry
import FleetSync
import FleetValue

/// One application in `fleet app list`.
struct ApplicationRow {
    var name: String
    var cluster: String
    var namespace: String
    var project: String
    var origin: String
    var record: ApplicationRecord?
    var failure: String?
    var isDeclared: Bool

    /// Joins what is declared with what the state remembers, sorted by name.
    static func rows(
        _ fleet: ExpandedFleet,
        _ records: [ApplicationRecord],
        _ clusters: [Cluster],
        _ selection: Selection
    ) -> [ApplicationRow] {
        let known = Dictionary(records.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let selected = Set(clusters.filter(selection.includes).map(\.name))
        let rendered = Dictionary(
            fleet.applications.map { ($0.name, $0.cluster.name) },
            uniquingKeysWith: { first, _ in first }
        )
        let failures = Dictionary(
            fleet.failures.compactMap { failure in failure.application.map { ($0, failure) } },
            uniquingKeysWith: { first, _ in first }
        )
        var rows = fleet.declared.values.map { declared in
            let application = declared.application
            let destination = application.destination
            let failure = failures[application.name]
            return ApplicationRow(
                name: application.name,
                cluster: rendered[application.name] ?? failure?.cluster ?? known[application.name]?.cluster
                    ?? (destination.name.isEmpty ? destination.server : destination.name),
                namespace: destination.namespace,
                project: application.project,
                origin: declared.origin.description,
                record: known[application.name],
                failure: failure?.message,
                isDeclared: true
            )
        }
        for record in records where fleet.declared[record.name] == nil {
            rows.append(
                ApplicationRow(
                    name: record.name,
                    cluster: record.cluster,
                    namespace: "",
                    project: "",
                    origin: record.origin,
                    record: record,
                    isDeclared: false
                )
            )
        }
        return rows.filter {
            selection.includes(application: $0.name) && (selection.clusters == nil || selected.contains($0.cluster))
        }
        .sorted { $0.name < $1.name }
    }

    /// The rows as a listing.
    static func listing(_ rows: [ApplicationRow], now: Double) -> Listing {
        Listing(
            kind: "ApplicationList",
            columns: [
                .init(title: "NAME"), .init(title: "CLUSTER"), .init(title: "NAMESPACE"),
                .init(title: "PROJECT", isWide: true), .init(title: "SYNC"), .init(title: "HEALTH"),
                .init(title: "SEEN"), .init(title: "REVISION", isWide: true), .init(title: "ORIGIN", isWide: true),
                .init(title: "MESSAGE"),
            ],
            rows: rows.map { $0.row(now: now) }
        )
    }

    private var message: String {
        failure ?? (isDeclared ? record?.message ?? "" : "no longer declared")
    }

    private func row(now: Double) -> Listing.Row {
        let sync = failure == nil ? record?.syncStatus ?? "Unknown" : "Unknown"
        let health = record?.healthStatus ?? "Unknown"
        let revision = record?.revision ?? ""
        return Listing.Row(
            cells: [
                name, cluster, namespace, project, sync, health,
                record.map { Timestamp.age(of: $0.updatedAt, now: now) } ?? "never", shortened(revision), origin,
                message,
            ],
            name: "application/\(name)",
            value: [
                "name": .string(name), "cluster": .string(cluster), "namespace": .string(namespace),
                "project": .string(project), "syncStatus": .string(sync), "healthStatus": .string(health),
                "revision": .string(revision), "origin": .string(origin), "message": .string(message),
                "declared": .bool(isDeclared),
                "seenAt": record.map { .string(Timestamp.text($0.updatedAt)) } ?? .null,
                "lastSynced": record?.lastSynced.map { .string(Timestamp.text($0)) } ?? .null,
            ]
        )
    }

    /// A commit's first letters, as git shows it; anything else whole.
    private func shortened(_ revision: String) -> String {
        revision.count == 40 && revision.allSatisfy(\.isHexDigit) ? String(revision.prefix(8)) : revision
    }
}
