import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetRender

/// Charts in repositories and in the fleet directory, with the fields of `source.helm`.
@Suite(.timeLimit(.minutes(2))) struct HelmTests {
    /// A ConfigMap of the values that a chart sees.
    private static let template = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ .Release.Name }}
        data:
          namespace: {{ .Release.Namespace }}
          values: {{ omit .Values "global" | toJson | quote }}

        """

    /// A bench with the chart `app` in the fleet directory.
    private func bench(_ files: [String: String] = [:]) throws -> Bench {
        let bench = try Bench()
        try bench.folder.write("fleet/app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n")
        try bench.folder.write("fleet/app/values.yaml", "a: chart\nb: chart\n")
        try bench.folder.write("fleet/app/templates/cm.yaml", Self.template)
        for (name, text) in files { try bench.folder.write("fleet/" + name, text) }
        return bench
    }

    private func source(_ helm: Mapping? = nil) -> ApplicationSource {
        ApplicationSource(repoURL: ".", path: "app", helm: helm)
    }

    /// The values that a source's chart sees, as JSON.
    private func values(_ bench: Bench, _ helm: Mapping) async throws -> String? {
        try await bench.render(source(helm)).manifests.first?.value["data"]?["values"]?.string
    }

    // MARK: Fields

    @Test func aChartIsRenderedForTheApplication() async throws {
        let bench = try bench()
        let manifest = try #require(try await bench.render(source()).manifests.first)
        #expect(manifest.name == "web")
        #expect(manifest.value["data"]?["namespace"] == "shop")
        let named = try #require(
            try await bench.render(source(["releaseName": "blue", "namespace": "other"])).manifests.first
        )
        #expect(named.name == "blue")
        #expect(named.value["data"]?["namespace"] == "other")
    }

    @Test func laterValuesWin() async throws {
        let bench = try bench([
            "app/one.yaml": "a: one\nb: one\nc: one\nd: one\n", "app/two.yaml": "b: two\nc: two\nd: two\n",
            "app/text.txt": "a text\n",
        ])
        var helm: Mapping = ["valueFiles": ["one.yaml", "two.yaml"]]
        #expect(try await values(bench, helm) == #"{"a":"one","b":"two","c":"two","d":"two"}"#)
        helm["valueFiles"] = ["two.yaml", "one.yaml"]
        #expect(try await values(bench, helm) == #"{"a":"one","b":"one","c":"one","d":"one"}"#)
        helm["values"] = "c: text\nd: text\n"
        #expect(try await values(bench, helm) == #"{"a":"one","b":"one","c":"text","d":"text"}"#)
        helm["valuesObject"] = ["c": "object", "a": nil]
        #expect(try await values(bench, helm) == #"{"b":"one","c":"object","d":"one"}"#)
        helm["parameters"] = [
            ["name": "d", "value": "1", "forceString": true], ["name": "d", "value": "2"],
            ["name": "e", "value": "x,y"],
            ["name": "f", "value": "{x,y}"], ["name": "g.h\\.i[1]", "value": "$ARGOCD_APP_NAME"],
        ]
        helm["fileParameters"] = [["name": "b", "path": "text.txt"]]
        #expect(
            try await values(bench, helm)
                == #"{"b":"a text\n","c":"object","d":"1","e":"x,y","f":["x","y"],"g":{"h.i":[null,"web"]}}"#
        )
    }

    @Test func wholeNumbersOfParametersStayWhole() async throws {
        let bench = try bench(["app/v.yaml": "file: 123456789012\nkid: {size: 3000000}\n"])
        try bench.folder.write(
            "fleet/app/templates/cm.yaml",
            configMap("c", "k: {{ .Values.file }} {{ .Values.a }} {{ index .Values.l 1 }} {{ .Values.kid.m }}")
        )
        try bench.folder.write("fleet/app/charts/kid/Chart.yaml", "apiVersion: v2\nname: kid\nversion: 1.0.0\n")
        try bench.folder.write(
            "fleet/app/charts/kid/templates/cm.yaml",
            configMap("kid", "k: {{ .Values.size }} {{ .Values.m }} {{ .Values.global.g }}")
        )
        let parameters: [Value] = [
            ["name": "a", "value": "123456789012"], ["name": "l[1]", "value": "4000000"],
            ["name": "kid.m", "value": "5000000"], ["name": "global.g", "value": "6000000"],
        ]
        let rendered = try await bench.render(source(["valueFiles": ["v.yaml"], "parameters": .array(parameters)]))
        #expect(
            rendered.manifests.map { $0.value["data"]?["k"] }
                == ["3e+06 5000000 6000000", "1.23456789012e+11 123456789012 4000000 5000000"]
        )
    }

    @Test func valueFilesLieAnywhereInTheRepository() async throws {
        let bench = try bench([
            "shared/all.yaml": "a: shared\n", "envs/prod/10.yaml": "b: ten\nc: ten\n", "envs/prod/9.yaml": "c: nine\n",
            "envs/prod/deep/x.yaml": "d: deep\n", "envs/web.yaml": "e: web\n",
        ])
        #expect(try await values(bench, ["valueFiles": ["../shared/all.yaml"]]) == #"{"a":"shared","b":"chart"}"#)
        #expect(try await values(bench, ["valueFiles": ["/shared/all.yaml"]]) == #"{"a":"shared","b":"chart"}"#)
        #expect(
            try await values(bench, ["valueFiles": ["../envs/$ARGOCD_APP_NAME.yaml"]])
                == #"{"a":"chart","b":"chart","e":"web"}"#
        )
        #expect(
            try await values(bench, ["valueFiles": ["/envs/prod/*.yaml"]]) == #"{"a":"chart","b":"ten","c":"nine"}"#
        )
        #expect(
            try await values(bench, ["valueFiles": ["/envs/**/*.yaml"]])
                == #"{"a":"chart","b":"ten","c":"nine","d":"deep","e":"web"}"#
        )
    }

    @Test func missingValueFilesAreErrorsUnlessIgnored() async throws {
        let bench = try bench()
        #expect(
            await bench.error(source(["valueFiles": ["gone.yaml"]]))
                == ".: gone.yaml can not be read: there is no such file"
        )
        #expect(await bench.error(source(["valueFiles": ["g*.yaml"]])) == ".: g*.yaml can not be read: no file matches")
        #expect(
            try await values(bench, ["valueFiles": ["gone.yaml", "g*.yaml"], "ignoreMissingValueFiles": true])
                == #"{"a":"chart","b":"chart"}"#
        )
        #expect(
            await bench.error(source(["fileParameters": [["name": "a", "path": "*.txt"]]]))
                == ".: *.txt can not be read: there is no such file"
        )
    }

    @Test(
        arguments: [
            (
                ["valueFiles": ["https://example.com/v.yaml"]],
                "valueFiles[0]: \"https://example.com/v.yaml\" is an address; only files of repositories are read"
            ),
            (
                ["valueFiles": ["$shared/v.yaml"]],
                "valueFiles[0]: \"$shared/v.yaml\": no source of the application has the ref \"shared\""
            ),
            (
                ["values": "- a\n"],
                "values: failed to parse values: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}"
            ),
            (["kubeVersion": "new"], "kubeVersion: \"new\" is no version of Kubernetes"),
            (["parameters": [["value": "x"]]], "parameters[0].name: is required"),
            (
                ["skipCRDs": true],
                "skipCRDs: is not a known field; known are releaseName, valueFiles, ignoreMissingValueFiles, values, valuesObject, parameters, fileParameters, skipCrds, skipTests, skipSchemaValidation, kubeVersion, apiVersions, namespace, version, passCredentials"
            ),
        ] as [(Mapping, String)]
    )
    func mistakesInFieldsAreNamed(_ helm: Mapping, _ message: String) async throws {
        let error = try await bench().error(source(helm))
        #expect(error == "application \"web\": spec.source.helm.\(message)")
    }

    @Test func definitionsAndTestsAreLeftOutOnRequest() async throws {
        let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: "
        let hook = { (name: String, event: String) in
            "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name), annotations: {helm.sh/hook: \(event)}}\n"
        }
        let bench = try bench([
            "app/crds/a.yaml": definition + "a}\n---\n" + definition + "b}\n",
            "app/templates/hook.yaml": hook("job", "pre-install") + "---\n" + hook("check", "test"),
        ])
        let rendered = try await bench.render(source()).manifests
        #expect(rendered.map(\.name) == ["a", "b", "web", "job", "check"])
        #expect(rendered.map { Hook.types(of: $0) } == [[], [], [], [.preSync], []])
        #expect(rendered.map(Hook.isIgnored) == [false, false, false, false, true])
        #expect(try await bench.names(source(["skipCrds": true, "skipTests": true])) == ["web", "job"])
    }

    @Test func capabilitiesAreDeclaredOrThoseOfTheDefault() async throws {
        let bench = try bench()
        try bench.folder.write(
            "fleet/app/templates/cm.yaml",
            configMap(
                "c",
                #"k: {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "x/v1" }} {{ .Capabilities.APIVersions.Has "policy/v1/PodDisruptionBudget" }}"#
            )
        )
        #expect(try await bench.render(source()).manifests.first?.value["data"] == ["k": "v1.31.0 false true"])
        #expect(
            try await bench.render(source(["kubeVersion": "1.28", "apiVersions": ["x/v1"]])).manifests.first?
                .value["data"] == ["k": "v1.28.0 true true"]
        )
    }

    @Test func theSchemaIsCheckedUnlessSkipped() async throws {
        let bench = try bench(["app/values.schema.json": #"{"properties": {"a": {"type": "integer"}}}"#])
        #expect(
            await bench.error(source())
                == ".: helm failed on \"app\": values don't meet the specifications of the schema(s) in the following "
                + "chart(s):; app:; - at '/a': got string, want integer"
        )
        #expect(try await bench.names(source(["skipSchemaValidation": true])) == ["web"])
    }

    @Test func overridesInTheFolderCount() async throws {
        let bench = try bench(["app/.argocd-source-web.yaml": "helm: {parameters: [{name: a, value: over}]}\n"])
        #expect(try await values(bench, ["valuesObject": ["b": "user"]]) == #"{"a":"over","b":"user"}"#)
    }

    // MARK: Several sources, commits and the cache

    @Test func valuesOfAnotherSourceAreRead() async throws {
        let repository = try await Repository(["envs/v.yaml": "a: elsewhere\n", "b.yaml": "b: elsewhere\n"])
        let bench = try bench()
        var chart = source(["valueFiles": ["$values/envs/v.yaml", "$values/*.yaml"]])
        let values = ApplicationSource(repoURL: repository.url, ref: "values")
        let rendered = try await bench.renderer().render(.make("web", chart, values))
        #expect(rendered.manifests.first?.value["data"]?["values"] == #"{"a":"elsewhere","b":"elsewhere"}"#)
        chart.helm = ["valueFiles": ["$values/../v.yaml"]]
        let application = Application.make("web", chart, values)
        let commit = try await repository.git("rev-parse", "HEAD")
        await #expect {
            try await bench.renderer().render(application)
        } throws: {
            "\($0)"
                == "\(repository.url) at \(commit.prefix(7)): $values/../v.yaml leads out of the repository, to \"/../v.yaml\""
        }
    }

    @Test func aCommitRendersAsItsFilesDoAndOnlyOnce() async throws {
        let repository = try await Repository([
            "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n", "app/templates/cm.yaml": Self.template,
            "app/values.yaml": "a: chart\n", "unrelated.txt": "1\n",
        ])
        let bench = try Bench()
        let remote = ApplicationSource(repoURL: repository.url, path: "app")
        let first = try await bench.render(remote)
        let local = try await bench.render(ApplicationSource(repoURL: ".", path: "app"), fleet: repository.path)
        #expect(first.manifests == local.manifests)
        #expect(first.hash == local.hash)
        try repository.folder.write("app/values.yaml", "a: changed\n")
        try await repository.commit()
        #expect(try await bench.render(remote).manifests.first?.value["data"]?["values"] == #"{"a":"changed"}"#)
        // What the clock and chance give is kept as long as nothing else changes.
        try repository.folder.write("app/values.yaml", "a: {}\n")
        try repository.folder.write("app/templates/cm.yaml", configMap("c", "k: {{ randAlphaNum 20 }}"))
        try await repository.commit()
        let random = try await bench.render(remote)
        try repository.folder.write("unrelated.txt", "2\n")
        try await repository.commit()
        #expect(try await bench.render(remote).hash == random.hash)
    }

    // MARK: Charts

    @Test func packedSubchartsAreUnpacked() async throws {
        let bench = try bench([
            "kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 0.1.0\n",
            "kid/templates/cm.yaml": configMap("{{ .Chart.Name }}", "a: {{ .Values.a }}"),
            "kid/values.yaml": "a: kid\n",
        ])
        try bench.folder.write(
            "fleet/app/Chart.yaml",
            "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [{name: kid, version: 0.1.0, alias: child}]\n"
        )
        #expect(
            await bench.error(source())
                == ".: helm failed on \"app\": the dependency \"kid\" is not in the chart's folder \"charts\"; run "
                + "\"helm dependency build\" there and commit what it makes"
        )
        let pack = ["-czf", "app/charts/kid-0.1.0.tgz", "kid"]
        try bench.folder.makeFolder("fleet/app/charts")
        #expect(try await Tool.run("tar", pack, in: bench.folder.path("fleet")).status == 0)
        let rendered = try await bench.render(source(["valuesObject": ["child": ["a": "user"]]]))
        #expect(rendered.manifests.map(\.name) == ["child", "web"])
        #expect(rendered.manifests.first?.value["data"] == ["a": "user"])
    }

    @Test func dependenciesThatAreNotThereAreNamed() async throws {
        let bench = try bench()
        try bench.folder.write(
            "fleet/app/Chart.yaml",
            "apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [{name: kid, version: 1.x, repository: 'file://../kid'}]\n"
        )
        #expect(
            await bench.error(source())
                == ".: helm failed on \"app\": the dependency \"kid\" from file://../kid is not in the chart's folder "
                + "\"charts\"; run \"helm dependency build\" there and commit what it makes"
        )
    }

    @Test(arguments: [
        (
            configMap("a", "k: {{ .Values.x.y.z }}"),
            "app/templates/cm.yaml:6:15; executing \"app/templates/cm.yaml\" at <.Values.x.y.z>:; nil pointer evaluating interface {}.y"
        ),
        ("{{ fail \"no\" }}", "execution error at (app/templates/cm.yaml:1:3): no"),
        ("kind: ConfigMap\n", "app/templates/cm.yaml: apiVersion: is required"),
        (
            "a: [\n",
            "YAML parse error on app/templates/cm.yaml: error converting YAML to JSON: yaml: line 1: did not find expected node content"
        ),
    ])
    func errorsSayWhere(_ template: String, _ message: String) async throws {
        let error = try await bench(["app/templates/cm.yaml": template]).error(source())
        #expect(error == ".: helm failed on \"app\": \(message)")
    }

    @Test func whatIsNoChartSaysSo() async throws {
        let bench = try bench(["app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\ntype: library\n"])
        #expect(await bench.error(source()) == ".: helm failed on \"app\": library charts are not installable")
        try bench.folder.write("fleet/plain/a.yaml", configMap("a"))
        var plain = ApplicationSource(repoURL: ".", path: "plain")
        plain.helm = ["releaseName": "x"]
        #expect(await bench.error(plain).hasPrefix(".: helm failed on \"plain\": failed to load chart: "))
        let release = source(["releaseName": "Not A Name"])
        #expect(
            await bench.error(release).hasPrefix(".: helm failed on \"app\": release name \"Not A Name\" is invalid: ")
        )
    }

    // MARK: Hostile charts

    @Test func templatesNestAsDeepAsHelmAllows() async throws {
        let down =
            "{{ define \"down\" }}{{ if gt (int .) 0 }}{{ include \"down\" (sub . 1) }}{{ else }}end{{ end }}{{ end }}"
        let bench = try bench(["app/templates/cm.yaml": configMap("c", "k: {{ include \"down\" 950 }}") + down])
        #expect(try await bench.render(source()).manifests.first?.value["data"] == ["k": "end"])
        try bench.folder.write(
            "fleet/app/templates/cm.yaml",
            "{{ define \"x\" }}{{ include \"x\" . }}{{ end }}{{ include \"x\" . }}"
        )
        let error = await bench.error(source())
        #expect(
            error.hasSuffix("rendering template has a nested reference name: x: unable to execute template"),
            "\(error)"
        )
    }

    @Test(arguments: [
        "{{ range until 1000000 }}{{ repeat 1000 \"x\" }}{{ end }}", "{{ repeat 1000000000 \"x\" }}",
        "{{ $s := \"x\" }}{{ range until 60 }}{{ $s = print $s $s }}{{ end }}{{ $s }}",
        "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}",
    ])
    func hugeOutputIsRefused(_ template: String) async throws {
        let bench = try bench(["app/templates/cm.yaml": template])
        #expect(await bench.error(source()).hasPrefix(".: helm failed on \"app\": "))
    }

    @Test(arguments: ["../../outside.yaml", "link.yaml", "/../outside.yaml"])
    func valueFilesNeverLeaveTheRepository(_ file: String) async throws {
        let bench = try bench()
        try bench.folder.write("outside.yaml", "a: secret\n")
        try bench.folder.makeLink("fleet/app/link.yaml", to: "../../outside.yaml")
        try bench.folder.write("fleet/app/.helmignore", "link.yaml\n")
        let error = await bench.error(source(["valueFiles": [.string(file)]]))
        #expect(error.contains("leads out of the repository"), "\(error)")
    }

    @Test func linksOutOfTheRepositoryAreErrorsAndOthersAreFollowed() async throws {
        let bench = try bench(["shared/cm.yaml": configMap("linked")])
        try bench.folder.makeLink("fleet/app/templates/linked.yaml", to: "../../shared/cm.yaml")
        try bench.folder.makeLink("fleet/app/templates/more", to: "../../shared")
        #expect(try await bench.render(source()).manifests.map(\.name) == ["web", "linked"])
        try bench.folder.makeLink("fleet/app/files/passwd", to: "/etc/passwd")
        #expect(
            await bench.error(source())
                == ".: app/files/passwd leads out of the repository, to \"/etc/passwd\""
        )
    }

    @Test func aFolderThatLinksToItselfEnds() async throws {
        let bench = try bench()
        try bench.folder.makeLink("fleet/app/loop", to: ".")
        let error = await bench.error(source())
        #expect(error.contains("folders lie more than") || error.contains("files"), "\(error)")
    }

    @Test func archivesThatLeadOutAreRefused() async throws {
        let bench = try bench(["kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 0.1.0\n", "x": "x\n"])
        try bench.folder.makeFolder("fleet/app/charts")
        let pack = ["-czPf", "../app/charts/kid-0.1.0.tgz", "../x", "Chart.yaml"]
        #expect(try await Tool.run("tar", pack, in: bench.folder.path("fleet/kid")).status == 0)
        #expect(
            await bench.error(source())
                == ".: helm failed on \"app\": failed to load chart: charts/kid-0.1.0.tgz: \"../x\" leads out of the archive"
        )
        try bench.folder.write("fleet/app/charts/kid-0.1.0.tgz", "no archive\n")
        #expect(
            await bench.error(source())
                == ".: helm failed on \"app\": failed to load chart: charts/kid-0.1.0.tgz: the file is not gzip, or damaged"
        )
    }
}
