import FleetGenerators
import FleetModel
import FleetValue
import Testing

@Suite struct ApplicationSetPolicyTests {
    private static func policy(_ sync: String = "sync", ignoring rules: [Value] = []) throws -> ApplicationSetPolicy {
        var set = try Fixtures.applicationSet()
        set.syncPolicy.applicationsSync = .init(rawValue: sync) ?? .sync
        set.preservedFields = PreservedFields(annotations: ["mine"], labels: ["owner"])
        set.ignoreApplicationDifferences = rules
        return try ApplicationSetPolicy(of: set)
    }

    private static func application(_ spec: Value = [:], _ metadata: Mapping = Mapping()) -> Manifest {
        var whole = metadata
        whole["name"] = "a"
        return Manifest(["metadata": .mapping(whole), "spec": spec])
    }

    @Test(arguments: [
        ("sync", true, true), ("create-only", false, false), ("create-update", true, false),
        ("create-delete", false, true),
    ])
    func policyDecidesOnUpdateAndDeletion(_ sync: String, _ updates: Bool, _ deletes: Bool) throws {
        let policy = try Self.policy(sync)
        let old = Self.application(["project": "a"])
        let new = Self.application(["project": "b"])
        #expect(policy.outcome(desired: new, current: nil) == .create(new))
        #expect(policy.outcome(desired: new, current: old) == (updates ? .update(new) : .keep))
        #expect(policy.outcome(desired: nil, current: old) == (deletes ? .delete : .keep))
        #expect(policy.outcome(desired: old, current: old) == .unchanged)
        #expect(policy.outcome(desired: nil, current: nil) == .unchanged)
    }

    @Test func whatMeansNothingIsNoDifference() throws {
        let live = Self.application([
            "project": "default", "syncPolicy": [:], "source": ["helm": ["valueFiles": []], "path": "x"],
            "sources": nil,
        ])
        let desired = Self.application(["source": ["path": "x", "directory": ["recurse": false]]])
        #expect(try Self.policy().outcome(desired: desired, current: live) == .unchanged)
        let automated = Self.application(["source": ["path": "x"], "syncPolicy": ["automated": [:]]])
        #expect(try Self.policy().outcome(desired: automated, current: live) != .unchanged)
    }

