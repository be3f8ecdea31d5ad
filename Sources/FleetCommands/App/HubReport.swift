import FleetDiff
import FleetModel
import FleetSync
import FleetValue

/// What applying to a hub came to, as text and as a document.
struct HubReport {
    var hub: String
    var namespace: String
    var isDryRun: Bool
    /// What could not be generated; said already.
    var failures: [String]
    var changes: [HubChange]
    /// The operation's number in the journal; nil when nothing was sent.
    var operation: Int64?

    /// Whether something could not be done.
    var hasFailures: Bool { !failures.isEmpty || changes.contains { $0.kind == .failed } }
    /// Whether the hub changes, or would.
    var hasChanges: Bool { changes.contains(where: \.isChange) }

    /// `3 to create, 1 to change, 0 to delete on hub "eu" (namespace argocd)`, or what was done.
    var summary: String {
        let isDone = operation != nil
        let words = [(HubChange.Kind.created, "to create"), (.changed, "to change"), (.deleted, "to delete")]
            .map { kind, wish in "\(changes.count(kind)) \(isDone ? kind.rawValue : wish)" }
        return words.joined(separator: ", ") + " on hub \"\(hub)\" (namespace \(namespace))"
            + (operation.map { ", operation \($0)" } ?? "")
    }

    /// Prints what differs, as a unified diff to stdout.
    func printDifferences() {
        for change in changes where change.isChange {
            let place = "\(hub)/\(change.key)"
            let desired = change.kind == .deleted ? nil : change.predicted
            let body = UnifiedDiff.text(live: change.live, desired: desired)
            Output.write(
                "--- \(change.live == nil ? "/dev/null" : "live/\(place)")\n"
                    + "+++ \(desired == nil ? "/dev/null" : "declared/\(place)")\n" + body
            )
        }
    }

    /// Prints what was done to stdout and what failed to stderr.
    func print(as format: AppApply.Format) {
        if format == .json {
            Output.write(value, as: .json)
        } else if !isDryRun, operation != nil {
            Output.write(table)
        }
        for change in changes {
            switch change.kind {
            case .failed: Output.error("\(HubReport.name(of: change.key)) \(change.message)")
            case .kept: Output.note("\(HubReport.name(of: change.key)) \(change.message)")
            default: continue
            }
        }
        Output.note(hasChanges ? summary : "nothing to change on hub \"\(hub)\" (namespace \(namespace))")
    }

    private var table: String {
        let rows = changes.filter { $0.isChange || $0.kind == .failed }.map { change in
            [Self.name(of: change.key), change.applicationSet, change.kind.rawValue, change.message]
        }
        return Table.text([["RESOURCE", "APPLICATIONSET", "RESULT", "MESSAGE"]] + rows)
    }

    private var value: Value {
        [
            "apiVersion": "fleet.internal/v1",
            "kind": "HubApplyResult",
            "hub": .string(hub),
            "namespace": .string(namespace),
            "dryRun": .bool(isDryRun),
            "complete": .bool(!hasFailures),
            "operation": operation.map { .integer($0) } ?? .null,
            "failures": .array(failures.map { .string($0) }),
            "items": .array(
                changes.map { change in
                    [
                        "kind": .string(change.key.kind), "name": .string(change.key.name),
                        "applicationSet": .string(change.applicationSet), "result": .string(change.kind.rawValue),
                        "message": .string(change.message),
                        "changes": .array(
                            change.fields.map { field in
                                [
                                    "path": .string(field.path.description), "live": field.live ?? .null,
                                    "desired": field.desired ?? .null,
                                ]
                            }
                        ),
                    ]
                }
            ),
        ]
    }

    /// `application/web`.
    static func name(of key: ResourceKey) -> String { "\(key.kind.lowercased())/\(key.name)" }
}
