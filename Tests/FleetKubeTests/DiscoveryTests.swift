import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetKube

struct DiscoveryTests {
    private func value(_ json: String) throws -> Value { try JSONReader.value(in: json) }

    @Test func readsTheAggregatedForm() throws {
        let root = DiscoveryDecoding.root(
            try value(
                """
                {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","metadata":{},"items":[
                {"metadata":{"name":"apps"},"versions":[
                 {"version":"v1","freshness":"Current","resources":[
                  {"resource":"deployments","responseKind":{"group":"","version":"","kind":"Deployment"},"scope":"Namespaced",
                   "singularResource":"deployment","verbs":["get","list"],"shortNames":["deploy"],"categories":["all"],
                   "subresources":[{"subresource":"status"},{"subresource":"scale"}]},
                  {"resource":"virtual","subresources":[{"subresource":"x"}]}]}]},
                {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale","resources":[
                  {"resource":"nodes","responseKind":{"kind":"NodeMetrics"},"scope":"Cluster","verbs":["list"]}]}]}]}
                """
            )
        )
        let deployments = APIResource(
            group: "apps",
            version: "v1",
            kind: "Deployment",
            name: "deployments",
            singularName: "deployment",
            namespaced: true,
            verbs: ["get", "list"],
            shortNames: ["deploy"],
            categories: ["all"],
            subresources: ["status", "scale"]
        )
        let failed = Discovery.FailedGroup(
            group: "metrics.k8s.io",
            version: "v1beta1",
            message: "its API server does not answer"
        )
        #expect(root == .aggregated([deployments], failed: [failed]))
    }

    @Test func readsTheOldForm() throws {
        #expect(
            DiscoveryDecoding.root(try value(#"{"kind":"APIVersions","versions":["v1"]}"#))
                == .versions([.init(group: "", version: "v1")])
        )
        let groups = DiscoveryDecoding.root(
            try value(
                """
                {"kind":"APIGroupList","groups":[
                {"name":"batch","versions":[{"groupVersion":"batch/v2alpha1","version":"v2alpha1"},
                {"groupVersion":"batch/v1","version":"v1"}],"preferredVersion":{"version":"v1"}},
                {"name":"apps","versions":[{"version":"v1"}]}]}
                """
            )
        )
        let expected = [("batch", "v1"), ("batch", "v2alpha1"), ("apps", "v1")]
        #expect(groups == .versions(expected.map { .init(group: $0.0, version: $0.1) }))
        let resources = DiscoveryDecoding.resources(
            try value(
                """
                {"kind":"APIResourceList","groupVersion":"v1","resources":[
                {"name":"pods","singularName":"","namespaced":true,"kind":"Pod","verbs":["list"],"shortNames":["po"]},
                {"name":"pods/status","singularName":"","namespaced":true,"kind":"Pod","verbs":["get"]},
                {"name":"nodes","namespaced":false,"kind":"Node","verbs":["get"]}]}
                """
            ),
            of: .init(group: "", version: "v1")
        )
        #expect(
            resources == [
                APIResource(
                    group: "",
                    version: "v1",
                    kind: "Pod",
                    name: "pods",
                    namespaced: true,
                    verbs: ["list"],
                    shortNames: ["po"],
                    subresources: ["status"]
                ),
                APIResource(group: "", version: "v1", kind: "Node", name: "nodes", namespaced: false, verbs: ["get"]),
            ]
        )
    }