    @Test func metadataIsReplacedButForWhatStays() throws {
        let live = Self.application(
            [:],
            [
                "labels": ["gone": "x", "owner": "live", "kept": "old"],
                "annotations": ["argocd.argoproj.io/refresh": "hard", "mine": "live", "gone": "x"],
                "finalizers": [
                    "gone", "post-delete-finalizer.argocd.argoproj.io/cleanup",
                    "pre-delete-finalizer.argocd.argoproj.io",
                ],
                "ownerReferences": [["uid": "1"]],
            ]
        )
        let desired = Self.application(
            ["project": "default"],
            [
                "labels": ["owner": "template", "kept": "new"], "annotations": ["mine": "template", "new": "y"],
                "finalizers": ["pre-delete-finalizer.argocd.argoproj.io", "resources-finalizer.argocd.argoproj.io"],
            ]
        )
        guard case .update(let updated) = try Self.policy().outcome(desired: desired, current: live) else {
            Issue.record("it was not updated")
            return
        }
        #expect(
            updated.value["metadata"] == [
                "name": "a",
                "labels": ["owner": "live", "kept": "new"],
                "annotations": ["argocd.argoproj.io/refresh": "hard", "mine": "live", "new": "y"],
                "finalizers": [
                    "pre-delete-finalizer.argocd.argoproj.io", "resources-finalizer.argocd.argoproj.io",
                    "post-delete-finalizer.argocd.argoproj.io/cleanup",
                ],
                "ownerReferences": [["uid": "1"]],
            ]
        )
    }

    @Test func statusAndOperationStay() throws {
        var live = Self.application(["project": "a"])
        live.value["status"] = ["health": "x"]
        live.value["operation"] = ["sync": [:]]
        var expected = live
        expected.value["spec"] = ["project": "b"]
        #expect(
            try Self.policy().outcome(desired: Self.application(["project": "b"]), current: live) == .update(expected)
        )
    }

    @Test func ignoredPlacesKeepTheirLiveValues() throws {
        let live = Self.application([
            "project": "a", "syncPolicy": ["automated": ["prune": true]],
            "sources": [["repoURL": "r", "targetRevision": "v1", "helm": ["parameters": [["name": "x"]]]]],
        ])
        let rules: [Value] = [
            [
                "jqPathExpressions": [
                    ".spec.syncPolicy.automated", ".spec.sources[] | select(.repoURL == \"r\").targetRevision",
                ]
            ],
            ["jsonPointers": ["/spec/sources/0/helm"], "name": "a"],
            ["jsonPointers": ["/spec/project"], "name": "other"],
        ]
        let same = Self.application(["project": "a", "sources": [["repoURL": "r", "targetRevision": "HEAD"]]])
        #expect(try Self.policy(ignoring: rules).outcome(desired: same, current: live) == .unchanged)
        let other = Self.application([
            "project": "b", "sources": [["repoURL": "r", "targetRevision": "HEAD", "path": "p"]],
        ])
        var expected = live
        expected.value["spec"]?["project"] = "b"
        expected.value["spec"]?["sources"] = [
            ["repoURL": "r", "targetRevision": "v1", "path": "p", "helm": ["parameters": [["name": "x"]]]]
        ]
        #expect(try Self.policy(ignoring: rules).outcome(desired: other, current: live) == .update(expected))
    }

    @Test func nullsInHelmValuesAreValues() throws {
        let live = Self.application(["project": "a", "source": ["helm": ["valuesObject": ["a": 1]]]])
        let desired = Self.application(["project": "a", "source": ["helm": ["valuesObject": ["a": nil, "b": 1]]]])
        #expect(try Self.policy().outcome(desired: desired, current: live) == .update(desired))
    }

    @Test(arguments: [
        (
            "jqPathExpressions", ".spec.a | length",
            "\".spec.a | length\" is no path that can be followed here: expected a path that begins with \".\", or "
                + "select(…), found \"l\" at character 11"
        ),
        (
            "jqPathExpressions", ".. | .a",
            "\".. | .a\" is no path that can be followed here: expected a path that begins with \".\", or select(…), "
                + "found \".\" at character 1"
        ),
        ("jqPathExpressions", ".", "\".\" means the whole Application"),
        (
            "jqPathExpressions", ".a[\"b]",
            "\".a[\"b]\" is no path that can be followed here: expected a closing quote, found the end"
        ),
        ("jsonPointers", "spec/a", "\"spec/a\" is no JSON pointer: it must begin with \"/\""),
    ])
    func wrongRulesAreToldWithTheirPlace(_ field: String, _ text: String, _ message: String) {
        #expect {
            try Self.policy(ignoring: [.mapping([field: [.string(text)]])])
        } throws: {
            "\($0)" == "spec.ignoreApplicationDifferences[0].\(field)[0]: \(message)"
        }
    }

    @Test func misspeltRulesAreErrors() {
        #expect {
            try Self.policy(ignoring: [["jsonPointer": ["/a"]]])
        } throws: {
            "\($0)" == "spec.ignoreApplicationDifferences[0].jsonPointer: is not a known field; did you mean "
                + "\"jsonPointers\"?"
        }
    }

    @Test func resourcesFinalizerIsDroppedWhereNobodyCouldDeleteResources() {
        let finalizers: Value = [
            "resources-finalizer.argocd.argoproj.io", "resources-finalizer.argocd.argoproj.io/background", "mine",
        ]
        let clusters = [
            Cluster(name: "a", server: "https://a.example.com"),
            Cluster(name: "twice", server: "https://b.example.com"),
            Cluster(name: "twice", server: "https://c.example.com"),
        ]
        func left(_ destination: Value) -> Int {
            let application = Self.application(["destination": destination], ["finalizers": finalizers])
            return ApplicationSetPolicy.finalizersForDeletion(of: application, clusters: clusters).count
        }
        #expect(left(["server": "https://a.example.com/"]) == 3)
        #expect(left(["name": "a"]) == 3)
        #expect(left(["name": "in-cluster"]) == 3)
        #expect(left(["server": "https://kubernetes.default.svc"]) == 3)
        #expect(left(["name": "twice"]) == 2)
        #expect(left(["name": "gone"]) == 2)
        #expect(left(["server": "https://x.example.com"]) == 2)
        #expect(left(["server": "https://a.example.com", "name": "a"]) == 2)
        #expect(left([:]) == 2)
    }
}
