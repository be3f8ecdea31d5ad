import FleetModel
public import FleetValue

/// Where something was read from, for error messages; never printed but by the file's name.
struct KubeconfigOrigin: Sendable {
    /// The text it was read from, kept to find lines again; it holds secrets.
    let source: KubeconfigSource
    /// The entry's place in the file, such as `users[0].user`.
    let path: ValuePath

    /// A fault at a field of the entry.
    func fault(_ keys: [String], _ message: String) -> KubeError {
        .configuration(source.fault(keys.reduce(path) { $0.appending($1) }, message))
    }
}

/// `clusters[].cluster` of a kubeconfig.
public struct KubeconfigCluster: Sendable {
    /// `server`.
    public var server: String
    /// `tls-server-name`; empty for the address's host.
    public var tlsServerName: String
    /// `insecure-skip-tls-verify`.
    public var skipsVerification: Bool
    /// `certificate-authority`, absolute; empty for none.
    public var certificateAuthority: String
    /// `certificate-authority-data`, decoded; nil for none.
    public var certificateAuthorityData: [UInt8]?
    /// `proxy-url`; empty for the environment's.
    public var proxyURL: String
    /// What `extensions` holds under `client.authentication.k8s.io/exec`, for credential plugins.
    public var execExtension: Value?

    let origin: KubeconfigOrigin
}

/// `users[].user` of a kubeconfig.
public struct KubeconfigUser: Sendable {
    /// `client-certificate`, absolute; empty for none.
    public var clientCertificate: String
    /// `client-certificate-data`, decoded.
    public var clientCertificateData: [UInt8]?
    /// `client-key`, absolute; empty for none.
    public var clientKey: String
    /// `client-key-data`, decoded.
    public var clientKeyData: SecretBytes?
    /// `token`.
    public var token: SecretText?
    /// `tokenFile`, absolute; empty for none.
    public var tokenFile: String
    /// `username`.
    public var username: String
    /// `password`.
    public var password: SecretText?
    /// `as`, `as-uid`, `as-groups`, `as-user-extra`; nil when none is set.
    public var impersonation: Impersonation?
    /// `exec`.
    public var exec: ExecPlugin?
    /// `auth-provider.name`; empty when there is none.
    public var authProvider: String

    let origin: KubeconfigOrigin
}

/// `contexts[].context` of a kubeconfig.
public struct KubeconfigContext: Sendable {
    /// `cluster`: the name of an entry.
    public var cluster: String
    /// `user`: the name of an entry; empty for nobody.
    public var user: String
    /// `namespace`; empty for `default`.
    public var namespace: String

    let origin: KubeconfigOrigin
}

/// Bytes that must never be printed, such as a private key.
public struct SecretBytes: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    /// The secret itself.
    public let value: [UInt8]

    /// Wraps a secret.
    public init(_ value: [UInt8]) {
        self.value = value
    }

    /// `(hidden)`.
    public var description: String { "(hidden)" }
    /// `(hidden)`.
    public var debugDescription: String { "(hidden)" }
    /// Without children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Whom to act as, instead of who is logged in.
///
/// - SeeAlso: <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation>
public struct Impersonation: Hashable, Sendable {
    /// `as`: the user's name.
    public var user: String
    /// `as-uid`; empty for none.
    public var uid: String
    /// `as-groups`.
    public var groups: [String]
    /// `as-user-extra`: values under keys.
    public var extra: [String: [String]]

    /// Makes an impersonation.
    public init(user: String, uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
        self.user = user
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    /// The headers that ask for it; keys of ``extra`` in ascending order.
    var headers: [(name: String, value: String)] {
        var headers = [(name: "Impersonate-User", value: user)]
        if !uid.isEmpty { headers.append(("Impersonate-Uid", uid)) }
        for group in groups { headers.append(("Impersonate-Group", group)) }
        for key in extra.keys.sorted() {
            for value in extra[key] ?? [] {
                headers.append(("Impersonate-Extra-" + Self.headerKey(key), value))
            }
        }
        return headers
    }

    /// A key as part of a header's name: what can not stand there is percent-encoded, as client-go does it.
    private static func headerKey(_ key: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.append(byte)
            case _ where "!#$&'*+-.^_`|~".utf8.contains(byte):
                result.append(byte)
            default:
                result += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
