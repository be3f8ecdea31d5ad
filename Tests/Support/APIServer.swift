import Foundation
import Synchronization

/// A real Kubernetes API server of the tests' own: kube-apiserver and etcd in a scratch folder, on a free port.
///
/// `Tests/kubernetes` does the work, and says where the binaries come from. There are no controllers unless asked for, and
/// never a kubelet: a Deployment does not progress, a Pod stays `Pending`, a namespace stays `Terminating`. Tests write the
/// `status` they need.
///
/// Every server ends with the test process, also when that crashes or is killed. When the run fails, the logs are kept and
/// their folder is named.
public struct APIServer: Sendable {
    /// The ways to be somebody, or nobody, at this server, each with a kubeconfig of its own.
    public enum Access: String, CaseIterable, Sendable {
        /// A member of `system:masters`, by token.
        case admin = "admin"
        /// A member of `system:masters`, by client certificate; the kubeconfig names files.
        case clientCertificate = "client-certificate"
        /// The same, with a certificate that is no longer valid; the kubeconfig holds it inline. Answered with 401.
        case expiredCertificate = "expired-certificate"
        /// The admin's token, but the server shows a certificate that is no longer valid (through `tls-server-name`).
        case expiredServer = "expired-server"
        /// The user `nobody`, who may do nothing but discover.
        case nobody = "nobody"
        /// The user `viewer`, likewise, until a test binds a role to the group `fleet:viewers`.
        case viewer = "viewer"
        /// The admin's token, but another authority's certificate: the client must not trust the server.
        case wrongAuthority = "wrong-authority"
        /// A token that the server does not know. Answered with 401.
        case wrongToken = "wrong-token"
    }

    /// Its name, which is also that of the admin's context, cluster and user.
    public let name: String
    /// The port on 127.0.0.1, the same before and after ``restart()``.
    public let port: Int
    /// Its own folder: keys, certificates, tokens, kubeconfigs, its log.
    public let folder: String

    /// Its address, `https://127.0.0.1:PORT`.
    public var url: String { "https://127.0.0.1:\(port)" }

    /// The file with its authority's certificate.
    public var authorityFile: String { folder + "/ca.crt" }

    /// The admin's kubeconfig.
    public var kubeconfig: String { kubeconfig(.admin) }

    /// The kubeconfig file for one way of access.
    ///
    /// Its only context is called like the server for the admin, else `NAME-ACCESS`: `one-wrong-token`.
    public func kubeconfig(_ access: Access) -> String {
        access == .admin ? folder + ".kubeconfig" : "\(folder)/\(access.rawValue).kubeconfig"
    }

    /// The name of the context in ``kubeconfig(_:)``.
    public func context(_ access: Access = .admin) -> String {
        access == .admin ? name : "\(name)-\(access.rawValue)"
    }

    /// The bearer token of ``Access/admin``, ``Access/nobody``, ``Access/viewer`` or ``Access/wrongToken``; nil for others.
    public func token(_ access: Access) -> String? {
        let user = access == .wrongToken ? "wrong" : access.rawValue
        let text = try? String(contentsOfFile: "\(folder)/\(user).token", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What the server has logged so far.
    public var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }
}

extension APIServer {
    /// Whether tests that need a server can run: the binaries are there, or they must be (`FLEET_REQUIRE_E2E=1`).
    ///
    /// For suites: `.enabled(if: APIServer.available, "run Tests/kubernetes once, or set KUBEBUILDER_ASSETS")`. With the
    /// requirement the tests run and fail, so that a gate can not pass by skipping.
    public static let available: Bool = {
        if ProcessInfo.processInfo.environment["FLEET_REQUIRE_E2E"] == "1" { return true }
        return ServerFolder.runsQuietly("'\(ServerFolder.script)' find")
    }()

    /// One of the servers that all tests of this process share, started when it is first asked for.
    ///
    /// Tests keep out of each other's way with a namespace each. Nobody stops these.
    ///
    /// - Parameter index: 0 or 1. Any other starts one more server, of 320 MB.
    /// - Returns: The same server for the same index.
    /// - Throws: ``TestSupportError/serverFailed(command:output:)``, for every test that asks.
    public static func shared(_ index: Int) async throws -> APIServer {
        let task = sharedServers.withLock { servers in
            if let running = servers[index] { return running }
            let names = ["one", "two"]
            let name = names.indices.contains(index) ? names[index] : "shared-\(index)"
            let task = Task { try await start(name: name) }
            servers[index] = task
            return task
        }
        return try await task.value
    }

    /// Starts a server for one test alone, which may stop it, break it and fill it.
    ///
    /// Takes some 4 seconds and 320 MB. Stop it when the test is through; otherwise it runs until the process ends.
    ///
    /// - Parameters:
    ///   - name: Unique in this process; small letters, digits and hyphens.
    ///   - controllers: Whether Deployments progress, owner references collect and namespaces go away. Costs 60 MB more.
    ///   - everyAddress: Whether it answers on all of 127.0.0.0/8, to stand for many clusters at once.
    /// - Returns: The server, ready to be used.
    /// - Throws: ``TestSupportError/serverFailed(command:output:)`` with the end of the server's log.
    public static func start(
        name: String,
        controllers: Bool = false,
        everyAddress: Bool = false
    ) async throws -> APIServer {
        let root = try ServerFolder.path()
        var options = controllers ? ["--controllers"] : []
        if everyAddress { options += ["--bind", "0.0.0.0"] }
        try await ServerFolder.command(["start", "--while", "\(getpid())"] + options + [name, root])
        let folder = root + "/" + name
        let text = try String(contentsOfFile: folder + "/port", encoding: .utf8)
        guard let port = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw TestSupportError.serverFailed(command: "reading \(folder)/port", output: text)
        }
        return APIServer(name: name, port: port, folder: folder)
    }

    /// Kills the server at once: connections break, new ones are refused, what it stored stays.
    public func stop() async throws {
        try await ServerFolder.command(["stop", try ServerFolder.path(), name])
    }

    /// Starts it again after ``stop()``, without controllers: same port, same credentials, same objects.
    public func restart() async throws {
        try await ServerFolder.command(["start", "--while", "\(getpid())", name, try ServerFolder.path()])
    }

    private static let sharedServers = Mutex<[Int: Task<APIServer, any Error>]>([:])
}
