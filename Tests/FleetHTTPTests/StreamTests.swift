import FleetHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct StreamTests {
    /// What a handler was given, as text.
    private static func text(_ event: StreamEvent) -> String {
        switch event {
        case .head(let response): "head \(response.status) \(response.header("X-Kind") ?? "")"
        case .body(let bytes): String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test
    func piecesComeAsTheServerSendsThem() async throws {
        let seen = Signal()
        let goOn = Signal()
        let server = try LocalServer(connections: { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nX-Kind: watch\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.send("2\r\n1\n\r\n")
            connection.waitForBytes()
        })
        let events = Recorder<String>()
        try await withLoop { loop in
            let request = HTTPRequest(url: server.url(), timeout: .zero, maximumResponseBytes: .max)
            let transfer = loop.stream(request) { event in
                events.append(Self.text(event))
                seen.send()
                return .proceed
            } completion: { result in
                #expect(result == .failure(.cancelled))
                goOn.send()
            }
            // The answer has not ended, and yet its first piece is here.
            await seen.wait(2)
            #expect(events.all == ["head 200 watch", "1\n"])
            transfer.cancel()
            await goOn.wait()
        }
    }

    @Test
    func wholeStreamEndsInAResponseWithoutBody() async throws {
        let server = try LocalServer { connection, _ in
            connection.answer("404 Not Found", ["X-Kind: status"], String(repeating: "x", count: 300_000))
            return true
        }
        let events = Recorder<String>()
        try await withLoop { loop in
            let response = try await loop.stream(HTTPRequest(url: server.url())) { event in
                events.append(Self.text(event))
                return .proceed
            }
            #expect(response.status == 404)
            #expect(response.body == [])
        }
        #expect(events.all.first == "head 404 status")
        #expect(events.all.dropFirst().joined() == String(repeating: "x", count: 300_000))
    }

    @Test(arguments: [1, 2])
    func handlerMayStop(after count: Int) async throws {
        let server = try LocalServer(connections: { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nX-Kind: watch\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.send("2\r\n1\n\r\n")
            connection.waitForClose()
        })
        let events = Recorder<String>()
        try await withLoop { loop in
            await #expect(throws: HTTPError.cancelled) {
                try await loop.stream(HTTPRequest(url: server.url())) { event in
                    events.append(Self.text(event))
                    return events.all.count < count ? .proceed : .stop
                }
            }
        }
        #expect(events.all == Array(["head 200 watch", "1\n"].prefix(count)))
    }

    @Test
    func limitHoldsForStreamsToo() async throws {
        let server = try LocalServer { connection, _ in
            connection.answer("200 OK", String(repeating: "x", count: 11))
            return true
        }
        try await withLoop { loop in
            await #expect(throws: HTTPError.tooLarge(host: "127.0.0.1:\(server.port)", limit: 10)) {
                try await loop.stream(HTTPRequest(url: server.url(), maximumResponseBytes: 10)) { _ in .proceed }
            }
        }
    }

    @Test
    func cancelledTaskEndsItsStream() async throws {
        let seen = Signal()
        let server = try LocalServer(connections: { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            connection.waitForClose()
        })
        try await withLoop { loop in
            let task = Task {
                try await loop.stream(HTTPRequest(url: server.url())) { _ in
                    seen.send()
                    return .proceed
                }
            }
            await seen.wait()
            task.cancel()
            await #expect(throws: HTTPError.cancelled) { try await task.value }
        }
    }
}
