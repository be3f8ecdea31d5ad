import Crypto
import CryptoExtras
import FleetTemplate
import SwiftASN1
import X509

/// A private key of one of the kinds that certificates are made with.
enum PrivateKey {
    case rsa(_RSA.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    /// Makes a new RSA key.
    ///
    /// - Parameters:
    ///   - bits: 2048 or more.
    ///   - context: Counts the work, which grows with the fourth power.
    /// - Returns: The key.
    /// - Throws: ``FunctionError`` when the rendering has done too much work.
    static func rsa(bits: Int, context: RenderContext) throws(FunctionError) -> PrivateKey {
        let blocks = bits / 1024
        try context.charge(30_000 * blocks * blocks * blocks * blocks)
        do {
            return .rsa(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)))
        } catch {
            throw FunctionError("error generating rsa key: \(error)")
        }
    }

    /// Reads a key: PKCS #1, SEC 1 or PKCS #8.
    ///
    /// - Parameter pem: One block of PEM.
    /// - Throws: ``FunctionError``, in Go's words as far as it has some.
    init(pem: String) throws(FunctionError) {
        guard let document = try? PEMDocument(pemString: pem) else { throw FunctionError("no PEM data in input") }
        switch document.discriminator {
        case "PRIVATE KEY":
            guard let key = Self.rsaKey(in: document) ?? Self.curveKey(in: pem) ?? Self.edwardsKey(in: pem) else {
                throw FunctionError("decoding PEM as PKCS#8: not a key of RSA, P-256, P-384, P-521 or Ed25519")
            }
            self = key
        case "RSA PRIVATE KEY":
            guard let key = Self.rsaKey(in: document) else {
                throw FunctionError("parsing RSA private key from PEM: not a key of 1024 bits or more")
            }
            self = key
        case "EC PRIVATE KEY":
            guard let key = Self.curveKey(in: pem) else {
                throw FunctionError("parsing EC private key from PEM: not a key of P-256, P-384 or P-521")
            }
            self = key
        case let type where type.hasSuffix(" PRIVATE KEY"):
            throw FunctionError("invalid private key type \(type.dropLast(12))")
        case let type: throw FunctionError("no private key data in PEM block of type \(type)")
        }
    }

    private static func rsaKey(in document: PEMDocument) -> PrivateKey? {
        (try? _RSA.Signing.PrivateKey(unsafeDERRepresentation: document.derBytes)).map { .rsa($0) }
    }

    private static func curveKey(in pem: String) -> PrivateKey? {
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) { return .p256(key) }
        if let key = try? P384.Signing.PrivateKey(pemRepresentation: pem) { return .p384(key) }
        if let key = try? P521.Signing.PrivateKey(pemRepresentation: pem) { return .p521(key) }
        return nil
    }

    private static func edwardsKey(in pem: String) -> PrivateKey? {
        (try? Curve25519.Signing.PrivateKey(pemRepresentation: pem)).map { .ed25519($0) }
    }

    /// The key for certificates.
    var certificateKey: Certificate.PrivateKey {
        switch self {
        case .rsa(let key): Certificate.PrivateKey(key)
        case .p256(let key): Certificate.PrivateKey(key)
        case .p384(let key): Certificate.PrivateKey(key)
        case .p521(let key): Certificate.PrivateKey(key)
        case .ed25519(let key): Certificate.PrivateKey(key)
        }
    }

    // MARK: Text

    /// The key as Go writes it: PKCS #1 of RSA, SEC 1 of curves, PKCS #8 of Ed25519; ends in a line end.
    var pem: String {
        switch self {
        case .rsa(let key):
            Self.text(type: "RSA PRIVATE KEY", Array(key.derRepresentation))
        case .p256(let key):
            Self.curveText(
                key.rawRepresentation,
                [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
                key.publicKey.x963Representation
            )
        case .p384(let key):
            Self.curveText(key.rawRepresentation, [0x2B, 0x81, 0x04, 0x00, 0x22], key.publicKey.x963Representation)
        case .p521(let key):
            Self.curveText(key.rawRepresentation, [0x2B, 0x81, 0x04, 0x00, 0x23], key.publicKey.x963Representation)
        case .ed25519(let key):
            Self.text(
                type: "PRIVATE KEY",
                Self.element(
                    0x30,
                    Self.element(0x02, [0])
                        + Self.element(0x30, Self.element(0x06, [0x2B, 0x65, 0x70]))
                        + Self.element(0x04, Self.element(0x04, Array(key.rawRepresentation)))
                )
            )
        }
    }

    /// A key of SEC 1 with its curve's identifier and its public key.
    private static func curveText(
        _ key: some Sequence<UInt8>,
        _ curve: [UInt8],
        _ publicKey: some Sequence<UInt8>
    ) -> String {
        let content =
            element(0x02, [1]) + element(0x04, Array(key)) + element(0xA0, element(0x06, curve))
            + element(0xA1, element(0x03, [0] + Array(publicKey)))
        return text(type: "EC PRIVATE KEY", element(0x30, content))
    }

    /// A piece of DER: tag, length and content of less than 64 KiB.
    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        switch content.count {
        case ..<0x80: [tag, UInt8(content.count)] + content
        case ..<0x100: [tag, 0x81, UInt8(content.count)] + content
        default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
        }
    }

    private static func text(type: String, _ bytes: [UInt8]) -> String {
        PEMDocument(type: type, derBytes: bytes).pemString + "\n"
    }
}
