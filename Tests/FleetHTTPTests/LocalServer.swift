import Foundation
import Glibc
import Synchronization

/// A server in the test process, on a free port of 127.0.0.1; each connection has a thread of its own.
final class LocalServer: Sendable {
    /// What is done with one connection, which is closed afterwards.
    typealias Script = @Sendable (ServerConnection) -> Void

    /// What has happened so far.
    struct Log {
        var connections = 0
        var openConnections = 0
        var mostOpenConnections = 0
        var requests: [ServerConnection.Request] = []
    }

    let port: Int
    private let listener: Int32
    private let log: SharedLog

    /// Shared with the threads, which may outlive the server.
    final class SharedLog: Sendable {
        let state = Mutex(Log())
    }

    /// Listens, and runs a script for each connection.
    init(connections script: @escaping Script) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = try bindToFreePort(listener)
        try check(listen(listener, 512))
        let log = SharedLog()
        self.log = log
        let listener = listener
        onNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                log.state.withLock {
                    $0.connections += 1
                    $0.openConnections += 1
                    $0.mostOpenConnections = max($0.mostOpenConnections, $0.openConnections)
                }
                onNewThread {
                    script(ServerConnection(descriptor: descriptor, log: log))
                    log.state.withLock { $0.openConnections -= 1 }
                    close(descriptor)
                }
            }
            close(listener)
        }
    }

    /// Listens, and answers each request; false ends the connection.
    convenience init(requests answer: @escaping @Sendable (ServerConnection, ServerConnection.Request) -> Bool) throws {
        try self.init(connections: { connection in
            while let request = connection.readRequest(), answer(connection, request) {}
        })
    }

    deinit {
        stopListening()
    }

    /// Refuses connections from now on; those that are there stay.
    func stopListening() {
        // Wakes the thread in `accept`, which then closes.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    var soFar: Log { log.state.withLock { $0 } }

    func url(_ path: String = "/", scheme: String = "http") -> String {
        "\(scheme)://127.0.0.1:\(port)\(path)"
    }
}

/// The server's end of one connection; belongs to the connection's thread.
final class ServerConnection {
    /// One request as it came.
    struct Request: Sendable {
        var method = ""
        var path = ""
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    private let descriptor: Int32
    private let log: LocalServer.SharedLog
    private var buffer: [UInt8] = []

    init(descriptor: Int32, log: LocalServer.SharedLog) {
        self.descriptor = descriptor
        self.log = log
    }

    /// Reads the next request, or nil if the client has closed.
    func readRequest() -> Request? {
        let separator = Array("\r\n\r\n".utf8)
        var head = buffer.firstRange(of: separator)
        while head == nil {
            guard readMore() else { return nil }
            head = buffer.firstRange(of: separator)
        }
        guard let head else { return nil }
        var lines = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines.removeFirst().split(separator: " ").map(String.init)
        var request = Request(method: words[0], path: words[1])
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.headers.append((String(parts[0]), String(parts[1]).trimmingCharacters(in: .whitespaces)))
        }
        buffer.removeSubrange(..<head.upperBound)
        let length = Int(request.header("Content-Length") ?? "0") ?? 0
        while buffer.count < length {
            guard readMore() else { return nil }
        }
        request.body = Array(buffer[..<length])
        buffer.removeSubrange(..<length)
        log.state.withLock { [request] in $0.requests.append(request) }
        return request
    }

    /// Sends bytes; a client that is gone is no error.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest.removeFirst(count)
        }
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    /// Sends a whole response.
    func answer(_ status: String = "200 OK", _ headers: [String] = [], body: [UInt8]) {
        let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.count)", "", ""]
        send(Array(lines.joined(separator: "\r\n").utf8) + body)
    }

    func answer(_ status: String, _ headers: [String], _ text: String) {
        answer(status, headers, body: Array(text.utf8))
    }

    func answer(_ status: String, _ text: String) {
        answer(status, [], text)
    }

    /// Waits until the client has closed.
    func waitForClose() {
        while readMore() {}
    }

    /// Waits until the client has sent anything.
    func waitForBytes() {
        _ = readMore()
    }

    /// Makes the close at the end of the script a reset.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout.size(ofValue: option)))
    }

    /// Carries bytes to and from a port of 127.0.0.1 until either side closes.
    func relay(toPort port: Int) {
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(other) }
        guard withLoopbackAddress(port: port, { connect(other, $0, $1) }) == 0 else { return }
        let descriptor = descriptor
        let back = DispatchGroup()
        back.enter()
        onNewThread {
            Self.pump(from: other, to: descriptor)
            back.leave()
        }
        Self.pump(from: descriptor, to: other)
        back.wait()
    }

    private static func pump(from source: Int32, to target: Int32) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &bytes, bytes.count, 0)
            guard count > 0, Glibc.send(target, bytes, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(target, Int32(SHUT_RDWR))
        shutdown(source, Int32(SHUT_RDWR))
    }

    private func readMore() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        buffer += bytes[..<count]
        return true
    }
}

/// A port that takes no connection and refuses none: its backlog is full and nobody accepts.
final class DeafServer {
    let port: Int
    private let descriptors: [Int32]

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = try bindToFreePort(listener)
        try check(listen(listener, 0))
        var descriptors = [listener]
        for _ in 0..<4 {
            let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            withLoopbackAddress(port: port) { _ = connect(filler, $0, $1) }
            descriptors.append(filler)
        }
        self.descriptors = descriptors
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }
}

/// A port of 127.0.0.1 where nobody listens.
func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return try bindToFreePort(descriptor)
}

/// How many descriptors of this process are connected to a port of 127.0.0.1; duplicates count.
func descriptorsConnected(toPort port: Int) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard let descriptor = Int32(name) else { return false }
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) }
        }
        return code == 0 && address.sin_family == AF_INET && Int(UInt16(bigEndian: address.sin_port)) == port
    }
}

/// Runs something that may block for long.
func onNewThread(_ body: @escaping @Sendable () -> Void) {
    Thread.detachNewThread(body)
}

/// A failed system call's `errno`.
struct SystemError: Error {
    var number: Int32
}

private func check(_ code: Int32) throws {
    guard code == 0 else { throw SystemError(number: errno) }
}

private func bindToFreePort(_ descriptor: Int32) throws -> Int {
    guard descriptor >= 0 else { throw SystemError(number: errno) }
    try check(withLoopbackAddress(port: 0) { bind(descriptor, $0, $1) })
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    try check(
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
    )
    return Int(UInt16(bigEndian: address.sin_port))
}

private func withLoopbackAddress<Result>(port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}
