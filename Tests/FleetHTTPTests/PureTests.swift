import FleetHTTP
import FleetTestSupport
import Testing

@Suite
struct BackoffTests {
    @Test
    func waitDoublesUpToTheCeiling() {
        let backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(1), factor: 2, jitter: 0)
        var generator = SplitMix64(seed: 1)
        let waits = (1...6).map { backoff.delay(afterAttempt: $0, using: &generator) / .milliseconds(1) }
        #expect(waits.map { $0.rounded() } == [100, 200, 400, 800, 1000, 1000])
        #expect(backoff.delay(afterAttempt: 1_000_000_000, using: &generator) == .seconds(1))
    }

    @Test
    func randomPartOnlyShortens() {
        let backoff = Backoff(initial: .seconds(1), maximum: .seconds(60), factor: 3, jitter: 0.5)
        var generator = SplitMix64(seed: 7)
        let waits = (0..<1000).map { _ in backoff.delay(afterAttempt: 2, using: &generator) / .seconds(1) }
        #expect(waits.allSatisfy { $0 >= 1.5 && $0 <= 3 })
        #expect(Set(waits).count > 900)
    }

    @Test
    func factorOfOneWaitsTheSame() {
        let backoff = Backoff(initial: .seconds(2), maximum: .seconds(60), factor: 1, jitter: 0)
        var generator = SplitMix64(seed: 1)
        #expect(backoff.delay(afterAttempt: 1_000_000_000, using: &generator) == .seconds(2))
    }
}

@Suite
struct RetryAfterTests {
    @Test(
        arguments: [
            ("0", 0), ("120", 120), (" 5 ", 5), ("99999999999999999999", 1 << 32),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sunday, 06-Nov-94 08:49:37 GMT", 37),
            ("Sun Nov  6 08:49:37 1994", 37), ("Sun, 06 Nov 1994 08:48:00 GMT", 0),
            ("-1", nil), ("1.5", nil), ("soon", nil), ("", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil),
            ("Sun, 32 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 24:00:00 GMT", nil),
            ("Sun, 06 Nov 1994 08:49 GMT", nil),
        ] as [(String, Int?)]
    )
    func valueIsRead(_ text: String, seconds: Int?) {
        #expect(RetryAfter.delay(parsing: text, now: 784_111_740) == seconds.map { .seconds($0) })
    }

    @Test(
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800), ("Sat, 21 Nov 2026 00:00:00 GMT", 1_795_219_200),
        ] as [(String, Int64)]
    )
    func dateIsCounted(_ text: String, seconds: Int64) {
        #expect(HTTPDate.seconds(parsing: text) == seconds)
    }

    @Test
    func dateIsCountedFromTheServersOwn() {
        let headers = HTTPHeaders([
            .init(name: "retry-after", value: "Sun, 06 Nov 1994 08:49:37 GMT"),
            .init(name: "date", value: "Sun, 06 Nov 1994 08:49:30 GMT"),
        ])
        #expect(HTTPResponse(status: 503, headers: headers).retryAfter(now: 0) == .seconds(7))
        #expect(HTTPResponse(status: 503).retryAfter(now: 0) == nil)
    }
}

@Suite
struct TransferClockTests {
    private let start = ContinuousClock.now

    @Test(
        arguments: [
            (.waiting, .queue), (.connecting, .connect), (.connected, .total),
        ] as [(TransferClock.Phase, HTTPError.TimeoutPhase)]
    )
    func totalLimitHoldsInEachPhase(_ phase: TransferClock.Phase, _ expected: HTTPError.TimeoutPhase) {
        var clock = TransferClock(startedAt: start, timeout: .seconds(60), connectTimeout: .seconds(8))
        clock.phase = phase
        #expect(clock.deadline == start + .seconds(60))
        #expect(clock.expiry(at: start + .seconds(59)) == nil)
        let expiry = clock.expiry(at: start + .seconds(60))
        #expect(expiry?.phase == expected && expiry?.limit == .seconds(60))
    }

    @Test
    func zeroMeansNoLimit() {
        let clock = TransferClock(startedAt: start, timeout: .zero, connectTimeout: .zero)
        #expect(clock.deadline == nil)
        #expect(clock.expiry(at: start + .seconds(1_000_000)) == nil)
        #expect(clock.expiryBehindDeadHost(at: start + .seconds(1_000_000)) == nil)
    }

    @Test
    func deadHostFailsWhoHasWaitedLongEnough() {
        var clock = TransferClock(startedAt: start, timeout: .seconds(60), connectTimeout: .seconds(8))
        #expect(clock.expiryBehindDeadHost(at: start + .seconds(7)) == nil)
        #expect(clock.expiryBehindDeadHost(at: start + .seconds(8)) == .seconds(8))
        clock.phase = .connecting
        #expect(clock.expiryBehindDeadHost(at: start + .seconds(8)) == nil)
    }
}

@Suite
struct MaskingTests {
    @Test(
        arguments: [
            ("https://user:secret@host:1/path?q", "https://***@host:1/path?q"),
            ("https://token@host", "https://***@host"),
            ("https://user:se/cr@et@host/a", "https://***@host/a"),
            ("user:secret@host:3128", "***@host:3128"),
            ("https://host/path", "https://host/path"),
            ("", ""),
            ("@", "***@"),
            ("://@", "://***@"),
        ]
    )
    func userInformationIsHidden(_ address: String, _ masked: String) {
        #expect(maskingUserInformation(in: address) == masked)
    }

    @Test
    func requestShowsNoSecret() {
        var request = HTTPRequest(
            method: "PUT",
            url: "https://user:secret@host/",
            headers: [("Authorization", "Bearer secret")]
        )
        request.tls.clientKey = .data(Array("secret".utf8))
        for text in ["\(request)", String(reflecting: request), String(reflecting: [request])] {
            #expect(text.contains("PUT https://***@host/"))
            #expect(!text.contains("secret"))
        }
        // 115 is the first byte of the key.
        #expect(!String(reflecting: request.tls).contains("115"))
        #expect("\(request.tls)".contains("6 bytes"))
    }
}
