import Dispatch
import FleetHTTP
import Testing

/// Time limits, size limits, cut connections, cancellation and shutdown.
@Suite(.timeLimit(.minutes(1)))
struct TransferLimitTests {
    /// Reads requests and says nothing until the client closes.
    private static func silentServer(_ received: Signal? = nil) throws -> LocalServer {
        try LocalServer { connection, _ in
            received?.send()
            connection.waitForClose()
            return false
        }
    }

    @Test
    func serverThatNeverAnswersTimesOut() async throws {
        let server = try Self.silentServer()
        let started = ContinuousClock.now
        let error = try await withLoop {
            await failure(of: HTTPRequest(url: server.url(), timeout: .milliseconds(200)), on: $0)
        }
        #expect(error == .timeout(host: "127.0.0.1:\(server.port)", phase: .total, after: .milliseconds(200)))
        #expect(error?.description == "no complete answer from 127.0.0.1:\(server.port) within 200 ms")
        #expect(error?.neverSent == false)
        let elapsed = started.duration(to: .now)
        #expect(elapsed >= .milliseconds(200) && elapsed < .seconds(5))
    }

    @Test
    func hostThatNeverConnectsTimesOut() async throws {
        let server = try DeafServer()
        let error = try await withLoop {
            await failure(
                of: HTTPRequest(url: "http://127.0.0.1:\(server.port)/", connectTimeout: .milliseconds(200)),
                on: $0
            )
        }
        #expect(error == .timeout(host: "127.0.0.1:\(server.port)", phase: .connect, after: .milliseconds(200)))
        #expect(error?.description == "no connection to 127.0.0.1:\(server.port) within 200 ms")
        #expect(error?.neverSent == true)
    }

    @Test
    func handshakeThatNeverEndsCountsAsConnecting() async throws {
        let server = try LocalServer(connections: { $0.waitForClose() })
        let error = try await withLoop {
            await failure(of: HTTPRequest(url: server.url(scheme: "https"), connectTimeout: .milliseconds(200)), on: $0)
        }
        #expect(error == .timeout(host: "127.0.0.1:\(server.port)", phase: .connect, after: .milliseconds(200)))
    }

    @Test
    func deadHostCostsItsRequestsTheLimitOnce() async throws {
        let server = try DeafServer()
        let request = HTTPRequest(url: "http://127.0.0.1:\(server.port)/", connectTimeout: .milliseconds(200))
        let ends = Recorder<(error: HTTPError?, at: ContinuousClock.Instant)>()
        let done = Signal()
        let started = ContinuousClock.now
        try await withLoop(.init(maximumConnectionsPerHost: 1)) { loop in
            for _ in 0..<30 {
                loop.start(request) { result in
                    ends.append((result.failure, .now))
                    done.send()
                }
            }
            await done.wait(30)
        }
        let expected = HTTPError.timeout(
            host: "127.0.0.1:\(server.port)",
            phase: .connect,
            after: .milliseconds(200)
        )
        #expect(ends.all.map(\.error) == [HTTPError?](repeating: expected, count: 30))
        // One after the other it would be 6 seconds.
        #expect(ends.all.allSatisfy { started.duration(to: $0.at) < .seconds(3) })
    }

