import FleetDeclarations
import FleetDiff
import FleetModel
import FleetSync
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetDrift

@Suite struct DriftReportTests {
    @Test(arguments: try CaseFolder.all("Drift"))
    func reportsWhatDiffers(_ folder: CaseFolder) throws {
        let described = try DriftCase(try folder.value("comparisons.yaml"))
        let text = JSONWriter.text(of: described.report.value { "T\($0)" }, layout: .indented, sortsKeys: true)
        folder.expect(text + "\n", in: "report.json")
    }

    private func report(
        _ resources: [ResourceComparison],
        failures: [ApplicationFailure] = [],
        failure: ClusterFailure? = nil
    ) -> DriftReport {
        DriftReport(
            comparisons: [
                ClusterComparison(
                    cluster: "one",
                    applications: failure == nil ? [.make("web", resources)] : [],
                    failure: failure
                )
            ],
            failures: failures,
            startedAt: 0,
            seconds: 0
        )
    }

    private static let secret = ResourceKey(group: "", kind: "Secret", namespace: "web", name: "token")

    /// Neither old nor new values leave, in whatever shape they come.
    @Test func noSecretLeaves() throws {
        let before = Value.string("b2xkLXNlY3JldA==")
        let after = Value.string("bmV3LXNlY3JldA==")
        let live = Manifest([
            "kind": "Secret", "apiVersion": "v1", "data": ["password": before, "same": before],
            "stringData": ["plain": "old-secret"],
        ])
        let predicted = Manifest(["kind": "Secret", "apiVersion": "v1", "data": ["password": after, "added": after]])
        var changes = FieldComparison.changes(live: live, predicted: predicted)
        // And where the whole of it is new.
        changes.append(FieldChange(path: FieldPath([.field("data")]), live: nil, desired: ["password": after]))
        let found = report([
            ResourceComparison(key: Self.secret, live: live, predicted: predicted, outcome: .modified(changes))
        ])
        let text = JSONWriter.text(of: found.value { "\($0)" }) + "\(found)"
        for secret in ["b2xkLXNlY3JldA", "bmV3LXNlY3JldA", "old-secret"] { #expect(!text.contains(secret), "\(text)") }
        // That it changed is still to be seen.
        let password = try #require(found.findings[0].changes.first { $0.path.description == "data.password" })
        #expect(password.live == "++++++++")
        #expect(password.desired == "++++++++++++")
    }

    @Test func whatOtherKindsHoldIsShown() {
        let change = FieldChange(path: FieldPath([.field("data"), .field("color")]), live: "red", desired: "blue")
        let key = ResourceKey(group: "", kind: "ConfigMap", namespace: "web", name: "a")
        let found = report([ResourceComparison(key: key, outcome: .modified([change]))])
        #expect(found.findings.flatMap(\.changes) == [change])
    }

    @Test func driftAndBlindnessAreDifferentThings() {
        let key = ResourceKey(group: "", kind: "ConfigMap", namespace: "web", name: "a")
        func verdict(_ report: DriftReport) -> [Bool] { [report.hasDrift, report.isBlind] }
        #expect(verdict(report([])) == [false, false])
        #expect(verdict(report([ResourceComparison(key: key, outcome: .synced)])) == [false, false])
        #expect(verdict(report([ResourceComparison(key: key, outcome: .missing)])) == [true, false])
        #expect(verdict(report([ResourceComparison(key: key, outcome: .extra)])) == [true, false])
        #expect(verdict(report([ResourceComparison(key: key, outcome: .unknown("why"))])) == [false, true])
        let failed = ApplicationFailure(subject: "application/x", stage: .render, message: "no")
        #expect(verdict(report([], failures: [failed])) == [false, true])
        #expect(verdict(report([], failure: ClusterFailure(Unanswered()))) == [false, true])
    }

    /// Hooks are never compared: an application is not blind on their account, and nothing of it is missing.
    @Test func hooksAreNoDrift() {
        var comparison = ApplicationComparison.make("web", [])
        comparison.hooks = [ResourceKey(group: "batch", kind: "Job", namespace: "web", name: "migrate")]
        let found = DriftReport(
            comparisons: [ClusterComparison(cluster: "one", applications: [comparison])],
            failures: [],
            startedAt: 0,
            seconds: 0
        )
        #expect(found.findings == [])
    }

    @Test func theOrderOfWhatIsComparedIsNoMatter() throws {
        let folder = try CaseFolder.one("Drift", "everything")
        var described = try DriftCase(try folder.value("comparisons.yaml"))
        let first = described.report
        for _ in 1...5 {
            described.comparisons.shuffle()
            described.failures.shuffle()
            for index in described.comparisons.indices {
                described.comparisons[index].applications.shuffle()
                described.comparisons[index].orphans.shuffle()
            }
            #expect(described.report == first)
        }
    }
}

private struct Unanswered: Error {}
