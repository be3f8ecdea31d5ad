import FleetTestSupport
import FleetValue
import Synchronization
import Testing

@testable import FleetKube

/// Time that a test sets.
final class TestTime: Sendable {
    private let state = Mutex((now: 1_700_000_000.0, slept: [Duration](), chance: SplitMix64(seed: 7)))

    var now: Double { state.withLock { $0.now } }
    var slept: [Duration] { state.withLock { $0.slept } }

    func advance(_ seconds: Double) { state.withLock { $0.now += seconds } }

    /// Sleeping passes at once and moves the clock.
    var time: ClientTime {
        ClientTime(
            now: { self.now },
            elapsed: { .seconds(self.now - 1_700_000_000) },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock {
                    $0.slept.append(duration)
                    $0.now += duration / .seconds(1)
                }
            },
            random: { self.state.withLock { $0.chance.next() } }
        )
    }
}

struct CredentialStateTests {
    private let credential = IssuedCredential(authorization: SecretText("a"))

    @Test func isUsedUntilItIsToBeRenewed() {
        var state = CredentialState()
        #expect(state.usable(now: 0) == nil)
        let issued = state.issue(credential, renewAt: 100, now: 0)
        #expect(issued.generation == 1)
        #expect(state.usable(now: 99) == issued)
        #expect(state.usable(now: 100) == nil)
        #expect(state.issue(credential, renewAt: nil, now: 100).generation == 2)
        #expect(state.usable(now: 1e12) != nil)
    }

    @Test(arguments: [(3600.0, 3570.0), (60.0, 45.0), (0.0, 0.0)])
    func isRenewedSomewhatBeforeItsEnd(_ end: Double, _ expected: Double) {
        #expect(CredentialState.renewal(of: end, now: 0) == expected)
    }

    @Test func isRenewedOnceAfterARefusal() {
        var state = CredentialState()
        let first = state.issue(credential, renewAt: nil, now: 0)
        #expect(state.refuse(generation: first.generation, now: 10) == true)
        #expect(state.usable(now: 10) == nil)
        // Others that were refused with the same credential wait for the same renewal.
        #expect(state.refuse(generation: first.generation, now: 10) == true)
        let second = state.issue(credential, renewAt: nil, now: 11)
        // A refusal of the old one, come late, does not touch the new one.
        #expect(state.refuse(generation: first.generation, now: 12) == true)
        #expect(state.usable(now: 12) == second)
        // The new one is refused as well: asking again at once would lead to a plugin run per request.
        #expect(state.refuse(generation: second.generation, now: 13) == false)
        #expect(state.usable(now: 13) == second)
        #expect(state.refuse(generation: second.generation, now: 71.5) == true)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct CredentialSourceTests {
    private let clock = TestTime()
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder("credential")
    }

    private func source(_ credential: Credential) -> CredentialSource {
        CredentialCache(runner: ExecPluginRunner(hasTerminal: { false }), time: clock.time).source(for: credential)
    }

    /// A plugin that counts its runs and gives `t1`, `t2` and so on, ending after so many seconds.
    private func counting(lifetime: Double?) throws -> ExecPlugin {
        let expiration = lifetime.map { "\"expirationTimestamp\":\"\(RFC3339.text(of: clock.now + $0))\"," } ?? ""
        let path = try folder.writeScript(
            "login",
            """
            #!/bin/sh
            echo x >> \(folder.path)/runs
            n=$(wc -l < \(folder.path)/runs)
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{\(expiration)"token":"t'$n'"}}'
            """
        )
        return ExecPlugin(command: path)
    }

    private func context() -> ExecPluginContext { ExecPluginContext(environment: ["PATH": "/usr/bin:/bin"]) }

    private func token(_ source: CredentialSource) async throws -> String? {
        try await source.current(for: "eu").authorization?.value
    }

