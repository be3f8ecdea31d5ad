import FleetGenerators
import FleetModel
import FleetValue
import Testing

@Suite struct ApplicationSetGeneratorTests {
    @Test func validApplicationsAreHandedOutDecoded() throws {
        let generator = try ApplicationSetGenerator(applicationSet: Fixtures.applicationSet())
        var names: [String] = []
        let problems = try generator.generate(clusters: Fixtures.clusters(2)) { application in
            names.append("\(application.namespace)/\(application.name) -> \(application.destination.server)")
        }
        #expect(problems.isEmpty)
        #expect(
            names == [
                "argocd/c0-web -> https://c0.example.com",
                "argocd/c1-web -> https://c1.example.com",
                "argocd/in-cluster-web -> https://kubernetes.default.svc",
            ]
        )
    }

    @Test func orderOfClustersDoesNotMatter() throws {
        let generator = try ApplicationSetGenerator(applicationSet: Fixtures.applicationSet())
        var forward: [Manifest] = []
        var backward: [Manifest] = []
        let clusters = Fixtures.clusters(20)
        try generator.render(GeneratorInputs(clusters: ClusterInventory(clusters))) { forward.append($0.manifest) }
        try generator.render(GeneratorInputs(clusters: ClusterInventory(clusters.reversed()))) {
            backward.append($0.manifest)
        }
        #expect(forward == backward)
        #expect(forward.count == 21)
    }

    @Test func problemsAreAnsweredAndTheRestIsHandedOut() throws {
        let set = try Fixtures.applicationSet(
            generators: [
                ["list": ["elements": [["name": "a"], ["name": "b"], ["name": "a"], ["name": "c", "server": "s"]]]]
            ],
            destination: ["server": "s"]
        )
        var names: [String] = []
        let problems = try ApplicationSetGenerator(applicationSet: set).generate(clusters: []) { names.append($0.name) }
        #expect(names == ["b-web", "c-web"])
        let places = [ParameterSetPlace(generator: 0, index: 0), ParameterSetPlace(generator: 0, index: 2)]
        #expect(problems.map(\.place) == places)
        #expect(problems.map(\.kind) == [.duplicateName(places), .duplicateName(places)])
    }

    @Test func specThatCanNotBeDecodedIsAProblemOfThatApplication() throws {
        let set = try Fixtures.applicationSet(
            generators: [["list": ["elements": [["name": "a", "server": "s"]]]]],
            patch: "spec: {source: null}"
        )
        let problems = try ApplicationSetGenerator(applicationSet: set).generate(clusters: []) { _ in
            Issue.record("an application without a source was handed out")
        }
        #expect(
            problems.map(\.description) == [
                "ApplicationSet \"web\": spec.generators[0], parameter set 0: application \"a-web\": "
                    + "spec: needs a source or sources"
            ]
        )
    }

    @Test func patchThatFailsForOneSetFailsBeforeAnyIsHandedOut() throws {
        let set = try Fixtures.applicationSet(
            generators: [
                ["list": ["elements": [["name": "a", "server": "s"], ["name": "b", "server": "s", "patch": "["]]]]
            ],
            patch: "{{patch}}"
        )
        let generator = try ApplicationSetGenerator(applicationSet: set)
        #expect {
            try generator.render(GeneratorInputs(clusters: ClusterInventory([]))) { _ in
                Issue.record("something was handed out")
            }
        } throws: { error in
            guard case .rendering("web", 0, 0, let message)? = error as? GeneratorError else { return false }
            return message.hasPrefix("invalid templatePatch: ")
        }
    }

    @Test func errorOfTheCallerEndsTheEnumeration() throws {
        struct Stop: Error {}
        let generator = try ApplicationSetGenerator(applicationSet: Fixtures.applicationSet())
        var count = 0
        #expect(throws: Stop.self) {
            try generator.render(GeneratorInputs(clusters: ClusterInventory(Fixtures.clusters(5)))) { _ in
                count += 1
                if count == 3 { throw Stop() }
            }
        }
        #expect(count == 3)
    }

    @Test func parametersDoNotLookAtTheTemplate() throws {
        var set = try Fixtures.applicationSet()
        set.template = ["metadata": ["name": "{{a}} {{"], "oops": 1]
        let generator = try ApplicationSetGenerator(applicationSet: set)
        var rows: [ParameterRow] = []
        try generator.parameters(GeneratorInputs(clusters: ClusterInventory(Fixtures.clusters(1)))) { rows.append($0) }
        #expect(rows.map(\.place.index) == [0, 1])
        #expect(rows[1].value["parameters"]?["name"] == "in-cluster")
        #expect(throws: GeneratorError.self) {
            try generator.render(GeneratorInputs(clusters: ClusterInventory([]))) { _ in }
        }
    }

    @Test func setWithoutNamespaceGivesNone() throws {
        var set = try Fixtures.applicationSet(patch: "metadata: {namespace: elsewhere}")
        set.namespace = ""
        set.template["metadata"] = ["name": "{{name}}", "namespace": "other"]
        var namespaces: [Value?] = []
        try ApplicationSetGenerator(applicationSet: set).render(GeneratorInputs(clusters: ClusterInventory([]))) {
            generated in
            namespaces.append(generated.manifest.value["metadata"]?["namespace"])
        }
        #expect(namespaces == [nil])
    }
}
