import FleetTemplate
import FleetValue
import SwiftASN1
import Testing
import X509

@testable import FleetSprig

@Suite struct CryptographyFunctionsTests {
    // MARK: Passwords

    /// `golang.org/x/crypto/bcrypt` accepts these hashes for their passwords.
    @Test func hashesOfPasswordsAreThoseOfBcrypt() {
        let salt = [UInt8](0..<16)
        #expect(
            BCrypt.hash(of: Array("pw".utf8), cost: 4, salt: salt)
                == "$2a$04$..CA.uOD/eaGAOmJB.yMBu/p8pzi/Poxi87S0g7SVrl8L0fOVwTL."
        )
        #expect(
            BCrypt.hash(of: Array("pässwörd".utf8), cost: 5, salt: salt)
                == "$2a$05$..CA.uOD/eaGAOmJB.yMBuIAGzvhGdDqD49woF75lW5nRmh5lxdum"
        )
        #expect(BCrypt.hash(of: [0x70, 0], cost: 4, salt: salt) == nil)
        #expect(BCrypt.hash(of: [0x70], cost: 99, salt: salt) == nil)
    }

    @Test func passwordsAreSalted() throws {
        let lines = try SprigRendering.text(#"{{bcrypt "pw"}} {{bcrypt "pw"}} {{htpasswd "user" "pw"}}"#).split(
            separator: " "
        )
        #expect(lines[0] != lines[1])
        #expect(lines.allSatisfy { $0.hasSuffixOfBcrypt })
        #expect(lines[2].hasPrefix("user:$2a$10$"))
    }

    @Test func whatBcryptDoesNotTakeIsSaid() throws {
        let long = #"{{bcrypt (repeat 73 "x")}}"#
        #expect(
            try SprigRendering.text(long)
                == "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
        )
        #expect(try SprigRendering.text(#"{{htpasswd "a:b" "x"}}"#) == "invalid username: a:b")
    }

    @Test(arguments: [
        #"{{bcrypt "x"}}"#, #"{{derivePassword 1 "long" "a" "b" "c"}}"#, #"{{genCA "x" 1}}"#, #"{{genPrivateKey ""}}"#,
    ])
    func slowFunctionsCount(_ template: String) {
        let limits = RenderContext.Limits(maximumWork: 10_000)
        #expect(SprigRendering.reason(template, limits: limits).hasSuffix(": the template does too much work"))
    }

    // MARK: Ciphers

    @Test(arguments: ["", "a", "exactly 16 bytes", "é and more than a block of text", "ends in \u{1}"])
    func encryptedTextsAreDecrypted(_ text: String) throws {
        let template = #"{{encryptAES "secret" . | decryptAES "secret"}}"#
        #expect(try SprigRendering.text(template, .string(text)) == text)
    }

    /// Made by Sprig 3.2.3.
    @Test func textsThatSprigEncryptedAreDecrypted() throws {
        #expect(
            try SprigRendering.text(#"{{decryptAES "secret" "dLGYZPlxfIvyDa4suQQp6n3orhtScHK1aX3WcIHoYwM="}}"#)
                == "hello, wörld"
        )
    }

    @Test func encryptingTwiceGivesTwoTexts() throws {
        let texts = try SprigRendering.text(#"{{encryptAES "k" "x"}} {{encryptAES "k" "x"}}"#).split(separator: " ")
        #expect(texts[0] != texts[1])
    }

    // MARK: Keys

    @Test(arguments: [("ecdsa", "EC PRIVATE KEY"), ("ed25519", "PRIVATE KEY"), ("rsa", "RSA PRIVATE KEY")])
    func keysAreReadBack(_ type: String, _ label: String) throws {
        let pem = try SprigRendering.text(#"{{genPrivateKey .}}"#, .string(type))
        #expect(pem.hasPrefix("-----BEGIN \(label)-----\n"))
        #expect(pem.hasSuffix("\n-----END \(label)-----\n"))
        #expect(try PrivateKey(pem: pem).pem == pem)
    }

    @Test func keysThatGoWroteAreReadBack() throws {
        for pem in GoKeys.all { #expect(try PrivateKey(pem: pem).pem == pem) }
        // PKCS #8 becomes what Go writes of it.
        #expect(try PrivateKey(pem: GoKeys.p256InPKCS8).pem == GoKeys.p256)
    }

    @Test func unknownKindsOfKeysAreSaid() throws {
        #expect(try SprigRendering.text(#"{{genPrivateKey "x"}}"#) == "Unknown type x")
        #expect(
            SprigRendering.reason(#"{{genPrivateKey "dsa"}}"#)
                == "error calling genPrivateKey: genPrivateKey: keys of type dsa are not supported; use ecdsa or ed25519"
        )
    }

    @Test(arguments: [
        ("", "no PEM data in input"),
        ("-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n", "invalid private key type DSA"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "no private key data in PEM block of type CERTIFICATE"
        ),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
            "parsing RSA private key from PEM: not a key of 1024 bits or more"
        ),
    ])
    func whatIsNoKeyIsRefused(_ pem: String, _ message: String) {
        #expect(throws: FunctionError(message)) { try PrivateKey(pem: pem) }
    }
}

extension Substring {
    fileprivate var hasSuffixOfBcrypt: Bool {
        guard let start = firstIndex(of: "$") else { return false }
        return self[start...].hasPrefix("$2a$10$") && self[start...].utf8.count == 60
    }
}
