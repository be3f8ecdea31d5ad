import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@testable import FleetHelm

@Suite struct ChartRendererTests {
    /// A case is `chart/`, the user's `values.yaml` and `release.json` (both optional), and what Helm records of the
    /// release: `expected.yaml`, `hooks.json` and `notes.txt` where there are any; or `error.txt`.
    @Test(arguments: try CaseFolder.all("Helm"))
    func recordsWhatHelmRecords(_ folder: CaseFolder) async throws {
        let result = try await Self.render(folder)
        switch result {
        case .failure(let error):
            folder.expect("\(error)\n", in: "error.txt")
            #expect(!folder.has("expected.yaml"))
        case .success(let rendered):
            folder.expect(rendered.text, in: "expected.yaml")
            #expect(!folder.has("error.txt"))
            #expect(!rendered.hooks.isEmpty || !folder.has("hooks.json"))
            if !rendered.hooks.isEmpty { folder.expect(Self.text(rendered.hooks), in: "hooks.json") }
            #expect(rendered.notes != nil || !folder.has("notes.txt"))
            if let notes = rendered.notes { folder.expect(notes, in: "notes.txt") }
        }
    }

    @Test(arguments: try CaseFolder.all("Helm"))
    func rendersAlikeTwice(_ folder: CaseFolder) async throws {
        let first = try await Self.render(folder)
        let second = try await Self.render(folder)
        #expect(first.map(\.text) == second.map(\.text))
    }

    @Test func templatesThatCallThemselvesEnd() async throws {
        let result = await DeepStack.run {
            Result { () throws(HelmError) in
                let text = "{{ define \"loop\" }}{{ include \"loop\" . }}{{ end }}{{ include \"loop\" . }}"
                return try ChartRenderer.render(
                    Chart([
                        "Chart.yaml": Array("apiVersion: v2\nname: web\nversion: 1.0.0\n".utf8),
                        "templates/a.yaml": Array(text.utf8),
                    ]),
                    values: Mapping(),
                    release: Release(name: "rel", namespace: "default"),
                    capabilities: .standard,
                    now: 0,
                    stackBytes: DeepStack.free
                )
            }
        }
        guard case .failure(let error)? = result else {
            Issue.record("expected an error")
            return
        }
        #expect(
            error.message.hasSuffix(
                "error calling include: rendering template has a nested reference name: loop: unable to execute template"
            )
        )
    }

    // MARK: Reading cases

    private static func render(_ folder: CaseFolder) async throws -> Result<RenderedChart, HelmError> {
        var files: [String: [UInt8]] = [:]
        for path in folder.files(below: "chart") { files[path] = try folder.bytes("chart/" + path) }
        let release = folder.has("release.json") ? try folder.value("release.json") : [:]
        var values = UserValues()
        if folder.has("values.yaml") { try values.add(file: folder.bytes("values.yaml"), name: "values.yaml") }
        let capabilities = Capabilities(
            version: release["kubeVersion"]?.string ?? Capabilities.standard.version,
            apiVersions: release["apiVersions"]?.array.map { Set($0.compactMap(\.string)) }
                ?? Capabilities.standard.apiVersions
        )
        let settled = (files, values.mapping, capabilities)
        let named = Release(
            name: release["name"]?.string ?? "rel",
            namespace: release["namespace"]?.string ?? "default",
            isUpgrade: release["isUpgrade"]?.bool ?? false
        )
        let result = await DeepStack.run {
            Result { () throws(HelmError) in
                try ChartRenderer.render(
                    Chart(settled.0),
                    values: settled.1,
                    release: named,
                    capabilities: settled.2,
                    now: 1_700_000_000,
                    stackBytes: DeepStack.free
                )
            }
        }
        return try #require(result)
    }

    private static func text(_ hooks: [ChartHook]) -> String {
        let lines = hooks.map { hook in
            JSONWriter.text(
                of: [
                    "name": .string(hook.name), "kind": .string(hook.kind), "path": .string(hook.path),
                    "events": .array(hook.events.map { .string($0) }), "weight": .integer(Int64(hook.weight)),
                    "deletePolicies": .array(hook.deletePolicies.map { .string($0) }),
                    "manifest": .string(hook.text),
                ]
            )
        }
        return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    }
}