    @Test
    func waitingForAFreeConnectionIsNotConnecting() async throws {
        let received = Signal()
        let release = DispatchSemaphore(value: 0)
        let server = try LocalServer { connection, request in
            if request.path == "/first" {
                received.send()
                release.wait()
            }
            connection.answer("200 OK", request.path)
            return true
        }
        let silent = try Self.silentServer()
        try await withLoop(.init(maximumConnectionsPerHost: 1)) { loop in
            async let first = loop.perform(HTTPRequest(url: server.url("/first")))
            await received.wait()
            async let second = loop.perform(HTTPRequest(url: server.url("/second"), connectTimeout: .milliseconds(50)))
            // Both use up more than the second one's connect limit.
            let third = await failure(of: HTTPRequest(url: server.url("/third"), timeout: .milliseconds(200)), on: loop)
            _ = await failure(of: HTTPRequest(url: silent.url(), timeout: .milliseconds(200)), on: loop)
            release.signal()
            let firstAnswer = try await first
            #expect(firstAnswer.text == "/first")
            let secondAnswer = try await second
            #expect(secondAnswer.text == "/second")
            #expect(third == .timeout(host: "127.0.0.1:\(server.port)", phase: .queue, after: .milliseconds(200)))
            #expect(third?.neverSent == true)
            #expect(
                third?.description == "no connection to 127.0.0.1:\(server.port) became free within 200 ms"
            )
        }
        #expect(server.soFar.mostOpenConnections == 1)
        #expect(server.soFar.requests.map(\.path) == ["/first", "/second"])
    }

    @Test
    func refusedConnectionSaysSo() async throws {
        let port = try freePort()
        let error = try await withLoop { await failure(of: HTTPRequest(url: "http://127.0.0.1:\(port)/"), on: $0) }
        #expect(error == .connect(host: "127.0.0.1:\(port)", reason: "Connection refused"))
        #expect(error?.description == "can not connect to 127.0.0.1:\(port): Connection refused")
        #expect(error?.neverSent == true)
    }

    @Test
    func manyRefusedConnectionsAreEachReported() async throws {
        let port = try freePort()
        try await withLoop { loop in
            let errors = await withTaskGroup(of: HTTPError?.self) { group in
                for _ in 0..<300 {
                    group.addTask { await failure(of: HTTPRequest(url: "http://127.0.0.1:\(port)/"), on: loop) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let expected = HTTPError.connect(host: "127.0.0.1:\(port)", reason: "Connection refused")
            #expect(errors == [HTTPError?](repeating: expected, count: 300))
        }
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789", false, "90 bytes remaining to read"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n", false, "outstanding read data"),
            ("", false, "Empty reply from server"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789", true, "Connection reset by peer"),
        ]
    )
    func cutAnswerIsNoAnswer(_ bytes: String, resets: Bool, reason: String) async throws {
        let server = try LocalServer { connection, _ in
            connection.send(bytes)
            if resets { connection.resetOnClose() }
            return false
        }
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url()), on: $0) }
        guard case .cut(let host, let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(host == "127.0.0.1:\(server.port)")
        #expect(text.contains(reason))
        #expect(error?.neverSent == false)
    }

    @Test
    func bodyOverTheLimitIsRefused() async throws {
        let received = Signal()
        let server = try LocalServer { connection, request in
            switch request.path {
            case "/announced": connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n0")
            case "/chunked":
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                let chunk = "100\r\n" + String(repeating: "x", count: 256) + "\r\n"
                for _ in 0..<4 { connection.send(chunk) }
            case "/gzip": connection.answer("200 OK", ["Content-Encoding: gzip"], body: Samples.gzippedZeros)
            default:
                connection.answer("200 OK", String(repeating: "x", count: 1000))
                return true
            }
            connection.waitForClose()
            received.send()
            return false
        }
        try await withLoop { loop in
            for path in ["/announced", "/chunked", "/gzip"] {
                let error = await failure(of: HTTPRequest(url: server.url(path), maximumResponseBytes: 1000), on: loop)
                #expect(error == .tooLarge(host: "127.0.0.1:\(server.port)", limit: 1000), "\(path)")
                #expect(error?.description == "the answer of 127.0.0.1:\(server.port) has more than 1000 bytes")
                // The rest is not waited for.
                await received.wait()
            }
            let exact = try await loop.perform(HTTPRequest(url: server.url("/exact"), maximumResponseBytes: 1000))
            #expect(exact.body.count == 1000)
        }
    }

    @Test
    func endlessHeaderIsRefused() async throws {
        let server = try LocalServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\n")
            let line = "X-Line: " + String(repeating: "x", count: 8000) + "\r\n"
            for _ in 0..<200 { connection.send(line) }
            connection.waitForClose()
            return false
        }
        let error = try await withLoop { await failure(of: HTTPRequest(url: server.url()), on: $0) }
        // Debian's libcurl has a limit of its own, below ours.
        switch error {
        case .other(code: 0, text: _): break
        case .cut(host: _, let reason) where reason.contains("Too large response headers"): break
        default: Issue.record("\(String(describing: error))")
        }
    }

    @Test
    func cancelledTransferCompletesOnceAndClosesItsConnection() async throws {
        let received = Signal()
        let closed = Signal()
        let server = try LocalServer { connection, _ in
            received.send()
            connection.waitForClose()
            closed.send()
            return false
        }
        let results = Recorder<HTTPError?>()
        try await withLoop { loop in
            let done = Signal()
            let transfer = loop.start(HTTPRequest(url: server.url())) { result in
                results.append(result.failure)
                done.send()
            }
            await received.wait()
            transfer.cancel()
            transfer.cancel()
            await done.wait()
            await closed.wait()
            transfer.cancel()
        }
        #expect(results.all == [.cancelled])
    }

    @Test
    func cancelledTaskCancelsItsTransfer() async throws {
        let received = Signal()
        let server = try Self.silentServer(received)
        try await withLoop { loop in
            let task = Task { await failure(of: HTTPRequest(url: server.url()), on: loop) }
            await received.wait()
            task.cancel()
            #expect(await task.value == .cancelled)
        }
    }

    @Test
    func taskThatWasCancelledBeforeSendsNothing() async throws {
        let server = try Self.silentServer()
        try await withLoop { loop in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await failure(of: HTTPRequest(url: server.url()), on: loop)
            }
            #expect(await task.value == .cancelled)
        }
        #expect(server.soFar.requests.isEmpty)
    }

    @Test
    func shutdownFailsWhatIsInFlightAndWhatComesLater() async throws {
        let received = Signal()
        let server = try Self.silentServer(received)
        let loop = TransferLoop(limits: .init(maximumConnectionsPerHost: 4), proxies: .none)
        let errors = Recorder<HTTPError?>()
        for _ in 0..<10 {
            loop.start(HTTPRequest(url: server.url())) { result in
                errors.append(result.failure)
            }
        }
        // Four are with the server, six wait in line.
        await received.wait(4)
        await loop.shutdown()
        #expect(errors.all == [HTTPError?](repeating: .cancelled, count: 10))
        #expect(try descriptorsConnected(toPort: server.port) == 0)
        #expect(await failure(of: HTTPRequest(url: server.url()), on: loop) == .cancelled)
        await loop.shutdown()
    }

    @Test
    func cancelledTransfersMakeRoomForOthers() async throws {
        let received = Signal()
        let server = try LocalServer { connection, request in
            if request.path == "/never" {
                received.send()
                connection.waitForClose()
                return false
            }
            connection.answer("200 OK", "")
            return true
        }
        try await withLoop(.init(maximumConnectionsPerHost: 2)) { loop in
            for _ in 0..<20 {
                let stuck = (0..<2).map { _ in loop.start(HTTPRequest(url: server.url("/never"))) { _ in } }
                await received.wait(2)
                async let waiting = loop.perform(HTTPRequest(url: server.url("/now")))
                for transfer in stuck { transfer.cancel() }
                let answer = try await waiting
                #expect(answer.status == 200)
            }
        }
    }

    @Test(arguments: [false, true])
    func hungHostCostsOnlyItself(isDeaf: Bool) async throws {
        let received = Signal()
        let silent = try Self.silentServer(received)
        let deaf = try DeafServer()
        let server = try LocalServer { connection, request in
            connection.answer("200 OK", request.path)
            return true
        }
        let hung = HTTPRequest(url: isDeaf ? "https://127.0.0.1:\(deaf.port)/" : silent.url(), timeout: .seconds(30))
        try await withLoop(.init(maximumConnectionsPerHost: 1)) { loop in
            // One of them is under way, the others wait for its connection, in front of everybody who comes later.
            for _ in 0..<20 { loop.start(hung) { _ in } }
            if !isDeaf { await received.wait() }
            let started = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let response = try await loop.perform(HTTPRequest(url: server.url("/\(number)")))
                        #expect(response.text == "/\(number)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(started.duration(to: .now) < .seconds(5))
        }
    }

    @Test
    func requestThatMayHaveArrivedIsNotCalledNeverSent() async throws {
        let received = Signal()
        let release = DispatchSemaphore(value: 0)
        let server = try LocalServer { connection, request in
            guard request.path == "/second" else {
                connection.answer("200 OK", "")
                return true
            }
            received.send()
            release.wait()
            return false
        }
        try await withLoop { loop in
            _ = try await loop.perform(HTTPRequest(url: server.url("/first")))
            async let second = failure(of: HTTPRequest(method: "POST", url: server.url("/second")), on: loop)
            await received.wait()
            // libcurl will try again on a new connection, and not get one.
            server.stopListening()
            release.signal()
            let error = await second
            guard case .cut = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(error?.neverSent == false)
        }
    }
}
