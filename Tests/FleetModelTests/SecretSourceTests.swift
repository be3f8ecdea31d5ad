import FleetModel
import FleetValue
import FleetYAML
import Testing

/// `secrets` and `generators` of `fleet.yaml`.
@Suite struct SecretSourceTests {
    private func configuration(_ spec: String) throws -> FleetConfiguration {
        let text = "apiVersion: fleet.internal/v1alpha1\nkind: Fleet\nspec: {\(spec)}\n"
        return try FleetConfiguration(decoding: YAMLReader.value(in: text))
    }

    private func error(_ spec: String) -> String? {
        do {
            _ = try configuration(spec)
            return nil
        } catch {
            return String(describing: error)
        }
    }

    @Test func secretsAreKeptElsewhere() throws {
        let fleet = try configuration(
            "secrets: {github: {token: {env: GITHUB_TOKEN}, other: {file: secrets/other}}, gitlab: {}}"
        )
        #expect(
            fleet.secrets == [
                "github": ["token": .environment("GITHUB_TOKEN"), "other": .file("secrets/other")], "gitlab": [:],
            ]
        )
        #expect(try configuration("").secrets.isEmpty)
    }

    @Test func secretsThemselvesAreRefused() {
        let start = "spec.secrets.github.token"
        #expect(
            error("secrets: {github: {token: ghp_abc}}")
                == "\(start): must not hold the secret itself; write {env: VARIABLE} or {file: PATH}"
        )
        #expect(
            error("secrets: {github: {token: {value: ghp_abc}}}")
                == "\(start).value: is not a known field; known are env, file"
        )
        #expect(error("secrets: {github: {token: {}}}") == "\(start): names neither env nor file")
        #expect(error("secrets: {github: {token: {env: A, file: b}}}") == "\(start): names both env and file")
        #expect(error("secrets: {github: {token: {env: ''}}}") == "\(start).env: must not be empty")
        #expect(error("secrets: {github: ghp_abc}") == "spec.secrets.github: expected a mapping, found a string")
        #expect(error("secrets: {github: }") == "spec.secrets.github: is required")
    }

    @Test func servicesCanBeLimited() throws {
        #expect(try configuration("").generators == FleetConfiguration.Generators())
        #expect(try configuration("generators: {}").generators.hostingServices)
        let fleet = try configuration(
            "generators: {scmProviders: {enabled: false, allowedAddresses: ['https://git.example.com']}}"
        )
        #expect(!fleet.generators.hostingServices)
        #expect(fleet.generators.allowedAddresses == ["https://git.example.com"])
        #expect(
            error("generators: {scmProviders: {allowed: []}}")
                == "spec.generators.scmProviders.allowed: is not a known field; known are enabled, allowedAddresses"
        )
        #expect(
            error("generators: {plugins: {}}")
                == "spec.generators.plugins: is not a known field; known are scmProviders, git"
        )
        #expect(!fleet.generators.newGitFileGlobbing)
        #expect(try configuration("generators: {git: {newFileGlobbing: true}}").generators.newGitFileGlobbing)
    }
}
