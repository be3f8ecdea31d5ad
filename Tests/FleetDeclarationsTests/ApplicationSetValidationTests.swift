import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetDeclarations

/// Everything that is wrong, in one run, each with its place.
@Suite struct ApplicationSetValidationTests {
    private func findings(
        _ text: String,
        clusters: [Cluster]? = PreviewBench.clusters,
        answers: (any GeneratorAnswering)? = nil,
        wasAsked: Bool = true
    ) async -> [String] {
        let declarations = PreviewBench.declarations(text, isThorough: true)
        let inventory = ClusterInventory(clusters ?? [])
        let sets = (declarations.applicationSets + declarations.damagedSets).map(\.content)
        func inputs(_ answering: any GeneratorAnswering) async -> GeneratorInputs {
            await GeneratorDriver(answering: answering).inputs(for: sets, clusters: inventory)
        }
        let validation = ApplicationSetValidation(
            declarations,
            ApplicationSetValidation.Knowledge(
                inputs: await inputs(answers ?? NoAnswers()),
                emptyInputs: await inputs(EmptyAnswers()),
                areClustersKnown: clusters != nil,
                wasAsked: wasAsked
            )
        )
        return validation.findings.map(\.description)
    }

    private let web = PreviewBench.set("web", ["eu", "us"])

    @Test func whatIsRightHasNoFindings() async {
        #expect(await findings(web) == [])
    }

