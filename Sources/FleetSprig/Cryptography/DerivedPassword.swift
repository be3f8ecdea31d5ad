import Crypto
import CryptoExtras
import FleetTemplate

/// A password that follows from a master password and a site's name, by the algorithm of Master Password.
///
/// - SeeAlso: <https://spectre.app/spectre-algorithm.pdf>
struct DerivedPassword {
    /// What deriving one counts.
    static let work = 1_000_000

    let counter: UInt32
    let type: String
    let password: [UInt8]
    let user: [UInt8]
    let site: [UInt8]

    private static let scope = Array("com.lyndir.masterpassword".utf8)

    /// Derives the password.
    ///
    /// - Returns: The password, or what Sprig says of a type that there is not.
    /// - Throws: ``FunctionError`` when there is no memory for it.
    func text() throws(FunctionError) -> String {
        guard let templates = Self.templates[type] else { return "cannot find password template \(type)" }
        let salt = Self.scope + Self.bytes(of: UInt32(truncatingIfNeeded: user.count)) + user
        let key: SymmetricKey
        do {
            key = try KDF.Scrypt.deriveKey(
                from: password,
                salt: salt,
                outputByteCount: 64,
                rounds: 32768,
                blockSize: 8,
                parallelism: 2
            )
        } catch {
            throw FunctionError("failed to derive password: \(error)")
        }
        let message =
            Self.scope + Self.bytes(of: UInt32(truncatingIfNeeded: site.count)) + site + Self.bytes(of: counter)
        let seed = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        let template = templates[Int(seed[0]) % templates.count]
        var characters: [UInt8] = []
        for (place, letter) in template.utf8.enumerated() {
            let choice = Array(Self.characters(for: letter).utf8)
            characters.append(choice[Int(seed[place + 1]) % choice.count])
        }
        return String(decoding: characters, as: UTF8.self)
    }

    private static func bytes(of number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }

    // MARK: Tables

    /// What passwords of a type look like; a letter stands for a kind of character.
    private static let templates: [String: [String]] = [
        "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        "long": [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
            "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
        "medium": ["CvcnoCvc", "CvcCvcno"],
        "short": ["Cvcn"],
        "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
        "pin": ["nnnn"],
    ]

    /// The characters that a letter of a template stands for.
    private static func characters(for letter: UInt8) -> String {
        switch Unicode.Scalar(letter) {
        case "V": "AEIOU"
        case "C": "BCDFGHJKLMNPQRSTVWXYZ"
        case "v": "aeiou"
        case "c": "bcdfghjklmnpqrstvwxyz"
        case "A": "AEIOUBCDFGHJKLMNPQRSTVWXYZ"
        case "a": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
        case "n": "0123456789"
        case "o": "@&%?,=[]_:-+*$#!'^~;()/."
        default: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()"
        }
    }
}
