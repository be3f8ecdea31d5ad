import Foundation
import Glibc
import Synchronization

/// An HTTP server in the test process that answers as a test says, for what a real API server can not be made to do:
/// lose an answer, be overloaded, forget a version, serve a broken group.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var method = ""
        /// With the query.
        var target = ""
        var headers: [String: String] = [:]
        var body = ""

        var path: String { String(target.prefix { $0 != "?" }) }
    }

    enum Reply: Sendable {
        case json(Int, String, headers: [String: String] = [:])
        /// The connection ends in the middle of the body.
        case cut
        /// No answer, until the client gives up.
        case silence

        static func json(_ body: String) -> Reply { .json(200, body) }
    }

    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
    }

    let port: Int
    private let listener: Int32
    private let log = Log()

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Request] { log.requests.withLock { $0 } }
    /// Method and target of each request, in order of arrival.
    var lines: [String] { requests.map { "\($0.method) \($0.target)" } }

    /// Listens; the answer is asked for with each request and how many came before it.
    init(_ answer: @escaping @Sendable (Request, Int) -> Reply) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        let log = log
        Thread.detachNewThread {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                Thread.detachNewThread {
                    Self.serve(connection, log, answer)
                    close(connection)
                }
            }
            close(descriptor)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ connection: Int32, _ log: Log, _ answer: (Request, Int) -> Reply) {
        guard let request = read(connection) else { return }
        let before = log.requests.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        switch answer(request, before) {
        case .json(let status, let body, let headers):
            var head = "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n"
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            if headers["Content-Type"] == nil { head += "Content-Type: application/json\r\n" }
            send(connection, head + "\r\n" + body)
        case .cut:
            send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        case .silence:
            var byte: UInt8 = 0
            while recv(connection, &byte, 1, 0) > 0 {}
        }
    }

    private static func send(_ connection: Int32, _ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return }
            bytes = bytes.dropFirst(sent)
        }
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                var lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
                let first = lines.removeFirst().split(separator: " ").map(String.init)
                guard first.count == 3 else { return nil }
                var request = Request(method: first[0], target: first[1])
                for line in lines {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    let value = line[line.index(after: colon)...].trimmingPrefix(" ")
                    request.headers[line[..<colon].lowercased()] = String(value)
                }
                request.body = String(text[end.upperBound...])
                if request.body.utf8.count >= Int(request.headers["content-length"] ?? "0") ?? 0 { return request }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}