    @Test func sendsStaticCredentials() async throws {
        #expect(try await token(source(.none)) == nil)
        #expect(try await token(source(.token(SecretText("abc")))) == "Bearer abc")
        #expect(try await token(source(.basic(username: "u", password: SecretText("p:ä")))) == "Basic dTpwOsOk")
        #expect(
            await failure { try await token(source(.token(SecretText("a\nb")))) }
                == "cluster \"eu\": the token has characters that can not be sent in a header, such as a line break"
        )
    }

    @Test func startsAPluginOnceUntilItsCredentialEnds() async throws {
        let source = source(.plugin(try counting(lifetime: 3600), context()))
        let tokens = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<10 { group.addTask { try await source.current(for: "eu").authorization?.value } }
            return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(tokens == ["Bearer t1"])
        clock.advance(3569)
        #expect(try await token(source) == "Bearer t1")
        // The script's answer has its fixed end, which is close now: it counts for three quarters of what is left.
        clock.advance(2)
        #expect(try await token(source) == "Bearer t2")
    }

    @Test func withoutAnEndItCountsForever() async throws {
        let source = source(.plugin(try counting(lifetime: nil), context()))
        #expect(try await token(source) == "Bearer t1")
        clock.advance(1e9)
        #expect(try await token(source) == "Bearer t1")
    }

    @Test func refusesACredentialThatHasEnded() async throws {
        let source = source(.plugin(try counting(lifetime: -10), context()))
        #expect(
            await failure { try await token(source) }
                == "cluster \"eu\": credential plugin \"login\" gave a credential that expired at 2023-11-14T22:13:10Z; "
                + "log in again, or check this machine's clock"
        )
    }

    @Test func isRenewedAfterARefusal() async throws {
        let source = source(.plugin(try counting(lifetime: nil), context()))
        let first = try await source.current(for: "eu")
        #expect(source.refuse(first))
        #expect(try await token(source) == "Bearer t2")
    }

    @Test func clustersWithTheSamePluginShareIt() async throws {
        let cache = CredentialCache(runner: ExecPluginRunner(hasTerminal: { false }), time: clock.time)
        let credential = Credential.plugin(try counting(lifetime: nil), context())
        #expect(try await token(cache.source(for: credential)) == "Bearer t1")
        #expect(try await token(cache.source(for: credential)) == "Bearer t1")
        let other = ExecPluginContext(clusterInfo: ["server": "https://b"], environment: ["PATH": "/usr/bin:/bin"])
        let another = Credential.plugin(try counting(lifetime: nil), other)
        #expect(try await token(cache.source(for: another)) == "Bearer t2")
    }

    @Test func anErrorNamesTheClusterThatAsked() async throws {
        let plugin = ExecPlugin(command: "no-such-login-tool", installHint: "get it")
        let source = source(.plugin(plugin, context()))
        #expect(
            await failure { try await source.current(for: "us") }
                == "cluster \"us\": credential plugin \"no-such-login-tool\" is not installed: get it"
        )
    }

    @Test func readsATokenFileEveryMinute() async throws {
        let path = try folder.write("token", " one\n")
        let source = source(.tokenFile(path))
        #expect(try await token(source) == "Bearer one")
        try folder.write("token", "two")
        clock.advance(59)
        #expect(try await token(source) == "Bearer one")
        clock.advance(1)
        #expect(try await token(source) == "Bearer two")
        // Kubernetes replaces the file; while it is away the last token counts.
        try folder.remove("token")
        clock.advance(100)
        #expect(try await token(source) == "Bearer two")
    }

    @Test func readsATokenFileAgainAfterARefusal() async throws {
        let path = try folder.write("token", "one")
        let source = source(.tokenFile(path))
        let first = try await source.current(for: "eu")
        try folder.write("token", "two")
        #expect(source.refuse(first))
        #expect(try await token(source) == "Bearer two")
    }

    @Test func saysWhatIsWrongWithATokenFile() async throws {
        let missing = folder.path("none")
        #expect(
            await failure { try await token(source(.tokenFile(missing))) }
                == "cluster \"eu\": token file \(missing) does not exist"
        )
        let empty = try folder.write("empty", "\n")
        #expect(
            await failure { try await token(source(.tokenFile(empty))) }
                == "cluster \"eu\": token file \(empty) is empty"
        )
    }

    @Test func cancellingEndsThePlugin() async throws {
        let path = try folder.writeScript("slow", "#!/bin/sh\ntouch \(folder.path)/started\nsleep 60\n")
        let source = source(.plugin(ExecPlugin(command: path), context()))
        let asked = Task { try await source.current(for: "eu") }
        while !folder.has("started") { await Task.yield() }
        asked.cancel()
        await #expect(throws: KubeError.cancelled(cluster: "eu")) { try await asked.value }
    }
}
