/// Certificates or a key in PEM form, by reference or in memory.
///
/// Its text never shows the bytes, since they may be a private key.
public enum PEM: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// A file, read anew for each connection.
    case file(String)
    /// The text itself; several certificates may follow each other.
    case data([UInt8])

    /// The file's path, or how many bytes there are.
    public var description: String {
        switch self {
        case .file(let path): "file \(path)"
        case .data(let bytes): "\(bytes.count) bytes"
        }
    }

    /// The same as `description`, so that no way of printing shows more.
    public var debugDescription: String { description }
}

/// Whom to trust and who to be on a TLS connection.
///
/// Requests with different options never share a connection.
public struct TLSOptions: Hashable, Sendable {
    /// The only authorities to trust; nil means those of the system.
    public var certificateAuthority: PEM?
    /// The certificate to show when the server asks, with its chain.
    public var clientCertificate: PEM?
    /// The key of ``clientCertificate``, not encrypted; nil if it is in the same PEM.
    public var clientKey: PEM?
    /// The name that the server's certificate must have, and that is sent as SNI; nil means the address's host.
    public var serverName: String?
    /// Whether any certificate will do, for tests and `insecure-skip-tls-verify` only.
    public var skipsVerification: Bool

    /// Makes options; without arguments: the system's authorities, no client certificate.
    public init(
        certificateAuthority: PEM? = nil,
        clientCertificate: PEM? = nil,
        clientKey: PEM? = nil,
        serverName: String? = nil,
        skipsVerification: Bool = false
    ) {
        self.certificateAuthority = certificateAuthority
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.serverName = serverName
        self.skipsVerification = skipsVerification
    }
}
