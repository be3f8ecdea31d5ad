import Crypto
import FleetTemplate
import FleetValue

extension FunctionTable {
    /// Sprig's hashes, passwords, ciphers, keys and certificates.
    ///
    /// What takes long is counted as much work, so that no template can keep a processor busy for hours.
    static let sprigCryptography = [hashes, passwords, ciphers, keys, certificates]
        .reduce(FunctionTable()) { $0.merging($1) }

    private static let hashes = FunctionTable([
        "sha1sum": .bytes { .string(Hexadecimal.text(of: Insecure.SHA1.hash(data: $0))) },
        "sha256sum": .bytes { .string(Hexadecimal.text(of: SHA256.hash(data: $0))) },
        "sha512sum": .bytes { .string(Hexadecimal.text(of: SHA512.hash(data: $0))) },
        "adler32sum": .bytes { .string(String(Adler32.checksum(of: $0))) },
    ])

    private static let passwords = FunctionTable([
        "bcrypt": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            .string(try BCrypt.sprigHash(of: arguments[0].chargedBytes(context), context: context))
        },
        "htpasswd": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            let user = try arguments[0].chargedBytes(context)
            guard !user.contains(UInt8(ascii: ":")) else {
                return .string(bytes: Array("invalid username: ".utf8) + user)
            }
            let hash = try BCrypt.sprigHash(of: arguments[1].chargedBytes(context), context: context)
            return .string(bytes: user + Array((":" + hash).utf8))
        },
        "derivePassword": GoFunction(.int, .string, .string, .string, .string) {
            (arguments, context) throws(FunctionError) in
            try context.charge(DerivedPassword.work)
            return .string(
                try DerivedPassword(
                    counter: UInt32(truncatingIfNeeded: arguments[0].intArgument),
                    type: arguments[1].textArgument,
                    password: arguments[2].chargedBytes(context),
                    user: arguments[3].chargedBytes(context),
                    site: arguments[4].chargedBytes(context)
                ).text()
            )
        },
    ])

    private static let ciphers = FunctionTable([
        "encryptAES": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            let password = arguments[0].bytesArgument
            return .string(try TextCipher.encrypted(arguments[1].chargedBytes(context), password: password))
        },
        "decryptAES": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            let password = arguments[0].bytesArgument
            return .string(bytes: try TextCipher.decrypted(arguments[1].chargedBytes(context), password: password))
        },
    ])

    private static let keys = FunctionTable([
        "genPrivateKey": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            let type = arguments[0].textArgument
            switch type {
            case "", "rsa": return .string(try PrivateKey.rsa(bits: 4096, context: context).pem)
            case "ecdsa": return .string(PrivateKey.p256(P256.Signing.PrivateKey()).pem)
            case "ed25519": return .string(PrivateKey.ed25519(Curve25519.Signing.PrivateKey()).pem)
            case "dsa": throw FunctionError("genPrivateKey: keys of type dsa are not supported; use ecdsa or ed25519")
            default: return .string("Unknown type " + type)
            }
        }
    ])
}

/// Hexadecimal digits.
enum Hexadecimal {
    /// The digits of bytes, in lower case.
    static func text(of bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// The checksum of zlib.
///
/// - SeeAlso: <https://www.rfc-editor.org/rfc/rfc1950>
enum Adler32 {
    private static let modulus: UInt32 = 65521
    /// How many bytes can be summed before the sums must be reduced.
    private static let stride = 5552

    /// The checksum of bytes.
    static func checksum(of bytes: [UInt8]) -> UInt32 {
        var low: UInt32 = 1
        var high: UInt32 = 0
        var start = 0
        while start < bytes.count {
            let end = min(start + stride, bytes.count)
            for index in start..<end {
                low += UInt32(bytes[index])
                high += low
            }
            low %= modulus
            high %= modulus
            start = end
        }
        return high << 16 | low
    }
}
