import FleetGenerators
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetProviders

/// Generator plugins over HTTP.
@Suite struct PluginServiceTests {
    private static func query(_ server: ScriptedServer, timeout: Int? = nil) -> PluginQuery {
        PluginQuery(
            address: server.url + "/plugin/",
            token: SecretReference(secretName: "argocd-secret", key: "plugin.token"),
            timeout: timeout,
            applicationSet: "apps",
            parameters: ["key": ["nested": [1, 2]]]
        )
    }

    private static func run<Value>(_ body: (ClientBench) async throws -> Value) async throws -> Value {
        try await ClientBench.run(
            secrets: ["argocd-secret": ["plugin.token": .environment("TOKEN")]],
            environment: ["TOKEN": "s3cret"],
            body
        )
    }

    @Test func whatItAnswersAreTheRows() async throws {
        let server = try ScriptedServer { _, _ in
            .json(#"{"output": {"parameters": [{"a": {"b": [1, null]}, "c": "x"}, {}]}}"#)
        }
        let rows = try await Self.run { try await $0.client.parameters(Self.query(server)) }
        #expect(rows == [["a": ["b": [1, .null]], "c": "x"], [:]])
        #expect(server.lines == ["POST /plugin/api/v1/getparams.execute"])
        let request = server.requests[0]
        #expect(request.headers["authorization"] == "Bearer s3cret")
        #expect(request.headers["content-type"] == "application/json")
        #expect(
            try JSONReader.value(in: request.body) == [
                "applicationSetName": "apps", "input": ["parameters": ["key": ["nested": [1, 2]]]],
            ]
        )
    }

    @Test func nothingIsNothingOnlyWhenItSaysSo() async throws {
        for body in [#"{"output": {"parameters": []}}"#, #"{"output": {"parameters": null}}"#] {
            let server = try ScriptedServer { _, _ in .json(body) }
            let rows = try await Self.run { try await $0.client.parameters(Self.query(server)) }
            #expect(rows.isEmpty)
        }
        let wrong = [
            #"{"output": {}}"#: "output.parameters is missing",
            #"{}"#: "output.parameters is missing",
            #"[]"#: "output.parameters is missing",
            "": "output.parameters is missing",
            #"{"output": {"parameters": {}}}"#: "output.parameters is no list",
            #"{"output": {"parameters": [{}, 1]}}"#: "output.parameters[1] is no object",
            "<html>": "it is not JSON: 1:1: \"<\" where a value is expected",
        ]
        for (body, message) in wrong {
            let server = try ScriptedServer { _, _ in .json(body) }
            let error = try await Self.run { await $0.error(Self.query(server)) }
            #expect(
                error
                    == "the plugin at \(server.url)/plugin answers POST /api/v1/getparams.execute with something "
                    + "unexpected: \(message)"
            )
        }
    }

    @Test func refusalsAreErrorsAndShowNoToken() async throws {
        let server = try ScriptedServer { request, _ in
            .json(403, #"{"message": "not \#(request.headers["authorization"] ?? "")"}"#)
        }
        let error = try await Self.run { await $0.error(Self.query(server)) }
        #expect(
            error
                == "the plugin at \(server.url)/plugin answers POST /api/v1/getparams.execute with status 403: "
                + "not Bearer ***"
        )
    }

    @Test func silenceEndsAfterTheTimeThatWasSet() async throws {
        let server = try ScriptedServer { _, _ in .silence }
        let error = try await Self.run { await $0.error(Self.query(server, timeout: 1)) }
        #expect(
            error
                == "no complete answer from 127.0.0.1:\(server.port) within 1 s"
        )
    }

    @Test func itsAddressIsOneOfHTTP() async throws {
        let server = try ScriptedServer { _, _ in .silence }
        var query = Self.query(server)
        query.address = "file:///etc/passwd"
        let error = try await Self.run { [query] in await $0.error(query) }
        #expect(
            error
                == "the plugin's baseUrl \"file:///etc/passwd\" does not start with https:// or http://"
        )
    }
}
