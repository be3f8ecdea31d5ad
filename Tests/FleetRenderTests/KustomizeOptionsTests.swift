import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetRender

@Suite struct KustomizeOptionsTests {
    /// A case is `kustomization.yaml` and `options.yaml` (`source.kustomize`), and `expected.yaml` or `error.txt`.
    @Test(arguments: try CaseFolder.all("RenderKustomization"))
    func optionsArePutInAsKustomizeEditDoes(_ folder: CaseFolder) throws {
        do {
            let options = try KustomizeOptions(
                decoding: folder.value("options.yaml").mapping ?? [:],
                at: ValuePath(keys: "kustomize"),
                environment: EnvironmentSubstitution(variables: [
                    "ARGOCD_APP_NAME": "web", "ARGOCD_APP_REVISION": "abc",
                ])
            )
            var edit = try KustomizationEdit(folder.value("kustomization.yaml"))
            try edit.apply(options, components: options.components)
            #expect(!folder.has("error.txt"), "expected an error")
            folder.expect(YAMLWriter.text(of: edit.value), in: "expected.yaml")
        } catch let error as ModelError {
            folder.expect("\(error)\n", in: "error.txt")
        }
    }

    @Test(arguments: [
        ("nginx:1.2", "nginx", "", "1.2", ""), ("nginx=other:1.2", "nginx", "other", "1.2", ""),
        ("nginx=other", "nginx", "other", "", ""), ("nginx@sha256:12", "nginx", "", "", "sha256:12"),
        ("nginx=r:5000/other@sha256:12", "nginx", "r:5000/other", "", "sha256:12"),
        ("r:5000/nginx:1.2", "r:5000/nginx", "", "1.2", ""), ("nginx=*:2", "nginx", "*", "2", ""),
        ("nginx:*", "nginx", "", "*", ""), ("r:5000/a=r:5000/b", "r:5000/a", "r:5000/b", "", ""),
    ])
    func imagesAreReadAsKustomizeReadsThem(
        _ text: String,
        _ name: String,
        _ newName: String,
        _ tag: String,
        _ digest: String
    ) {
        let image = KustomizeImage(text)
        #expect(image?.name == name)
        #expect(image?.newName == newName)
        #expect(image?.newTag == tag)
        #expect(image?.digest == digest)
    }

    @Test(arguments: ["nginx", "", "a=b=c", "nginx:a/b"])
    func otherTextIsNoImage(_ text: String) {
        #expect(KustomizeImage(text) == nil)
    }

    @Test(arguments: [
        ("plain", "plain"), ("$FOO", "bar"), ("${FOO}", "bar"), ("a-${FOO}-b$FOO.", "a-bar-bbar."), ("$FOOL", ""),
        ("$$FOO", "$FOO"), ("${FOO", "FOO"), ("${}x", "x"), ("$", "$"), ("$ x", "$ x"), ("a$", "a$"), ("$1x", "x"),
        ("${$}", "$"), ("$-", ""), ("é$FOO", "ébar"), ("100%$/", "100%$/"),
    ])
    func variablesAreReplacedAsGoDoes(_ text: String, _ expected: String) {
        #expect(EnvironmentSubstitution(variables: ["FOO": "bar"]).expand(text) == expected)
    }

    @Test func theBuildEnvironmentIsArgoCDs() {
        let source = ApplicationSource(repoURL: "https://r", path: "p", targetRevision: "main")
        let environment = EnvironmentSubstitution(
            application: .make("web", source),
            source: source,
            revision: "0123456789abcdef"
        )
        let names = [
            "NAME", "NAMESPACE", "PROJECT_NAME", "REVISION", "REVISION_SHORT", "REVISION_SHORT_8", "SOURCE_REPO_URL",
            "SOURCE_PATH", "SOURCE_TARGET_REVISION",
        ]
        #expect(
            names.map { environment.expand("$ARGOCD_APP_\($0)") } == [
                "web", "shop", "default", "0123456789abcdef", "0123456", "01234567", "https://r", "p", "main",
            ]
        )
    }
}
