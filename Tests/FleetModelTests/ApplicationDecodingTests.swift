import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@Suite struct ApplicationDecodingTests {
    @Test(arguments: try CaseFolder.all("ModelApplication"))
    func decodesOrSaysWhatIsWrong(_ folder: CaseFolder) throws {
        let value = try YAMLReader.value(in: folder.text("application.yaml"))
        do {
            let application = try Application(decoding: value)
            #expect(application.manifest.value == value)
            var lines = summary(of: application)
            lines += Application.unknownFields(in: value).map { "unknown \($0)" }
            folder.expect(lines.joined(separator: "\n") + "\n", in: "expected.txt")
        } catch {
            folder.expect(error.description + "\n", in: "error.txt")
        }
    }

    private func summary(of application: Application) -> [String] {
        let place = application.namespace.isEmpty ? "" : application.namespace + "/"
        var lines = ["application \(place)\(application.name) of project \(application.project)"]
        lines += application.sources.map(summary(of:))
        let cluster = application.destination
        let address = cluster.name.isEmpty ? "server=\(cluster.server)" : "name=\(cluster.name)"
        lines.append("destination \(address) namespace=\(cluster.namespace)")
        let policy = application.syncPolicy
        lines.append("sync " + (policy.automated.map(summary(of:)) ?? "manual"))
        if !policy.syncOptions.isEmpty { lines.append("options " + policy.syncOptions.joined(separator: ", ")) }
        if !policy.namespaceLabels.isEmpty || !policy.namespaceAnnotations.isEmpty {
            lines.append("namespace labels \(policy.namespaceLabels) annotations \(policy.namespaceAnnotations)")
        }
        if let retry = policy.retry { lines.append("retry " + JSONWriter.text(of: .mapping(retry))) }
        if !application.finalizers.isEmpty {
            lines.append("finalizers " + application.finalizers.joined(separator: ", "))
        }
        return lines
    }

    private func summary(of source: ApplicationSource) -> String {
        var line = "source \(source.repoURL) path=\(source.path) revision=\(source.targetRevision)"
        if !source.chart.isEmpty { line += " chart=\(source.chart)" }
        if !source.ref.isEmpty { line += " ref=\(source.ref)" }
        if let directory = source.directory {
            line += " directory(\(directory.recurse ? "recurse " : "")include=\(directory.include)"
            line += " exclude=\(directory.exclude)\(directory.jsonnet == nil ? "" : " jsonnet"))"
        }
        for (name, tool) in [("helm", source.helm), ("kustomize", source.kustomize), ("plugin", source.plugin)] {
            if let tool { line += " \(name)=\(JSONWriter.text(of: .mapping(tool)))" }
        }
        return line
    }

    private func summary(of automated: AutomatedSync) -> String {
        var words = ["automated"]
        if !automated.enabled { words.append("disabled") }
        if automated.prune { words.append("prune") }
        if automated.selfHeal { words.append("selfHeal") }
        if automated.allowEmpty { words.append("allowEmpty") }
        return words.joined(separator: " ")
    }
}

@Suite struct ManifestValidationTests {
    private func problem(in value: Value) -> String? {
        do {
            _ = try Manifest(validating: value)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func acceptsNamesGeneratedNamesAndLists() {
        #expect(problem(in: ["apiVersion": "v1", "kind": "A", "metadata": ["name": "a"]]) == nil)
        #expect(problem(in: ["apiVersion": "v1", "kind": "A", "metadata": ["generateName": "a-"]]) == nil)
        #expect(problem(in: ["apiVersion": "v1", "kind": "List", "items": []]) == nil)
        #expect(problem(in: ["apiVersion": "v1", "kind": "PodList", "metadata": [:], "items": []]) == nil)
        #expect(
            problem(in: ["apiVersion": "v1", "kind": "A", "metadata": ["name": "a", "annotations": ["x": nil]]]) == nil
        )
    }

    @Test(
        arguments: [
            (["kind": "A", "metadata": ["name": "a"]], "apiVersion: is required"),
            (["apiVersion": "v1", "kind": "", "metadata": ["name": "a"]], "kind: must not be empty"),
            (["apiVersion": "v1", "kind": 3, "metadata": ["name": "a"]], "kind: expected a string, found a number"),
            (["apiVersion": "v1", "kind": "A"], "metadata: is required"),
            (["apiVersion": "v1", "kind": "A", "metadata": []], "metadata: expected a mapping, found a list"),
            (["apiVersion": "v1", "kind": "A", "metadata": ["name": ""]], "metadata.name: is required"),
            (["apiVersion": "v1", "kind": "WishList", "metadata": [:]], "metadata.name: is required"),
            (
                ["apiVersion": "v1", "kind": "A", "metadata": ["name": "a", "namespace": true]],
                "metadata.namespace: expected a string, found a boolean"
            ),
            (
                ["apiVersion": "v1", "kind": "A", "metadata": ["name": "a", "labels": ["on": true]]],
                "metadata.labels.on: expected a string, found a boolean; put it in quotes"
            ),
            (
                ["apiVersion": "v1", "kind": "A", "metadata": ["name": "a", "annotations": ["x": ["y"]]]],
                "metadata.annotations.x: expected a string, found a list"
            ),
            ("text", "expected a mapping, found a string"),
        ] as [(Value, String)]
    )
    func saysWhatIsWrong(_ value: Value, _ message: String) {
        #expect(problem(in: value) == message)
    }
}
