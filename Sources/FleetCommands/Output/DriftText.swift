import FleetDiff
import FleetDrift
import FleetModel
import FleetValue

/// A drift report as a table.
enum DriftText {
    /// The longest value that is shown in a cell.
    private static let longest = 60

    /// A line for each changed field, missing or extra resource, and each thing that could not be looked at; empty
    /// when there is none.
    static func table(_ report: DriftReport) -> String {
        guard !report.findings.isEmpty else { return "" }
        var lines = [["CLUSTER", "APPLICATION", "RESOURCE", "DRIFT", "FIELD", "LIVE", "DECLARED", "BY", "WHEN"]]
        for finding in report.findings {
            let start = [
                finding.cluster.isEmpty ? "-" : finding.cluster,
                finding.application.isEmpty ? "-" : finding.application,
                finding.resource?.description ?? "-",
                finding.kind.rawValue,
            ]
            if finding.changes.isEmpty {
                lines.append(start + (finding.message.isEmpty ? [] : [finding.message]))
            }
            for change in finding.changes {
                lines.append(
                    start + [
                        change.path.description, text(change.live), text(change.desired), owner(change.owner),
                        change.owner.flatMap { $0.time.isEmpty ? nil : $0.time } ?? "-",
                    ]
                )
            }
        }
        return Table.text(lines)
    }

    /// One line for the end.
    static func summary(_ report: DriftReport) -> String {
        let reachable = report.clusters.filter(\.isReachable).count
        let resources = report.clusters.reduce(0) { $0 + $1.resources }
        let drifted = report.findings.filter { !$0.kind.isBlind }.count
        let blind = report.findings.count - drifted
        let clusters = "\(reachable) of \(report.clusters.count) clusters"
        let result = drifted == 0 ? "nothing drifted" : "\(drifted) drifted"
        let unseen = blind == 0 ? "" : ", \(blind) could not be looked at"
        return "\(result)\(unseen): \(resources) resources on \(clusters) in \(seconds(report.seconds)) s"
    }

    private static func seconds(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    private static func owner(_ owner: FieldOwner?) -> String {
        guard let owner else { return "-" }
        return owner.subresource.isEmpty ? owner.manager : "\(owner.manager) (\(owner.subresource))"
    }

    private static func text(_ value: Value?) -> String {
        guard let value else { return "<none>" }
        let text =
            value.string.map { $0.contains("\n") || $0.isEmpty ? JSONWriter.text(of: value) : $0 }
            ?? JSONWriter.text(of: value)
        return text.count > longest ? String(text.prefix(longest - 1)) + "…" : text
    }
}
