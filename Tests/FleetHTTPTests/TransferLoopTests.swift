import Dispatch
import FleetHTTP
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TransferLoopTests {
    @Test
    func plainAnswerArrivesWhole() async throws {
        let server = try LocalServer { connection, _ in
            connection.answer("201 Created", ["X-One: 1", "x-two:  2 ", "X-One: 3", "X-Empty:"], "hello")
            return true
        }
        let response = try await withLoop { try await $0.perform(HTTPRequest(url: server.url("/a/../b?c=d"))) }
        #expect(response.status == 201)
        #expect(response.text == "hello")
        #expect(response.httpVersion == .http11)
        #expect(response.header("x-ONE") == "1")
        #expect(response.headers.values(for: "X-One") == ["1", "3"])
        #expect(response.header("X-Two") == "2")
        #expect(response.header("X-Empty") == "")
        #expect(response.header("X-Three") == nil)
        #expect(response.duration > .zero)
        let request = try #require(server.soFar.requests.first)
        #expect(request.method == "GET")
        #expect(request.path == "/a/../b?c=d")
        #expect(request.header("Accept-Encoding")?.contains("gzip") == true)
        #expect(request.header("Content-Type") == nil)
        #expect(request.header("Host") == "127.0.0.1:\(server.port)")
    }

    @Test(arguments: ["POST", "PUT", "PATCH", "DELETE", "GET", "OPTIONS"])
    func bodyIsSentAsItIsWithAnyMethod(_ method: String) async throws {
        let server = try LocalServer { connection, request in
            connection.answer(body: request.body)
            return true
        }
        let body = Samples.large
        let headers = [(name: "Content-Type", value: "application/apply-patch+yaml"), (name: "X-Empty", value: "")]
        let response = try await withLoop {
            try await $0.perform(HTTPRequest(method: method, url: server.url(), headers: headers, body: body))
        }
        #expect(response.body == body)
        let request = try #require(server.soFar.requests.first)
        #expect(request.method == method)
        #expect(request.header("Content-Type") == "application/apply-patch+yaml")
        #expect(request.header("X-Empty") == "")
        #expect(request.header("Expect") == nil)
        #expect(request.header("Content-Length") == "\(body.count)")
    }

    @Test(arguments: ["POST", "PUT", "PATCH"])
    func methodThatWantsABodySaysThatItIsEmpty(_ method: String) async throws {
        let server = try LocalServer { connection, _ in
            connection.answer("204 No Content", "")
            return true
        }
        let response = try await withLoop { try await $0.perform(HTTPRequest(method: method, url: server.url())) }
        #expect(response.status == 204)
        let request = try #require(server.soFar.requests.first)
        #expect(request.method == method)
        #expect(request.header("Content-Length") == "0")
        #expect(request.header("Content-Type") == nil)
    }

    @Test
    func headHasNoBody() async throws {
        let server = try LocalServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            return true
        }
        try await withLoop { loop in
            let request = HTTPRequest(method: "HEAD", url: server.url(), maximumResponseBytes: 10)
            let response = try await loop.perform(request)
            #expect(response.body == [])
            #expect(response.header("Content-Length") == "1000")
            // The connection is not confused about where the answer ended.
            let second = try await loop.perform(request)
            #expect(second.reusedConnection)
        }
    }

    @Test
    func redirectIsAnAnswer() async throws {
        let server = try LocalServer { connection, _ in
            connection.answer("302 Found", ["Location: /elsewhere"], "moved")
            return true
        }
        let response = try await withLoop { try await $0.perform(HTTPRequest(url: server.url())) }
        #expect(response.status == 302)
        #expect(response.header("Location") == "/elsewhere")
        #expect(server.soFar.requests.count == 1)
    }

    @Test
    func connectionIsKept() async throws {
        let server = try LocalServer { connection, request in
            connection.answer("200 OK", request.path)
            return true
        }
        try await withLoop { loop in
            for number in 0..<20 {
                let response = try await loop.perform(HTTPRequest(url: server.url("/\(number)")))
                #expect(response.text == "/\(number)")
                #expect(response.reusedConnection == (number > 0))
            }
        }
        #expect(server.soFar.connections == 1)
    }

    @Test
    func keptConnectionThatTheServerHasClosedIsReplaced() async throws {
        // One answer per connection, without saying so.
        let server = try LocalServer { connection, _ in
            connection.answer("200 OK", "once")
            return false
        }
        try await withLoop { loop in
            for _ in 0..<50 {
                let response = try await loop.perform(HTTPRequest(url: server.url()))
                #expect(response.text == "once")
            }
        }
        #expect(server.soFar.requests.count == 50)
    }

    @Test
    func gzipIsDecoded() async throws {
        let server = try LocalServer { connection, _ in
            connection.answer("200 OK", ["Content-Encoding: gzip"], body: Samples.gzippedHello)
            return true
        }
        let response = try await withLoop { try await $0.perform(HTTPRequest(url: server.url())) }
        #expect(response.text == "hello gzip\n")
    }

    @Test
    func chunksInterimAnswersAndTrailersAreUnderstood() async throws {
        let server = try LocalServer { connection, _ in
            connection.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Final: 1\r\n\r\n")
            for chunk in ["4\r\nwiki\r\n", "6\r\npedia \r\n", "b\r\nin \r\nchunks\r\n"] { connection.send(chunk) }
            connection.send("0\r\nX-Trailer: 1\r\n\r\n")
            return true
        }
        try await withLoop { loop in
            let response = try await loop.perform(HTTPRequest(url: server.url()))
            #expect(response.status == 200)
            #expect(response.text == "wikipedia in \r\nchunks")
            #expect(response.headers.map(\.name) == ["Transfer-Encoding", "X-Final"])
            let second = try await loop.perform(HTTPRequest(url: server.url()))
            #expect(second.reusedConnection)
        }
    }

    @Test
    func completionIsCalledOnTheQueue() async throws {
        let server = try LocalServer { connection, _ in
            connection.answer("200 OK", "")
            return true
        }
        let done = Signal()
        try await withLoop { loop in
            for url in [server.url(), "http://127.0.0.1:\(try freePort())/", "no address"] {
                loop.start(HTTPRequest(url: url)) { [weak loop] _ in
                    dispatchPrecondition(condition: .onQueue(loop?.queue ?? .main))
                    done.send()
                }
            }
            await done.wait(3)
        }
    }

    @Test(arguments: [true, false])
    func manyRequestsNeedFewConnections(keepsAlive: Bool) async throws {
        let server = try LocalServer { connection, request in
            connection.answer("200 OK", keepsAlive ? [] : ["Connection: close"], request.path)
            return keepsAlive
        }
        let limits = TransferLoop.Limits(maximumConnectionsPerHost: 4)
        try await withLoop(limits) { loop in
            let most = Recorder<Int>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<500 {
                    if number >= 32 { try await group.next() }
                    group.addTask {
                        let response = try await loop.perform(HTTPRequest(url: server.url("/\(number)")))
                        #expect(response.text == "/\(number)")
                    }
                    if number % 50 == 49 { most.append(try descriptorsConnected(toPort: server.port)) }
                }
                try await group.waitForAll()
            }
            // Four connections, a duplicate of each while it is in use, and those that wait to be closed.
            #expect(most.all.allSatisfy { $0 <= 40 }, "\(most.all)")
            #expect(try await eventually { try descriptorsConnected(toPort: server.port) <= 4 })
        }
        #expect(try descriptorsConnected(toPort: server.port) == 0)
        #expect(server.soFar.requests.count == 500)
        if keepsAlive { #expect(server.soFar.connections <= 4) }
    }

    @Test
    func loopsLeaveNothingBehind() async throws {
        let server = try LocalServer { connection, request in
            if request.path == "/never" {
                connection.waitForClose()
                return false
            }
            connection.answer("200 OK", "")
            return true
        }
        for _ in 0..<30 {
            weak var gone: TransferLoop?
            do {
                let loop = TransferLoop(proxies: .none)
                gone = loop
                _ = try await loop.perform(HTTPRequest(url: server.url()))
                loop.start(HTTPRequest(url: server.url("/never"))) { _ in }
                await loop.shutdown()
            }
            #expect(gone == nil)
        }
        #expect(try descriptorsConnected(toPort: server.port) == 0)
    }

    @Test
    func unusedLoopNeedsNoShutdown() {
        _ = TransferLoop()
    }
}
