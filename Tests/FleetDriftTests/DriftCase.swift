import FleetDeclarations
import FleetDiff
import FleetModel
import FleetSync
import FleetValue
import FleetYAML
import Testing

@testable import FleetDrift

/// What was compared, as a case describes it.
struct DriftCase {
    var comparisons: [ClusterComparison]
    var failures: [ApplicationFailure]

    /// The report of it.
    var report: DriftReport {
        DriftReport(comparisons: comparisons, failures: failures, startedAt: 1000, seconds: 1.23456)
    }

    init(_ value: Value) throws {
        comparisons = try (value["clusters"]?.array ?? []).map(Self.cluster)
        failures = try (value["failures"]?.array ?? []).map { entry in
            ApplicationFailure(
                subject: try #require(entry["subject"]?.string),
                cluster: entry["cluster"]?.string,
                stage: .render,
                message: try #require(entry["message"]?.string)
            )
        }
    }

    private static func cluster(_ entry: Value) throws -> ClusterComparison {
        let name = try #require(entry["name"]?.string)
        if let message = entry["failure"]?.string {
            return ClusterComparison(cluster: name, failure: ClusterFailure(Failure(description: message)))
        }
        return ClusterComparison(
            cluster: name,
            applications: try (entry["applications"]?.array ?? []).map(application),
            orphans: (entry["orphans"]?.array ?? []).map {
                OrphanedResource(key: Manifest($0).key, application: $0["of"]?.string ?? "")
            }
        )
    }

    private static func application(_ entry: Value) throws -> ApplicationComparison {
        var comparison = ApplicationComparison.make(
            try #require(entry["name"]?.string),
            try (entry["resources"]?.array ?? []).map(resource),
            isRemoved: entry["removed"]?.bool ?? false
        )
        comparison.gaps = (entry["gaps"]?.array ?? []).compactMap(\.string)
        return comparison
    }

    private static func resource(_ entry: Value) throws -> ResourceComparison {
        if let live = entry["modified"], let predicted = entry["to"] {
            let (live, predicted) = (Manifest(live), Manifest(predicted))
            return ResourceComparison(
                key: live.key,
                live: live,
                predicted: predicted,
                outcome: .modified(FieldComparison.changes(live: live, predicted: predicted))
            )
        }
        if let extra = entry["extra"] {
            return ResourceComparison(key: Manifest(extra).key, live: Manifest(extra), outcome: .extra)
        }
        if let unknown = entry["unknown"] {
            let reason = entry["reason"]?.string ?? ""
            return ResourceComparison(key: Manifest(unknown).key, outcome: .unknown(reason))
        }
        if let missing = entry["missing"] { return ResourceComparison(key: Manifest(missing).key, outcome: .missing) }
        return ResourceComparison(key: Manifest(try #require(entry["synced"])).key, outcome: .synced)
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }
}

extension ApplicationComparison {
    /// A comparison of an application with a name.
    static func make(
        _ name: String,
        _ resources: [ResourceComparison],
        isRemoved: Bool = false
    ) -> ApplicationComparison {
        let application = Application(
            manifest: Manifest([:]),
            name: name,
            namespace: "",
            project: "default",
            sources: [],
            destination: ApplicationDestination(),
            syncPolicy: SyncPolicy(),
            finalizers: []
        )
        return ApplicationComparison(
            desired: DesiredApplication(
                declared: DeclaredApplication(application, origin: .state("test")),
                cluster: Cluster(name: "one", server: "https://one.example"),
                project: .default,
                manifests: [],
                revisions: [],
                hash: "",
                isRemoved: isRemoved
            ),
            resources: resources
        )
    }
}
