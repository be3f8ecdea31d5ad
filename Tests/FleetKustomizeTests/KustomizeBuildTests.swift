import FleetTestSupport
import FleetValue
import Testing

@testable import FleetKustomize

@Suite struct KustomizeBuildTests {
    /// A case is `tree/` with the kustomization in `tree/app`, and `expected.yaml` or `error.txt`.
    @Test(arguments: try CaseFolder.all("Kustomize"))
    func printsWhatTheRealToolPrints(_ folder: CaseFolder) throws {
        let files = try Self.tree(folder)
        do throws(KustomizeError) {
            let manifests = try KustomizeBuild.manifests(of: "app", in: files)
            folder.expect(try KustomizeBuild.text(of: manifests), in: "expected.yaml")
        } catch {
            folder.expect("\(error)\n", in: "error.txt")
        }
    }

    @Test(arguments: try CaseFolder.all("Kustomize"))
    func buildsAlikeTwice(_ folder: CaseFolder) throws {
        let files = try Self.tree(folder)
        let first = try? KustomizeBuild.manifests(of: "app", in: files)
        let second = try? KustomizeBuild.manifests(of: "app", in: try Self.tree(folder))
        #expect(first == second)
    }

    @Test func linksAreFollowedWithinTheTree() throws {
        let files = KustomizeFileTree(
            [
                "app/kustomization.yaml": Array("resources: [base, one.yaml]\n".utf8),
                "shared/base/kustomization.yaml": Array("resources: [a.yaml]\n".utf8),
                "shared/base/a.yaml": Array(Self.configMap("a").utf8),
                "app/real.yaml": Array(Self.configMap("b").utf8),
            ],
            links: ["app/base": "../shared/base", "app/one.yaml": "/app/real.yaml"]
        )
        #expect(try KustomizeBuild.manifests(of: "app", in: files).map(Self.name) == ["a", "b"])
        let loop = KustomizeFileTree(["app/kustomization.yaml": Array("resources: [x]\n".utf8)], links: ["app/x": "x"])
        #expect(throws: KustomizeError.self) { try KustomizeBuild.manifests(of: "app", in: loop) }
    }

    @Test func aLongChainOfBasesEndsWithAnError() {
        var files: [String: [UInt8]] = [:]
        for number in 0...Build.maximumDepth {
            files["b\(number)/kustomization.yaml"] = Array("resources: [../b\(number + 1)]\n".utf8)
        }
        let error = #expect(throws: KustomizeError.self) {
            try KustomizeBuild.manifests(of: "b0", in: KustomizeFileTree(files))
        }
        #expect(error?.message.hasSuffix("more than 128 kustomizations refer to each other") == true)
    }

    @Test(arguments: [
        "helmCharts: [{name: x}]\n", "transformers: [t.yaml]\n", "validators: [t.yaml]\n", "generators: [t.yaml]\n",
        "resources: ['https://example.com/repository?ref=main']\n",
    ])
    func whatOnlyAProgramCanDoSaysSo(_ text: String) {
        let plugin = "apiVersion: example.com/v1\nkind: Function\nmetadata: {name: f}\n"
        let files = KustomizeFileTree([
            "kustomization.yaml": Array(text.utf8), "t.yaml": Array(plugin.utf8),
        ])
        let error = #expect(throws: KustomizeError.self) { try KustomizeBuild.manifests(of: "", in: files) }
        #expect(error?.needsTool == true)
    }

    @Test func noVariableOfThisProcessIsRead() throws {
        let files = KustomizeFileTree([
            "kustomization.yaml": Array("configMapGenerator: [{name: a, envs: [e]}]\n".utf8),
            "e": Array("PATH\nHOME\n".utf8),
        ])
        #expect(
            try KustomizeBuild.manifests(of: "", in: files).map { $0["data"] } == [["HOME": "", "PATH": ""]]
        )
    }

    private static func tree(_ folder: CaseFolder) throws -> KustomizeFileTree {
        var files: [String: [UInt8]] = [:]
        for path in folder.files(below: "tree") { files[path] = try folder.bytes("tree/" + path) }
        return KustomizeFileTree(files)
    }

    private static func name(_ value: Value) -> String? {
        value["metadata"]?["name"]?.string
    }

    private static func configMap(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
    }
}
