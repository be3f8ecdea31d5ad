import FleetDeclarations
import FleetHealth
import FleetModel
import FleetSync
import FleetValue

/// What a sync did, as a listing and remarks.
enum SyncText {
    /// Prints what was done to which resource to stdout, and what failed and a summary to stderr.
    static func print(_ outcome: SyncOutcome, as format: OutputFormat) {
        switch format {
        case .json: Output.write(value(outcome), as: .json)
        case .yaml: Output.write(value(outcome), as: .yaml)
        case .table, .wide, .name:
            let listing = listing(outcome)
            if !listing.rows.isEmpty { listing.print(as: format) }
        }
        for failure in outcome.failures { Output.error("\(failure.subject): \(failure.message)") }
        for (_, failure) in outcome.unreachable.sorted(by: { $0.key < $1.key }) { Output.error("\(failure)") }
        for result in outcome.results where result.phase != .succeeded && outcome.unreachable[result.cluster] == nil {
            Output.error("application \"\(result.application)\" on \(result.cluster): \(result.message)")
        }
        if !outcome.undeclared.isEmpty {
            let names = outcome.undeclared.joined(separator: ", ")
            Output.note("no longer declared, left alone without --prune: \(names)")
        }
        if !outcome.kept.isEmpty {
            let names = outcome.kept.map(\.description).joined(separator: ", ")
            Output.note("no longer generated, kept by applicationsSync: \(names)")
        }
        Output.note(summary(outcome))
    }

    private static func listing(_ outcome: SyncOutcome) -> Listing {
        Listing(
            kind: "SyncResultList",
            columns: [
                .init(title: "CLUSTER"), .init(title: "APPLICATION"), .init(title: "RESOURCE"), .init(title: "RESULT"),
                .init(title: "MESSAGE"),
            ],
            rows: sorted(outcome).flatMap { result in
                result.resources.map { resource in
                    Listing.Row(
                        cells: [
                            result.cluster, result.application, resource.key.description, resource.code.rawValue,
                            resource.message,
                        ],
                        name: "\(result.cluster)/\(result.application)/\(resource.key)",
                        value: value(resource)
                    )
                }
            }
        )
    }

    /// One document with an entry for each application.
    private static func value(_ outcome: SyncOutcome) -> Value {
        [
            "apiVersion": "fleet.internal/v1",
            "kind": "SyncResultList",
            "operation": outcome.operation.map { .integer($0) } ?? .null,
            "complete": .bool(outcome.isComplete),
            "undeclared": .array(outcome.undeclared.map { .string($0) }),
            "kept": .array(
                outcome.kept.map { kept in
                    [
                        "name": .string(kept.name), "applicationSet": .string(kept.applicationSet),
                        "applicationsSync": .string(kept.policy.rawValue),
                    ]
                }
            ),
            "failures": .array(
                outcome.failures.map { failure in
                    [
                        "subject": .string(failure.subject), "cluster": .string(failure.cluster ?? ""),
                        "stage": .string(failure.stage.rawValue), "message": .string(failure.message),
                    ]
                }
            ),
            "items": .array(
                sorted(outcome).map { result in
                    [
                        "cluster": .string(result.cluster), "application": .string(result.application),
                        "phase": .string(result.phase.rawValue), "message": .string(result.message),
                        "revisions": .array(result.revisions.map { .string($0) }),
                        "healthStatus": result.health.map { .string($0.status.rawValue) } ?? .null,
                        "resources": .array(result.resources.map(value)),
                    ]
                }
            ),
        ]
    }

    private static func value(_ resource: ResourceResult) -> Value {
        [
            "group": .string(resource.key.group), "kind": .string(resource.key.kind),
            "namespace": .string(resource.key.namespace), "name": .string(resource.key.name),
            "result": .string(resource.code.rawValue), "message": .string(resource.message),
        ]
    }

    private static func sorted(_ outcome: SyncOutcome) -> [ApplicationResult] {
        outcome.results.sorted { ($0.cluster, $0.application) < ($1.cluster, $1.application) }
    }

    /// One line for the end.
    static func summary(_ outcome: SyncOutcome) -> String {
        let changed = outcome.results.reduce(0) { total, result in
            total + result.resources.count { $0.code == .synced || $0.code == .pruned }
        }
        let good = outcome.results.count { $0.phase == .succeeded }
        let clusters = Set(outcome.results.map(\.cluster)).count
        let start =
            "\(good) of \(count(outcome.results.count, "application")) on \(count(clusters, "cluster")) succeeded"
        let what = changed == 0 ? "nothing had to be changed" : "\(count(changed, "resource")) changed"
        return "\(start), \(what)" + (outcome.operation.map { " (operation \($0))" } ?? "")
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}