    @Test(arguments: ["{}", "null", #"{"kind":"Status"}"#, #"{"kind":"APIGroupDiscoveryList"}"#])
    func otherAnswersAreNone(_ json: String) throws {
        #expect(DiscoveryDecoding.root(try value(json)) == nil)
        #expect(DiscoveryDecoding.resources(try value(json), of: .init(group: "", version: "v1")) == nil)
    }

    private static func resource(
        _ group: String,
        _ version: String,
        _ kind: String,
        verbs: [String] = ["list"],
        shortNames: [String] = []
    ) -> APIResource {
        APIResource(
            group: group,
            version: version,
            kind: kind,
            name: kind.lowercased() + "s",
            singularName: kind.lowercased(),
            namespaced: true,
            verbs: verbs,
            shortNames: shortNames
        )
    }

    private let discovery = Discovery(
        resources: [
            resource("", "v1", "Event"), resource("batch", "v1", "Job"), resource("batch", "v1beta1", "Job"),
            resource("batch", "v1beta1", "CronJob", shortNames: ["cj"]), resource("events.k8s.io", "v1", "Event"),
            resource("authorization.k8s.io", "v1", "Review", verbs: ["create"]),
        ],
        failedGroups: [.init(group: "metrics.k8s.io", version: "v1beta1", message: "gone")],
        fetchedAt: 0
    )

    @Test func findsKinds() {
        let type = GroupVersionKind(group: "batch", version: "v1beta1", kind: "Job")
        #expect(discovery.resource(for: type)?.version == "v1beta1")
        #expect(discovery.resource(for: type.groupKind)?.version == "v1")
        #expect(discovery.resource(for: GroupKind(group: "batch", kind: "CronJob"))?.version == "v1beta1")
        #expect(discovery.resource(for: GroupVersionKind(group: "batch", version: "v2", kind: "Job")) == nil)
        #expect(!discovery.isComplete)
        #expect(discovery.failure(of: GroupKind(group: "batch", kind: "X")) == nil)
        #expect(discovery.failure(of: GroupKind(group: "metrics.k8s.io", kind: "X"))?.message == "gone")
        #expect(discovery.failure(of: GroupVersionKind(group: "metrics.k8s.io", version: "v1", kind: "X")) == nil)
    }

    @Test func listsEachKindOnce() {
        #expect(
            discovery.listable.map { "\($0.groupVersionKind)" }
                == ["v1 Event", "batch/v1 Job", "batch/v1beta1 CronJob", "events.k8s.io/v1 Event"]
        )
    }

    @Test(arguments: [
        ("jobs", "batch/v1 Job"), ("Job", "batch/v1 Job"), ("cj", "batch/v1beta1 CronJob"), ("events", "v1 Event"),
        ("events.events.k8s.io", "events.k8s.io/v1 Event"), ("jobs.v1beta1.batch", "batch/v1beta1 Job"),
    ])
    func findsKindsByName(_ name: String, _ expected: String) {
        #expect(discovery.resource(named: name).map { "\($0.groupVersionKind)" } == expected)
    }

    @Test(arguments: ["pods", "jobs.apps", "", ".batch"])
    func findsNothingByOtherNames(_ name: String) {
        #expect(discovery.resource(named: name) == nil)
    }
}

struct DiscoveryCacheTests {
    private let folder: ScratchFolder
    private let cache: DiscoveryCache
    private let complete = Discovery(
        resources: [
            APIResource(
                group: "a",
                version: "v1",
                kind: "B",
                name: "bs",
                namespaced: true,
                shortNames: ["b"],
                subresources: ["status"]
            )
        ],
        fetchedAt: 1000
    )

    init() throws {
        folder = try ScratchFolder("discovery")
        cache = DiscoveryCache(folder: folder.path("deep/down"), lifetime: 600)
    }

    @Test func readsWhatItWrote() {
        cache.write(complete, server: "https://h:1/p")
        #expect(cache.read(server: "https://h:1/p", now: 1000) == complete)
        #expect(cache.read(server: "https://h:1/p", now: 1599) == complete)
        #expect(cache.read(server: "https://h:1/p", now: 1600) == nil)
        // Written in the future: the clock was set back.
        #expect(cache.read(server: "https://h:1/p", now: 999) == nil)
        #expect(cache.read(server: "https://h:1/q", now: 1000) == nil)
        cache.remove(server: "https://h:1/p")
        #expect(cache.read(server: "https://h:1/p", now: 1000) == nil)
    }

    @Test func keepsNoAnswerWithGaps() {
        let gaps = Discovery(
            resources: complete.resources,
            failedGroups: [.init(group: "x", version: "v1", message: "")],
            fetchedAt: 1000
        )
        cache.write(gaps, server: "https://h")
        #expect(cache.read(server: "https://h", now: 1000) == nil)
        cache.write(Discovery(resources: [], fetchedAt: 1000), server: "https://h")
        #expect(cache.read(server: "https://h", now: 1000) == nil)
    }

    @Test(arguments: ["", "{", "{}", "[]", "null", "\0\0\0"])
    func ignoresDamage(_ text: String) throws {
        cache.write(complete, server: "https://h")
        let path = cache.path(for: "https://h")
        try folder.write(String(path.dropFirst(folder.path.count + 1)), text)
        #expect(cache.read(server: "https://h", now: 1000) == nil)
    }

    @Test func ignoresHalfAFile() throws {
        cache.write(complete, server: "https://h")
        let name = String(cache.path(for: "https://h").dropFirst(folder.path.count + 1))
        let text = try folder.text(name)
        try folder.write(name, String(text.prefix(text.count / 2)))
        #expect(cache.read(server: "https://h", now: 1000) == nil)
        try folder.write(name, text.replacing("\"namespaced\":true", with: "\"namespaced\":1"))
        #expect(cache.read(server: "https://h", now: 1000) == nil)
    }

    @Test func eachServerHasAFileOfItsOwn() {
        #expect(cache.path(for: "https://h:1") != cache.path(for: "https://h_1"))
        let name = cache.path(for: "https://h/../../etc").split(separator: "/").last.map(String.init) ?? ""
        #expect(name.hasPrefix("h_.._.._etc-"))
        let long = "https://" + String(repeating: "x", count: 500)
        #expect(cache.path(for: long) != cache.path(for: long + "y"))
        #expect((cache.path(for: long).split(separator: "/").last ?? "").utf8.count < 120)
    }

    @Test func aFolderThatCanNotBeWrittenIsNoError() {
        let cache = DiscoveryCache(folder: "/proc/none", lifetime: 600)
        cache.write(complete, server: "https://h")
        #expect(cache.read(server: "https://h", now: 1000) == nil)
    }
}
