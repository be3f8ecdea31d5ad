import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetProviders

/// Where secrets come from, and where they go.
@Suite struct CredentialTests {
    private static let reference = SecretReference(secretName: "github", key: "token")

    private func secret(
        _ source: SecretSource?,
        folder: String = "/nonexistent",
        environment: [String: String] = [:]
    ) -> Result<String, ProviderError> {
        let sources = source.map { ["github": ["token": $0]] } ?? [:]
        let secrets = DeclaredSecrets(sources, folder: folder, environment: environment)
        return Result { () throws(ProviderError) in try secrets.secret(Self.reference) }
    }

    private func message(_ result: Result<String, ProviderError>) -> String? {
        if case .failure(let error) = result { error.description } else { nil }
    }

    @Test func aSecretIsReadFromWhereItIsKept() throws {
        #expect(secret(.environment("X"), environment: ["X": "t "]) == .success("t "))
        let folder = try ScratchFolder("secrets")
        try folder.write("tokens/github", "s3cret \r\n\n")
        #expect(secret(.file("tokens/github"), folder: folder.path) == .success("s3cret"))
        #expect(secret(.file(folder.path("tokens/github"))) == .success("s3cret"))
    }

    @Test func whatIsMissingIsNamedWithTheWayOut() throws {
        #expect(
            message(secret(nil)) == #"key "token" of Secret "github" is not declared; write in fleet.yaml "#
                + "spec: {secrets: {github: {token: {env: VARIABLE}}}}, or {file: PATH}"
        )
        let folder = try ScratchFolder("secrets")
        try folder.write("empty", "\n")
        try folder.write("large", String(repeating: "x", count: 65_537))
        try folder.write("bytes", bytes: [0xFF, 0xFE])
        let start = #"key "token" of Secret "github" is declared as "#
        let cases: [(SecretSource, String)] = [
            (.environment("NO_SUCH"), "environment variable NO_SUCH, which is not set"),
            (.file("none"), "file \(folder.path)/none, which can not be read"),
            (.file("empty"), "file \(folder.path)/empty, which is empty"),
            (.file("large"), "file \(folder.path)/large, which has more than 65536 bytes"),
            (.file("bytes"), "file \(folder.path)/bytes, which is no text"),
        ]
        for (source, expected) in cases {
            #expect(message(secret(source, folder: folder.path)) == start + expected)
        }
    }

    // MARK: Who gets them

    private func authorization(
        _ credential: HostingService.Credential,
        allowed: (ScriptedServer) -> [String] = { _ in [] }
    ) async throws -> (sent: String?, error: String?) {
        let server = try ScriptedServer { _, _ in .json(401, #"{"message": "no"}"#) }
        let settings = FleetConfiguration.Generators(allowedAddresses: allowed(server))
        return try await ClientBench.run(
            secrets: ["github": ["token": .environment("MINE")]],
            environment: ["MINE": "declared", "GITHUB_TOKEN": "usual"],
            settings: settings
        ) { bench in
            let service = HostingService(.gitHub, address: server.url, credential: credential)
            let error = await bench.error(PullRequestsQuery(service: service, owner: "a", repository: "b"))
            return (server.requests.first?.headers["authorization"], error?.replacing(server.url, with: "URL"))
        }
    }

    @Test func theUsualTokenGoesOnlyWhereFleetYAMLSaysSo() async throws {
        let (unlisted, error) = try await authorization(.usual)
        #expect(unlisted == nil)
        #expect(
            error == "GitHub at URL/api/v3 answers GET /repos/a/b/pulls with status 401: no; GITHUB_TOKEN is not sent "
                + "there, since fleet.yaml does not list the address under generators.scmProviders.allowedAddresses"
        )
        let (listed, _) = try await authorization(.usual) { [$0.url] }
        #expect(listed == "Bearer usual")
        let (declared, plain) = try await authorization(.token(Self.reference))
        #expect(declared == "Bearer declared")
        #expect(plain == "GitHub at URL/api/v3 answers GET /repos/a/b/pulls with status 401: no")
    }

    @Test func addressesThatAreNotAllowedAreNotAsked() async throws {
        let (sent, error) = try await authorization(.token(Self.reference)) { _ in ["https://git.example.com"] }
        #expect(sent == nil)
        #expect(error == #"scm provider "URL" is not allowed, fleet.yaml allows: https://git.example.com"#)
    }

    @Test func allOfItCanBeSwitchedOff() async throws {
        let settings = FleetConfiguration.Generators(hostingServices: false)
        try await ClientBench.run(settings: settings) { bench in
            #expect(
                await bench.error(RepositoriesQuery(service: HostingService(.gitLab), owner: "acme"))
                    == "scm providers are disabled: fleet.yaml says generators.scmProviders.enabled: false"
            )
        }
    }

    @Test func whatIsNotSupportedSaysSo() async throws {
        try await ClientBench.run { bench in
            for kind in [HostingService.Kind.azureDevOps, .bitbucketCloud, .awsCodeCommit] {
                #expect(
                    await bench.error(RepositoriesQuery(service: HostingService(kind), owner: "acme"))
                        == "\(kind.rawValue) is not supported yet; supported are GitHub, GitLab, Gitea and Bitbucket Server"
                )
            }
            let app = HostingService(.gitHub, credential: .app(secretName: "app"))
            #expect(
                await bench.error(PullRequestsQuery(service: app, owner: "a", repository: "b"))
                    == #"the GitHub App of Secret "app" is not supported yet; use tokenRef with a token instead"#
            )
            let fips = RepositoriesQuery(service: HostingService(.gitea), owner: "acme")
            #expect(await bench.error(fips) == "Gitea needs the address of its API")
            let file = HostingService(.gitea, address: "file:///etc")
            #expect(
                await bench.error(RepositoriesQuery(service: file, owner: "acme"))
                    == #"the address "file:///etc/api/v1" does not start with https:// or http://"#
            )
        }
    }

    @Test func expressionsThatAreNoneAreErrors() async throws {
        try await ClientBench.run { bench in
            let query = RepositoriesQuery(
                service: HostingService(.gitHub),
                owner: "acme",
                filters: [.init(repository: "(")]
            )
            #expect(await bench.error(query) == "error parsing regexp: missing closing ): `(`")
        }
    }
}
