import FleetModel
import FleetTestSupport
import Foundation
import Testing

@testable import FleetDeclarations

@Suite struct DeclarationReaderTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder("declarations") }

    private static let application = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web}
        spec:
          source: {repoURL: .}
          destination: {name: one}

        """

    /// What reading the scratch folder, or paths in it, fails with; the folder's own path is left out.
    private func error(_ paths: String...) -> String {
        do {
            let read = try DeclarationReader.read(paths.isEmpty ? [folder.path] : paths.map { folder.path($0) })
            return "no error, \(read.applications.count) applications"
        } catch {
            return error.description.replacing(folder.path + "/", with: "").replacing(folder.path, with: ".")
        }
    }

    // MARK: What is read

    @Test func foldersAreReadToAnyDepthInPathOrder() throws {
        let names = ["b.yaml", "a/2.yml", "a/1.json", "c/d/e/f.yaml"]
        for (index, name) in names.enumerated() {
            try folder.write(name, Self.application.replacing("name: web", with: "name: app-\(index)"))
        }
        try folder.write(".hidden.yaml", "not: [read")
        try folder.write(".git/config.yaml", "not: [read")
        try folder.write("README.md", "not: [read")
        try folder.write(
            "a/1.json",
            #"{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"app-2"},"#
                + #""spec":{"source":{"repoURL":"."},"destination":{"name":"one"}}}"#
        )
        let read = try DeclarationReader.read([folder.path])
        #expect(read.applications.map(\.content.name) == ["app-2", "app-1", "app-0", "app-3"])
        #expect(
            read.applications.map { $0.place.description.replacing(folder.path + "/", with: "") } == [
                "a/1.json:1", "a/2.yml:1", "b.yaml:1", "c/d/e/f.yaml:1",
            ]
        )
    }

    @Test func everyKindFindsItsPlace() throws {
        try folder.write(
            "all.yaml",
            """
            # A comment is no document.
            ---
            \(Self.application)---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: team}
            spec: {}
            ---
            apiVersion: fleet.internal/v1alpha1
            kind: Cluster
            metadata: {name: one}
            spec: {server: "https://one.example"}
            ---
            apiVersion: v1
            kind: List
            items:
              - apiVersion: v1
                kind: Secret
                metadata: {name: two, labels: {argocd.argoproj.io/secret-type: cluster}}
                stringData: {name: two, server: "https://two.example"}
              - apiVersion: argoproj.io/v1alpha1
                kind: ApplicationSet
                metadata: {name: set}
                spec: {generators: [], template: {metadata: {name: x}, spec: {}}}
            """
        )
        let read = try DeclarationReader.read([folder.path("all.yaml")])
        #expect(read.applications.map(\.content.name) == ["web"])
        #expect(read.applications.map(\.place.line) == [3])
        #expect(read.projects.map(\.content.name) == ["team"])
        #expect(read.clusters.map(\.content.name) == ["one", "two"])
        #expect(read.applicationSets.map(\.content.name) == ["set"])
    }

    @Test func linksAreFollowed() throws {
        try folder.write("data/web.yaml", Self.application)
        try folder.makeFolder("read")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("read/link"),
            withDestinationPath: folder.path("data")
        )
        let read = try DeclarationReader.read([folder.path("read")])
        #expect(read.applications.map(\.place.file) == [folder.path("read/link/web.yaml")])
    }

    // MARK: Nothing is left out silently

    @Test func syntaxErrorsNameFileLineAndColumn() throws {
        try folder.write("a.yaml", Self.application.replacing("  source", with: "\tsource"))
        #expect(error() == "a.yaml:5:1: a tab can not indent; use spaces\n\tsource: {repoURL: .}\n^")
    }

    @Test func fieldErrorsNameFileLineAndColumn() throws {
        try folder.write("a.yaml", Self.application.replacing("{repoURL: .}", with: "{repoURL: ., path: 5}"))
        #expect(error() == "a.yaml:5:24: spec.source.path: expected a string, found a number")
        // In a later document, and in a list, the place is that of the very field.
        try folder.write(
            "a.yaml",
            Self.application + """
                ---
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: second}
                    spec:
                      source: {repoURL: .}
                      destination: {name: one, server: "https://one.example"}
                """
        )
        #expect(
            error() == #"a.yaml:16:7: spec.destination: has both the name "one" and the server "https://one.example"; "#
                + "set one of them"
        )
    }

    @Test func otherKindsDoNotBelongHere() throws {
        try folder.write("a.yaml", Self.application + "---\napiVersion: v1\nkind: Service\nmetadata: {name: x}\n")
        let expected =
            "expected Application, ApplicationSet, AppProject, Cluster, ConfigMap or an Argo CD cluster Secret"
        #expect(error() == "a.yaml:8: kind Service does not belong here; \(expected)")
        try folder.write("a.yaml", "just: text\n")
        #expect(error() == "a.yaml:1: a document without kind does not belong here; \(expected)")
        try folder.write("a.yaml", "kind: List\nitems:\n  - kind: Secret\n    apiVersion: v1\n")
        #expect(error() == "a.yaml:3: kind Secret does not belong here; \(expected)")
    }

    @Test func configMapsAreKeptForGenerators() throws {
        try folder.write(
            "a.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plugin, namespace: argocd}\ndata: {baseUrl: http://x}\n"
        )
        let declarations = try DeclarationReader.read([folder.path])
        #expect(declarations.configMapData == ["plugin": ["baseUrl": "http://x"]])
        #expect(declarations.configMaps.map(\.place.line) == [1])
        try folder.write("b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: plugin, namespace: other}\n")
        #expect(error() == "b.yaml:1: ConfigMap \"plugin\" is declared already at a.yaml:1")
        try folder.write("b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: 1}\n")
        #expect(error() == "b.yaml:4:8: data.a: expected a string, found a number")
    }

    @Test func oneNameIsDeclaredOnce() throws {
        try folder.write("a.yaml", Self.application)
        try folder.write("b.yaml", "---\n" + Self.application)
        #expect(error() == #"b.yaml:2: Application "web" is declared already at a.yaml:1"#)
        // Another namespace makes it another document, which the expansion looks at.
        try folder.write("b.yaml", Self.application.replacing("{name: web}", with: "{name: web, namespace: other}"))
        #expect(error() == "no error, 2 applications")
    }

    @Test func filesThatCanNotBeReadAreErrors() throws {
        #expect(error("missing.yaml") == "missing.yaml: no such file or directory")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("gone.yaml"),
            withDestinationPath: folder.path("nowhere")
        )
        #expect(error() == "gone.yaml: can not be read: it is a symbolic link to nothing")
        try folder.remove("gone.yaml")
        try folder.makeFolder("a/b")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("a/b/up"),
            withDestinationPath: folder.path("a")
        )
        #expect(error() == "a/b/up: can not be read: a symbolic link leads back to a folder above it")
        try folder.remove("a")
        #expect(mkfifo(folder.path("pipe.yaml"), 0o600) == 0)
        #expect(error() == "pipe.yaml: can not be read: it is no regular file")
    }

    @Test func textThatIsGivenIsReadAsWell() throws {
        let read = try DeclarationReader.read(bytes: Array(Self.application.utf8), file: "the built-in template")
        #expect(read.applications.map(\.place.description) == ["the built-in template:1"])
        #expect(throws: DeclarationError.unexpectedKind(SourcePlace(file: "x", line: 1), kind: "")) {
            _ = try DeclarationReader.read(bytes: Array("a: b".utf8), file: "x")
        }
    }
}

@Suite struct FleetDirectoryTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder("directory") }

    private func error() -> String {
        do {
            _ = try FleetDirectory(path: folder.path).declarations()
            return "no error"
        } catch {
            return error.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test func needsItsFile() throws {
        #expect(error() == "fleet.yaml: no such file or directory")
        try folder.write("fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        #expect(error() == "no error")
    }

    @Test func saysWhereItsFileIsWrong() throws {
        try folder.write(
            "fleet.yaml",
            "# ours\n---\napiVersion: fleet.internal/v1alpha1\nkind: Fleet\nspec:\n  hub: one\n"
        )
        #expect(
            error()
                == "fleet.yaml:6:3: spec.hub: is not a known field; known are localCluster, hubs, concurrency, deletions, "
                + "secrets, generators"
        )
        try folder.write("fleet.yaml", "apiVersion: [\n")
        #expect(error() == "fleet.yaml:1:14: did not find expected node content\napiVersion: [\n             ^")
    }

    /// Its Applications would seem to be declared no longer.
    @Test func aFolderThatIsThereIsRead() throws {
        try folder.write("fleet.yaml", "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\n")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("applications"),
            withDestinationPath: folder.path("unmounted")
        )
        #expect(error() == "applications: no such file or directory")
    }

    @Test func isFoundWhereItIsNamed() throws {
        try folder.write(
            "fleet.yaml",
            "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\nspec: {localCluster: hub, hubs: [hub]}\n"
        )
        let directory = try FleetDirectory.locate(folder.path)
        #expect(directory.configuration.localCluster == "hub")
        #expect(throws: DeclarationError.missing(path: folder.path("nothing") + "/fleet.yaml")) {
            try FleetDirectory.locate(folder.path("nothing"))
        }
    }
}