    @Test func allWrongFieldsOfADocumentAreTold() async {
        let text = web.replacing("generators:", with: "goTemplte: true\n  generators:")
            .replacing("elements:", with: "elementz: [], elements:")
            .replacing("    metadata: {name: \"web", with: "    metadata: {nam: x, name: \"web")
        #expect(
            await findings(text) == [
                #"set.yaml:5:3: error: spec.goTemplte: is not a known field; did you mean "goTemplate"?"#,
                #"set.yaml:7:14: error: spec.generators[0].list.elementz: is not a known field; did you mean "elements"?"#,
                #"set.yaml:9:16: error: spec.template.metadata.nam: is not a known field; did you mean "name"?"#,
            ]
        )
    }

    @Test func oneDocumentsErrorsHideNoOther() async {
        let broken = web.replacing("generators:", with: "genrators:")
        let other = PreviewBench.set("db", ["eu", "eu"])
        #expect(
            await findings(broken + "---\n" + other) == [
                #"set.yaml:4:1: error: spec.generators: is required"#,
                #"set.yaml:5:3: error: spec.genrators: is not a known field; did you mean "generators"?"#,
                #"set.yaml:21:16: error: spec.template.metadata.name: application "db-eu": ApplicationSet db contains applications with duplicate name: db-eu (spec.generators[0], parameter set 0; spec.generators[0], parameter set 1)"#,
            ]
        )
    }

    @Test func whatGivesNothingIsAWarning() async {
        let text = PreviewBench.set(
            "web",
            ["eu"],
            generators: """

                    - clusters: {selector: {matchLabels: {env: nowhere}}}
                    - list: {elements: [{cluster: us}]}
                      selector: {matchLabels: {cluster: lab}}
                    - list: {elements: []}
                """
        )
        #expect(
            await findings(text) == [
                "set.yaml:7:18: warning: spec.generators[1].clusters.selector: matches no cluster",
                "set.yaml:9:7: warning: spec.generators[2].selector: matches none of the 1 parameter sets",
                "set.yaml:10:7: warning: spec.generators[3].list: gives no parameter sets",
            ]
        )
    }

    @Test func nothingIsSaidAboutClustersThatAreNotKnown() async {
        let text = PreviewBench.set(
            "web",
            ["eu"],
            generators: "\n    - clusters: {selector: {matchLabels: {env: nowhere}}}"
        )
        #expect(await findings(text, clusters: nil) == [])
    }

    @Test func placeholdersThatAreLeftAreWarnings() async {
        let text = PreviewBench.set("web", ["eu"], path: "{{pth}}")
        #expect(
            await findings(text) == [
                #"set.yaml:11:61: warning: spec.template.spec.source.path: "{{pth}}" is left at spec.generators[0], parameter set 0: there is no such parameter"#
            ]
        )
    }

    private let asking = PreviewBench.set(
        "web",
        ["eu"],
        generators:
            "\n    - git: {repoURL: \"https://git.example.com/a.git\", revision: HEAD, directories: [{path: \"*\"}]}"
    )

    @Test func aGeneratorThatCanNotBeAskedIsAnError() async {
        let found = await findings(asking, answers: NoAnswers("the network is down"))
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("set.yaml:7:7: error: spec.generators[1].git: ") == true)
        #expect(found.first?.hasSuffix("the network is down") == true)
    }

    @Test func withoutAskingAnybodyTemplatesAreChecked() async {
        #expect(await findings(asking, answers: EmptyAnswers(), wasAsked: false) == [])
        let broken = asking.replacing(#""{{cluster}}", namespace"#, with: #""{{cluster}}{{x", namespace"#)
        #expect(
            await findings(broken, answers: EmptyAnswers(), wasAsked: false) == [
                ##"set.yaml:13:21: error: spec.template.spec.destination.name: invalid template: "{{" at line 1, column 12 has no "}}" after it"##
            ]
        )
    }

    @Test func otherKindsArePassedOverButForMisspeltOnes() async {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: x}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: x}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AplicationSet
            metadata: {name: x}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSett
            metadata: {name: x}
            """
        let found = await findings(text)
        #expect(
            found.map { $0.prefix { $0 != ";" } } == ["set.yaml:13:1: error: kind ApplicationSett does not belong here"]
        )
    }

    @Test func itemsOfAListHaveTheirPlaces() async {
        let text = """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: argoproj.io/v1alpha1
              kind: ApplicationSet
              metadata: {name: web}
              spec:
                generators: []
                template: {metadata: {name: web}, spec: {}}
                strateggy: {}
            """
        #expect(
            await findings(text) == [
                #"set.yaml:10:5: error: spec.strateggy: is not a known field; did you mean "strategy"?"#
            ]
        )
    }
}

/// What a cluster or a path touches.
@Suite struct ApplicationSearchTests {
    private static let text =
        PreviewBench.set("web", ["eu", "us"]) + "---\n" + """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: charts}
            spec:
              goTemplate: true
              generators:
                - git: {repoURL: "https://git.example.com/a.git", revision: HEAD, files: [{path: "config/*.yaml"}]}
              template:
                metadata: {name: "chart-{{.path.filenameNormalized | trimSuffix \\"-yaml\\" | trimSuffix \\".yaml\\"}}"}
                spec:
                  project: default
                  sources:
                    - {repoURL: ., path: charts/app, helm: {valueFiles: [values-eu.yaml, $values/env/eu.yaml, /global.yaml]}}
                    - {repoURL: "https://git.example.com/values.git", ref: values}
                  destination: {server: "https://lab.example.com", namespace: web}

            """

    /// A repository with two files.
    private struct Files: GeneratorAnswering {
        func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
            switch query {
            case .gitTree: .success(.tree(GitTree(commit: "c", files: ["config/a.yaml", "config/b.yaml"])))
            case .gitFiles(_, _, let paths):
                .success(.files(Dictionary(uniqueKeysWithValues: paths.map { ($0, Array("k: v".utf8)) })))
            default: .failure(GeneratorAnswers.Failure("not asked here"))
            }
        }
    }

    private func search() async throws -> ApplicationSearch {
        let declarations = PreviewBench.declarations(Self.text)
        try #require(declarations.findings == [])
        let inputs = await GeneratorDriver(answering: Files()).inputs(
            for: declarations.applicationSets.map(\.content),
            clusters: ClusterInventory(PreviewBench.clusters)
        )
        let preview = ApplicationPreview(declarations, inputs, clusters: PreviewBench.clusters)
        try #require(preview.failures.map(\.finding.description) == [])
        return ApplicationSearch(preview, inputs: inputs, fleetDirectory: "/srv/fleet")
    }

    @Test func aClusterIsFoundByNameAndAddress() async throws {
        let search = try await search()
        #expect(search.hits(cluster: "eu").map(\.entry.key) == ["argocd/web-eu"])
        let lab = search.hits(cluster: "lab")
        #expect(lab.map(\.entry.key) == ["chart-a", "chart-b"])
        #expect(lab.first?.reasons == ["destination.server https://lab.example.com"])
        #expect(search.hits(cluster: "nowhere").isEmpty)
    }

    @Test(arguments: [
        ("apps/web/deployment.yaml", ["argocd/web-eu: source path apps/web", "argocd/web-us: source path apps/web"]),
        ("apps", ["argocd/web-eu: source path apps/web", "argocd/web-us: source path apps/web"]),
        ("apps/webby", []),
        ("config/a.yaml", ["chart-a: git file config/a.yaml"]),
        ("config", ["chart-a: git file config/a.yaml", "chart-b: git file config/b.yaml"]),
        ("env/eu.yaml", ["chart-a: values env/eu.yaml", "chart-b: values env/eu.yaml"]),
        ("global.yaml", ["chart-a: values global.yaml", "chart-b: values global.yaml"]),
        (
            "charts/app/values-eu.yaml",
            [
                "chart-a: source path charts/app, values charts/app/values-eu.yaml",
                "chart-b: source path charts/app, values charts/app/values-eu.yaml",
            ]
        ),
    ])
    func aPathIsFoundInAllItsParts(_ path: String, _ expected: [String]) async throws {
        let asked = ApplicationSearch.Path(inRepository: path, onThisMachine: "/elsewhere/\(path)")
        let hits = try await search().hits(paths: [asked])
        #expect(hits.map { "\($0.entry.key): \($0.reasons.joined(separator: ", "))" } == expected)
    }

    @Test func aPathOfThisMachineMeansRelativeRepositories() async throws {
        let asked = ApplicationSearch.Path(inRepository: "fleet/charts", onThisMachine: "/srv/fleet/charts")
        let hits = try await search().hits(paths: [asked])
        #expect(hits.map(\.entry.key) == ["chart-a", "chart-b"])
    }
}
