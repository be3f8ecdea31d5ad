import Foundation
import Glibc
import Synchronization

/// An HTTP server in the test process that answers as a test says, for what a real server can not be made to do: lose an
/// answer, be overloaded, forget a version, answer nonsense.
///
/// Each connection carries one request and has a thread of its own. A class, because its end closes the socket.
public final class ScriptedServer: Sendable {
    /// One request as it came.
    public struct Request: Sendable {
        /// The method, in capitals.
        public var method = ""
        /// Path and query.
        public var target = ""
        /// The header fields by their names in lower case.
        public var headers: [String: String] = [:]
        /// The body.
        public var body = ""

        /// The path, percent-encoded as it came, without the query.
        public var path: String { String(target.prefix { $0 != "?" }) }

        /// The values of the query by name, decoded; of a repeated one the last.
        public var query: [String: String] {
            var values: [String: String] = [:]
            for part in target.drop(while: { $0 != "?" }).dropFirst().split(separator: "&") {
                let pair = part.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? String($0) }
                values[pair[0]] = pair.count == 2 ? pair[1] : ""
            }
            return values
        }
    }

    /// What a request is answered with.
    public enum Reply: Sendable {
        /// A whole response.
        case json(Int, String, headers: [String: String] = [:])
        /// The connection ends in the middle of the body.
        case cut
        /// No answer, until the client gives up.
        case silence

        /// A response of status 200.
        public static func json(_ body: String) -> Reply { .json(200, body) }
    }

    private final class Log: Sendable {
        let requests = Mutex<[Request]>([])
    }

    /// The port of 127.0.0.1 that it listens on.
    public let port: Int
    private let listener: Int32
    private let log = Log()

    /// Where it is: `http://127.0.0.1:PORT`.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// The requests so far, in order of arrival.
    public var requests: [Request] { log.requests.withLock { $0 } }

    /// Method and target of each request, in order of arrival.
    public var lines: [String] { requests.map { "\($0.method) \($0.target)" } }

    /// Listens on a port that the system chooses.
    ///
    /// - Parameter answer: Called on the connection's thread with each request and how many came before it.
    /// - Throws: ``TestSupportError/system(call:code:)``.
    public init(_ answer: @escaping @Sendable (Request, Int) -> Reply) throws(TestSupportError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
        listener = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let size = length
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer -> Bool in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> Bool in
                guard unsafe bind(descriptor, generic, size) == 0, listen(descriptor, 128) == 0 else { return false }
                return unsafe getsockname(descriptor, generic, &length) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard isBound else { throw .system(call: "bind", code: errno) }
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
            while unsafe recv(connection, &byte, 1, 0) > 0 {}
        }
    }

    private static func send(_ connection: Int32, _ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
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
            let count = unsafe recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}
