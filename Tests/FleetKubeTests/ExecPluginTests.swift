import FleetTestSupport
import FleetValue
import Foundation
import Testing

@testable import FleetKube

/// Runs real plugins: small shell scripts in a scratch folder.
struct ExecPluginTests {
    private static let answer =
        #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"tok-1"}}"#
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder("plugin")
    }

    private func plugin(
        _ script: String,
        mode: ExecPlugin.InteractiveMode = .never,
        version: ExecPlugin.APIVersion = .v1,
        arguments: [String] = [],
        environment: [ExecPlugin.Variable] = []
    ) throws -> ExecPlugin {
        let path = try folder.writeScript("login", "#!/bin/sh\n" + script)
        return ExecPlugin(
            apiVersion: version,
            command: path,
            arguments: arguments,
            environment: environment,
            interactiveMode: mode
        )
    }

    private func run(
        _ plugin: ExecPlugin,
        clusterInfo: Value = .null,
        timeout: Duration = .seconds(20),
        hasTerminal: Bool = false
    ) async throws -> ExecCredential {
        let runner = ExecPluginRunner(timeout: timeout, hasTerminal: { hasTerminal })
        let environment = ["PATH": "/usr/bin:/bin", "INHERITED": "yes", "OVER": "old"]
        return try await runner.run(plugin, ExecPluginContext(clusterInfo: clusterInfo, environment: environment))
    }

    private func fault(_ body: () async throws -> ExecCredential) async -> String {
        do {
            _ = try await body()
            return "no error"
        } catch ExecPluginRunner.Failure.fault(let fault) {
            return fault.description
        } catch {
            return "\(error)"
        }
    }

    @Test func givesTheTokenThatThePluginPrints() async throws {
        let credential = try await run(plugin("echo '\(Self.answer)'"))
        #expect(credential.token == SecretText("tok-1"))
        #expect(credential.expiration == nil)
    }

    @Test func passesArgumentsEnvironmentAndClusterWithoutAShell() async throws {
        let plugin = try plugin(
            """
            { printf '%s|' "$@"; echo; echo "$INHERITED $OVER $NEW"; echo "$KUBERNETES_EXEC_INFO"; } > \(folder.path)/seen
            echo '\(Self.answer)'
            """,
            arguments: ["a b", "$HOME", "; rm -rf x", ""],
            environment: [
                ExecPlugin.Variable(name: "OVER", value: SecretText("new")),
                ExecPlugin.Variable(name: "NEW", value: SecretText("a=b")),
            ]
        )
        _ = try await run(plugin, clusterInfo: ["server": "https://c", "config": ["x": 1]])
        #expect(
            try folder.text("seen") == """
                a b|$HOME|; rm -rf x||
                yes new a=b
                {"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false,"cluster":{"server":"https://c","config":{"x":1}}}}

                """
        )
    }

    @Test func tellsTheClusterWhatTheKubeconfigSays() async throws {
        let config = try kubeconfig(
            cluster: """
                {server: "https://c", tls-server-name: api, certificate-authority-data: LS0tLS1CRUdJTiA=, \
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]}
                """,
            user: """
                {exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: login, provideClusterInfo: true, \
                args: [a], env: [{name: NAME, value: V}], installHint: "see\\e[0m\\n the docs"}}
                """,
            environment: ["HOME": "/h"]
        )
        guard case .plugin(let plugin, let context) = try config.connection().credential else {
            Issue.record("no plugin")
            return
        }
        #expect(plugin.command == "login")
        #expect(plugin.arguments == ["a"])
        #expect(plugin.environment == [ExecPlugin.Variable(name: "NAME", value: SecretText("V"))])
        #expect(plugin.interactiveMode == .ifAvailable)
        #expect(plugin.hint == "see [0m the docs")
        #expect(context.environment == ["HOME": "/h"])
        #expect(
            context.clusterInfo == [
                "server": "https://c", "tls-server-name": "api", "certificate-authority-data": "LS0tLS1CRUdJTiA=",
                "config": ["audience": "x"],
            ]
        )
    }

    @Test func readsCertificatesAndExpiry() async throws {
        let credential = try await run(
            plugin(
                #"""
                echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{
                "clientCertificateData":"-----BEGIN CERTIFICATE-----","clientKeyData":"-----BEGIN PRIVATE KEY-----",
                "expirationTimestamp":"2030-01-01T00:00:00Z"}}'
                """#,
                version: .v1beta1
            )
        )
        #expect(credential.certificate?.value == Array("-----BEGIN CERTIFICATE-----".utf8))
        #expect(credential.key?.value == Array("-----BEGIN PRIVATE KEY-----".utf8))
        #expect(credential.expiration == 1_893_456_000)
        #expect(credential.token == nil)
    }

    @Test(arguments: [
        ("", "it printed nothing"),
        ("echo token: x", "line 1 is not valid JSON"),
        ("echo '[]'", "it is no ExecCredential"),
        (
            #"echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}'"#,
            "its apiVersion is not client.authentication.k8s.io/v1, which the kubeconfig asks for"
        ),
        (Self.with("null"), "it has no status"),
        (Self.with("{}"), "it has neither a token nor a client certificate"),
        (
            Self.with(#"{"clientCertificateData":"-----BEGIN X"}"#),
            "it has only one of clientCertificateData and clientKeyData"
        ),
        (
            Self.with(#"{"clientCertificateData":"x","clientKeyData":"y"}"#),
            "its clientCertificateData is not PEM text"
        ),
        (
            Self.with(#"{"token":"a\\nb"}"#),
            "its token has characters that can not be sent, such as a line break"
        ),
        (
            Self.with(#"{"token":"a","expirationTimestamp":"soon"}"#),
            "its expirationTimestamp is no time such as 2025-01-31T23:59:59Z"
        ),
    ])
    func saysWhatIsWrongWithAnAnswer(_ script: String, _ problem: String) async throws {
        let plugin = try plugin(script)
        #expect(
            await fault { try await run(plugin) }
                == "credential plugin \"login\" gave an answer that can not be used: \(problem)"
        )
    }

    static func with(_ status: String) -> String {
        #"printf '%s' '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":"#
            + status.replacing("\\\\", with: "\\") + "}'"
    }

    @Test func showsTheEndOfStandardErrorWithoutSecrets() async throws {
        let secret = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJ4In0.AbC123"
        let plugin = try plugin(
            """
            echo 'line one' >&2; echo 'line two' >&2
            echo 'debug: got \(secret) from https://login.example/oauth2' >&2
            printf 'error: \\033[31mlog in\\033[0m first with pa55word!\\n' >&2
            exit 3
            """,
            environment: [ExecPlugin.Variable(name: "PW", value: SecretText("pa55word!"))]
        )
        #expect(
            await fault { try await run(plugin) }
                == "credential plugin \"login\" failed: exit status 3: line two | "
                + "debug: got (hidden) from https://login.example/oauth2 | error: [31mlog in[0m first with (hidden)"
        )
    }

    @Test func neverShowsATokenThatStandsOnBothOutputs() async throws {
        let plugin = try plugin("echo '\(Self.answer)'; echo 'using tok-1' >&2; exit 1")
        #expect(
            await fault { try await run(plugin) }
                == "credential plugin \"login\" failed: exit status 1: using (hidden)"
        )
    }

    @Test func saysThatASignalEndedIt() async throws {
        let plugin = try plugin("kill -9 $$")
        #expect(await fault { try await run(plugin) } == "credential plugin \"login\" failed: ended by signal 9")
    }

    @Test func givesTheInstallHint() async throws {
        var missing = ExecPlugin(command: "no-such-login-tool", installHint: "brew install it")
        #expect(
            await fault { try await run(missing) }
                == "credential plugin \"no-such-login-tool\" is not installed: brew install it"
        )
        missing.command = folder.path("gone/tool")
        missing.installHint = ""
        #expect(await fault { try await run(missing) } == "credential plugin \"tool\" is not installed")
    }

    @Test func endsAPluginThatTakesTooLongWithItsChildren() async throws {
        let plugin = try plugin("sleep 60 & echo $! > \(folder.path)/child; wait")
        #expect(
            await fault { try await run(plugin, timeout: .seconds(1)) }
                == "credential plugin \"login\" gave no answer in 1 s and was ended"
        )
        let child = try folder.text("child").split(separator: "\n").first.map(String.init) ?? ""
        // Gone, or dead and not collected yet.
        let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
        #expect(state == nil || state?.contains(") Z ") == true)
    }

    @Test func needsATerminalOnlyIfThePluginDoes() async throws {
        let always = try plugin("echo '\(Self.answer)'", mode: .always)
        #expect(
            await fault { try await run(always) }
                == "credential plugin \"login\" needs a terminal to ask on, and standard input is none"
        )
        let maybe = try plugin("echo '\(Self.answer)'", mode: .ifAvailable)
        #expect(try await run(maybe).token == SecretText("tok-1"))
    }
}
