import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetDeclarations

/// What a change of declarations does to Applications.
@Suite struct ApplicationDifferenceTests {
    private let web = PreviewBench.set("web", ["eu", "us"])

    @Test func equalDeclarationsDifferInNothing() {
        let difference = ApplicationDifference(
            from: PreviewBench.preview(web),
            to: PreviewBench.preview(web),
            clusters: PreviewBench.clusters
        )
        #expect(difference.items.isEmpty)
        #expect(difference.unchanged == 2)
        #expect(!difference.differs)
    }

    @Test func createdChangedAndDeletedOnesStandInTheOrderOfTheirNames() {
        let new = PreviewBench.set("web", ["us", "lab"], path: "apps/web2")
        #expect(
            PreviewBench.difference(web, new) == [
                "deleted web-eu eu: its resources are deleted with it",
                "created web-lab lab",
                "changed web-us us",
                #"  spec.source.path: "apps/web" -> "apps/web2""#,
            ]
        )
    }

    @Test func anApplicationThatMovesNamesBothClusters() {
        let new = web.replacing(#"destination: {name: "{{cluster}}""#, with: #"destination: {name: lab"#)
        #expect(
            PreviewBench.difference(web, new) == [
                "changed web-eu eu>lab", #"  spec.destination.name: "eu" -> "lab""#,
                "changed web-us us>lab", #"  spec.destination.name: "us" -> "lab""#,
            ]
        )
    }

    @Test func anApplicationMayPassFromASetToAFile() {
        let file = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web-eu, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
            spec:
              project: default
              source: {repoURL: "https://git.example.com/apps.git", path: "apps/web"}
              destination: {name: eu, namespace: web}

            """
        #expect(
            PreviewBench.difference(web, file) == ["deleted web-us us: its resources are deleted with it"]
        )
    }

    @Test(arguments: [
        ("{preserveResourcesOnDeletion: true}", "its resources stay, because it has no resources-finalizer"),
        ("{applicationsSync: create-update}", "applicationsSync create-update keeps it"),
        ("{applicationsSync: create-only}", "applicationsSync create-only keeps it"),
        ("{applicationsSync: create-delete}", "its resources are deleted with it"),
    ])
    func deletionFollowsThePolicy(_ policy: String, _ note: String) {
        let old = PreviewBench.set("web", ["eu", "us"], policy: policy)
        let new = PreviewBench.set("web", ["us"], policy: policy)
        #expect(PreviewBench.difference(old, new) == ["deleted web-eu eu: \(note)"])
    }

    @Test func resourcesOnAClusterThatIsNotRegisteredStay() {
        let old = PreviewBench.set("web", ["us", "gone"])
        #expect(
            PreviewBench.difference(old, PreviewBench.set("web", ["us"])) == [
                "deleted web-gone gone: its resources stay, because its cluster is not registered"
            ]
        )
    }

    @Test func aPolicyThatForbidsChangesIsTold() {
        let policy = "{applicationsSync: create-only}"
        let old = PreviewBench.set("web", ["eu"], policy: policy)
        let new = PreviewBench.set("web", ["eu"], path: "other", policy: policy)
        #expect(
            PreviewBench.difference(old, new) == [
                "changed web-eu eu: applicationsSync create-only keeps it as it is",
                #"  spec.source.path: "apps/web" -> "other""#,
            ]
        )
    }

    // MARK: An error is never an empty answer

    @Test func aSetThatFailsDeletesNothing() {
        let other = PreviewBench.set("db", ["eu", "lab"])
        let broken = web.replacing("{{cluster}}\"}\n    spec", with: "{{cluster}}{{x\"}\n    spec")
        #expect(broken != web)
        let new = broken + "---\n" + PreviewBench.set("db", ["eu"])
        #expect(
            PreviewBench.difference(web + "---\n" + other, new) == [
                "deleted db-lab lab: its resources are deleted with it; held back while there are errors",
                #"unknown web-eu eu: not known whether it is deleted: ApplicationSet "argocd/web" can not be generated there"#,
                #"unknown web-us us: not known whether it is deleted: ApplicationSet "argocd/web" can not be generated there"#,
            ]
        )
    }

    @Test func aSetThatCanNotBeReadDeletesNothing() {
        let unread = web.replacing("generators:", with: "genrators:")
        #expect(
            PreviewBench.difference(web, unread).allSatisfy {
                $0.hasSuffix("not known whether it is deleted: something could not be read there that may declare it")
            }
        )
    }

    @Test func aSetThatFailedBeforeCreatesNothingForCertain() {
        let broken = web.replacing("{{cluster}}\"}\n    spec", with: "{{cluster}}{{x\"}\n    spec")
        #expect(
            PreviewBench.difference(broken, web).allSatisfy {
                $0.hasPrefix("unknown ") && $0.contains("not known whether it was there before")
            }
        )
    }

    @Test func anApplicationThatIsNotValidAnyMoreIsNotDeleted() {
        let twice = PreviewBench.set("web", ["eu", "eu", "us"])
        #expect(
            PreviewBench.difference(web, twice) == [
                "unknown web-eu eu: not known whether it is deleted: it is not valid there, or declared more than once"
            ]
        )
    }

    @Test func whatSeveralDeclareIsAFailureOfAll() {
        let preview = PreviewBench.preview(
            web + "---\n"
                + PreviewBench.set("web", ["eu"], namespace: "argocd").replacing("name: web,", with: "name: other,")
        )
        #expect(preview.entries.map(\.application.name) == ["web-us"])
        #expect(
            preview.failures.map(\.finding.description) == [
                #"set.yaml:8:16: error: spec.template.metadata.name: application "argocd/web-eu" is declared 2 times: by ApplicationSet "argocd/web", by ApplicationSet "argocd/other""#,
                #"set.yaml:21:16: error: spec.template.metadata.name: application "argocd/web-eu" is declared 2 times: by ApplicationSet "argocd/web", by ApplicationSet "argocd/other""#,
            ]
        )
    }
}

/// Differing fields.
@Suite struct FieldDifferenceTests {
    @Test(arguments: [
        ("{a: 1, b: {c: x}}", "{b: {c: x}, a: 1.0}", []),
        ("{a: null}", "{}", []),
        ("{a: {b: 1, c: 2}}", "{a: {b: 3, d: 4}}", ["a.b: 1 -> 3", "a.c: 2 -> -", "a.d: - -> 4"]),
        ("{a: [x, b]}", "{a: [x, z]}", [#"a: ["x","b"] -> ["x","z"]"#]),
        ("{a: [{k: 1, m: 2}]}", "{a: [{k: 1, m: 3}]}", ["a[0].m: 2 -> 3"]),
        ("{a: [{k: 1}]}", "{a: [{k: 1}, {k: 2}]}", [#"a: [{"k":1}] -> [{"k":1},{"k":2}]"#]),
        ("{a: {b: 1}}", "{a: text}", [#"a: {"b":1} -> "text""#]),
        ("{a: {b: {}}}", "{a: {}}", ["a.b: {} -> -"]),
    ])
    func areFoundAsDeepAsCanBe(_ old: String, _ new: String, _ expected: [String]) throws {
        let found = FieldDifference.between(try YAMLReader.value(in: old), try YAMLReader.value(in: new))
        #expect(found.map(PreviewBench.text) == expected)
    }
}
