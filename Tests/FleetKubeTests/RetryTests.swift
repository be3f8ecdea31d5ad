import FleetHTTP
import Testing

@testable import FleetKube

struct RetryTests {
    private static let policy = RetryPolicy(
        maximumAttempts: 4,
        maximumRefusals: 3,
        maximumTime: .seconds(60),
        backoff: Backoff(initial: .seconds(1), maximum: .seconds(3), jitter: 0),
        refusalBackoff: Backoff(initial: .milliseconds(50), maximum: .milliseconds(200), jitter: 0)
    )

    /// What happens when every attempt ends the same way: the waits, in milliseconds, until it gives up.
    private func waits(
        _ outcome: RetryState.Outcome,
        _ safety: RequestSafety = .repeatable,
        policy: RetryPolicy = RetryTests.policy,
        costs: Duration = .zero
    ) -> [Int] {
        var state = RetryState(policy: policy, safety: safety)
        var generator = SystemRandomNumberGenerator()
        var elapsed = Duration.zero
        var waits: [Int] = []
        while let wait = state.wait(after: outcome, elapsed: elapsed, using: &generator), waits.count < 100 {
            elapsed += wait + costs
            waits.append(Int(wait / .milliseconds(1)))
        }
        return waits
    }

    private func answer(_ status: Int, reason: String = "", after: Duration? = nil) -> RetryState.Outcome {
        .answer(status: status, reason: reason, retryAfter: after)
    }

    @Test func aRefusedConnectionIsTriedAgainForMomentsOnly() {
        let refused = RetryState.Outcome.failure(.connect(host: "h", reason: "refused"))
        #expect(waits(refused) == [50, 100])
        #expect(waits(refused, .once) == [50, 100])
    }

    @Test(arguments: [
        HTTPError.timeout(host: "h", phase: .connect, after: .seconds(10)),
        .timeout(host: "h", phase: .total, after: .seconds(10)),
        .timeout(host: "h", phase: .queue, after: .seconds(10)),
        .resolve(host: "h"), .tls(host: "h", .unknownAuthority), .proxy("refused"), .tooLarge(host: "h", limit: 1),
        .invalidRequest("x"), .cancelled,
    ])
    func whatWouldFailAgainIsTriedOnce(_ error: HTTPError) {
        #expect(waits(.failure(error)) == [])
    }

    @Test func aLostAnswerIsAskedForAgainOnlyWhereTwiceIsAsGoodAsOnce() {
        let cut = RetryState.Outcome.failure(.cut(host: "h", reason: "reset"))
        #expect(waits(cut) == [1000, 2000, 3000])
        #expect(waits(cut, .once) == [])
    }

    @Test func tooManyRequestsIsRetriedForEverything() {
        #expect(waits(answer(429)) == [1000, 2000, 3000])
        #expect(waits(answer(429), .once) == [1000, 2000, 3000])
        // The server's wish, and a quarter of the backoff.
        #expect(waits(answer(429, after: .seconds(5)), .once) == [5250, 5500, 5750])
    }

    @Test(arguments: [502, 503, 504])
    func unavailableIsRetriedWhereTwiceIsAsGoodAsOnce(_ status: Int) {
        #expect(waits(answer(status)) == [1000, 2000, 3000])
        #expect(waits(answer(status), .once) == [])
        #expect(waits(answer(status, after: .seconds(1)), .once) == [])
        var policy = Self.policy
        policy.maximumUnavailable = 1
        #expect(waits(answer(status), policy: policy) == [])
    }

    @Test func aServerErrorIsRetriedOnlyWhenTheServerSaysSo() {
        #expect(waits(answer(500)) == [])
        #expect(waits(answer(500, reason: "ServerTimeout")) == [1000, 2000, 3000])
        #expect(waits(answer(500, after: .seconds(1))) == [1250, 1500, 1750])
        #expect(waits(answer(500, reason: "ServerTimeout"), .once) == [])
    }

    @Test(arguments: [301, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422])
    func otherAnswersAreFinal(_ status: Int) {
        #expect(waits(answer(status)) == [])
    }

    @Test func theTimeIsBounded() {
        #expect(waits(answer(429, after: .seconds(61))) == [])
        #expect(waits(answer(429, after: .seconds(40))) == [40_250])
        #expect(waits(answer(429), costs: .seconds(30)) == [1000, 2000])
    }

    @Test func oneAttemptIsOneAttempt() {
        #expect(waits(answer(429), policy: .none) == [])
        #expect(waits(.failure(.connect(host: "h", reason: "refused")), policy: .none) == [])
    }

    @Test func refusalsAndLostAnswersAreCountedTogether() {
        var state = RetryState(policy: Self.policy, safety: .repeatable)
        var generator = SystemRandomNumberGenerator()
        let outcomes: [RetryState.Outcome] = [
            .failure(.connect(host: "h", reason: "refused")), answer(503), .failure(.cut(host: "h", reason: "reset")),
            answer(503),
        ]
        let waits = outcomes.map { state.wait(after: $0, elapsed: .zero, using: &generator) }
        #expect(waits == [.milliseconds(50), .seconds(2), .seconds(3), nil])
        #expect(state.attempts == 4)
    }

    @Test func theServersWishStandsInTheHeaderOrTheStatus() {
        var response = HTTPResponse(status: 429, headers: HTTPHeaders([.init(name: "retry-after", value: "7")]))
        let status = APIStatus(body: Array(#"{"kind":"Status","details":{"retryAfterSeconds":3}}"#.utf8))
        #expect(RetryPolicy.retryAfter(response, status) == .seconds(7))
        response.headers = HTTPHeaders()
        #expect(RetryPolicy.retryAfter(response, status) == .seconds(3))
        #expect(RetryPolicy.retryAfter(response, nil) == nil)
    }
}
