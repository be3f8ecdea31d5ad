import FleetTestSupport
import Foundation
import Synchronization

private let leftover = Mutex<String?>(nil)

/// Certificates of one authority and of a stranger, made with `openssl` once per test run.
struct Certificates: Sendable {
    static let shared = Task { try await offPool { try Certificates() } }

    private let folder: ScratchFolder

    private init() throws {
        let folder = try ScratchFolder("certificates")
        self.folder = folder
        // Held by a static property, it would outlive the process.
        leftover.withLock { $0 = folder.path }
        atexit { leftover.withLock { if let path = $0 { try? FileManager.default.removeItem(atPath: path) } } }
        for authority in ["authority", "stranger"] {
            try openssl(
                ["req", "-x509", "-subj", "/CN=\(authority)", "-days", "2", "-out", path("\(authority).pem")]
                    + key(authority)
            )
        }
        try issue("server", names: "DNS:localhost,IP:127.0.0.1", days: "2")
        try issue("expired", names: "DNS:localhost,IP:127.0.0.1", days: "-1")
        try issue("internal", names: "DNS:api.internal", days: "2")
        try issue("client", names: "DNS:client", days: "2")
        try openssl(["ec", "-in", path("client.key"), "-aes256", "-passout", "pass:1", "-out", path("encrypted.key")])
    }

    func path(_ name: String) -> String { folder.path(name) }

    func pem(_ name: String) throws -> [UInt8] {
        Array(try folder.text(name).utf8)
    }

    private func key(_ name: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path("\(name).key")]
    }

    private func issue(_ name: String, names: String, days: String) throws {
        try folder.write("\(name).ext", "subjectAltName=\(names)\n")
        try openssl(["req", "-subj", "/CN=\(name)", "-out", path("\(name).csr")] + key(name))
        try openssl([
            "x509", "-req", "-in", path("\(name).csr"), "-CA", path("authority.pem"), "-CAkey", path("authority.key"),
            "-CAcreateserial", "-extfile", path("\(name).ext"), "-days", days, "-out", path("\(name).pem"),
        ])
    }

    private func openssl(_ arguments: [String]) throws {
        let status = try ChildProcess.run(["openssl"] + arguments)
        guard status == 0 else {
            throw TestSupportError.notStarted(tool: "openssl \(arguments[0])", reason: "it exits with \(status)")
        }
    }
}

/// `openssl s_server` on a free port of 127.0.0.1; ended on release.
final class TLSServer: Sendable {
    let port: Int
    private let process: ChildProcess

    /// Starts one that shows a certificate of ``Certificates``.
    ///
    /// Of the further options, `-www` answers each request with a page about the connection.
    static func start(_ certificate: String, _ arguments: [String] = ["-www"]) async throws -> TLSServer {
        let certificates = try await Certificates.shared.value
        return try await offPool { try TLSServer(certificates, certificate, arguments) }
    }

    private init(_ certificates: Certificates, _ certificate: String, _ arguments: [String]) throws {
        process = try ChildProcess(
            [
                "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificates.path("\(certificate).pem"),
                "-key", certificates.path("\(certificate).key"),
            ] + arguments
        )
        let pattern = /ACCEPT 127\.0\.0\.1:([0-9]+)\n/
        let text = process.read { $0.contains(pattern) }
        guard let port = text.firstMatch(of: pattern).flatMap({ Int($0.1) }) else {
            throw TestSupportError.notStarted(tool: "openssl s_server", reason: text)
        }
        self.port = port
    }

    func url(_ path: String = "/") -> String { "https://127.0.0.1:\(port)\(path)" }

    /// Reads what the client sends up to the end of a head, and answers it; only without `-www`.
    ///
    /// - Returns: The head, after whatever `s_server` says of the connection.
    func answerOnce(_ answer: String) async -> String {
        await process.exchange(answer) { $0.contains("\r\n\r\n") }
    }
}
