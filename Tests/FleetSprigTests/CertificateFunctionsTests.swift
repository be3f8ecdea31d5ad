import FleetTemplate
import FleetValue
import Foundation
import SwiftASN1
import Testing
import X509

@testable import FleetSprig

// What these functions make has been held against `openssl x509 -text`, `openssl verify` and Go's.
@Suite struct CertificateFunctionsTests {
    private static let now = 1_700_000_000.0
    private let key = try? PrivateKey(pem: GoKeys.p256)

    @Test func authoritiesMaySignOthers() throws {
        let authority = try pair("genCAWithKey", .string("my-ca"), .int(10), .string(GoKeys.p256))
        let certificate = try certificate(of: authority)
        #expect(authority.key == GoKeys.p256)
        #expect("\(certificate.subject)" == "CN=my-ca")
        #expect(certificate.issuer == certificate.subject)
        #expect(certificate.publicKey.isValidSignature(certificate.signature, for: certificate))
        #expect(certificate.notValidBefore.timeIntervalSince1970 == Self.now)
        #expect(certificate.notValidAfter.timeIntervalSince1970 == Self.now + 10 * 86400)
        let extensions = certificate.extensions
        #expect(try extensions.basicConstraints == .isCertificateAuthority(maxPathLength: nil))
        #expect(try extensions.keyUsage == KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: true))
        #expect(try extensions.extendedKeyUsage == ExtendedKeyUsage([.serverAuth, .clientAuth]))
        #expect(try extensions.subjectKeyIdentifier != nil)
        #expect(try extensions.subjectAlternativeNames == nil)
    }

    @Test func certificatesAreSignedByTheirAuthority() throws {
        let authority = try pair("genCAWithKey", .string("my-ca"), .int(10), .string(GoKeys.p256))
        let signed = try pair(
            "genSignedCertWithKey",
            .string("x.test"),
            .list([.string("10.0.0.1"), .string("2001:db8::1")]),
            .list([.string("y.test")]),
            .int(30),
            .object(authority),
            .string(GoKeys.ed25519)
        )
        let (issuer, certificate) = (try certificate(of: authority), try certificate(of: signed))
        #expect(signed.key == GoKeys.ed25519)
        #expect(issuer.publicKey.isValidSignature(certificate.signature, for: certificate))
        #expect(certificate.issuer == issuer.subject)
        #expect(try certificate.extensions.basicConstraints == .notCertificateAuthority)
        #expect(try certificate.extensions.keyUsage == KeyUsage(digitalSignature: true, keyEncipherment: true))
        let names = try #require(try certificate.extensions.subjectAlternativeNames)
        let address6: [UInt8] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
        #expect(
            Array(names) == [
                .dnsName("y.test"), .ipAddress(ASN1OctetString(contentBytes: [10, 0, 0, 1])),
                .ipAddress(ASN1OctetString(contentBytes: address6[...])),
            ]
        )
        let authorityIdentifier = try certificate.extensions.authorityKeyIdentifier?.keyIdentifier
        #expect(try authorityIdentifier == issuer.extensions.subjectKeyIdentifier?.keyIdentifier)
    }

    @Test func certificatesWithoutANameHaveCriticalOnes() throws {
        let made = try pair(
            "genSelfSignedCertWithKey",
            .string(""),
            .null,
            .list([.string("y.test")]),
            .int(1),
            .string(GoKeys.p256)
        )
        let certificate = try certificate(of: made)
        #expect(certificate.subject.isEmpty)
        let names = certificate.extensions.first { $0.oid == .X509ExtensionID.subjectAlternativeName }
        #expect(names?.critical == true)
    }

    @Test func templatesReadTheTwoParts() throws {
        let template = """
            {{$ca := genCA "ca" 10}}{{$c := genSignedCert "x" nil nil 10 $ca}}{{typeOf $c}} {{kindOf $c}} \
            {{$c.Cert | trunc 27}} {{$c.Key | trunc 31}} {{eq $c.Key $ca.Key}}
            """
        let expected = """
            sprig.certificate struct -----BEGIN CERTIFICATE----- -----BEGIN RSA PRIVATE KEY----- false
            """
        #expect(try SprigRendering.text(template) == expected)
    }

    @Test func certificatesOfOthersAreTakenOver() throws {
        let made = try pair("genSelfSignedCertWithKey", .string("x"), .null, .null, .int(1), .string(GoKeys.p256))
        let taken = try pair(
            "buildCustomCert",
            .string(Base64.encoded(Array(made.certificate.utf8))),
            .string(Base64.encoded(Array(made.key.utf8)))
        )
        #expect(taken.isEqual(to: made))
        let data: Value = ["cert": .string(Base64.encoded(Array(made.certificate.utf8)))]
        let reason = SprigRendering.reason(#"{{buildCustomCert .cert (b64enc "x")}}"#, data)
        #expect(reason == "error calling buildCustomCert: error parsing private key: no PEM data in input")
    }

    @Test func onlyCertificatesSign() {
        #expect(
            SprigRendering.reason(#"{{genSignedCert "x" nil nil 1 "ca"}}"#)
                == "error calling genSignedCert: wrong type for value; expected sprig.certificate; got string"
        )
    }

    @Test(
        arguments: [
            ("10.0.0.1", [10, 0, 0, 1]), ("::ffff:1.2.3.4", [1, 2, 3, 4]), ("::", [UInt8](repeating: 0, count: 16)),
            ("1::2", [0, 1] + [UInt8](repeating: 0, count: 13) + [2]),
            ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
            ("1.2.3", nil), ("01.2.3.4", nil), ("1.2.3.256", nil), ("1.2.3.4.5", nil), ("", nil), (":", nil),
            (":::", nil),
            ("1::2::3", nil), ("1:2:3:4:5:6:7", nil), ("1:2:3:4:5:6:7:8:9", nil), ("12345::", nil), ("1:", nil),
            ("fe80::1%eth0", nil),
            ("::1.2.3", nil), ("+1.2.3.4", nil), ("1:2:3:4:5:6:7::", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]),
        ] as [(String, [UInt8]?)]
    )
    func addressesAreThoseOfGo(_ text: String, _ bytes: [UInt8]?) {
        #expect(IPAddress.bytes(of: text) == bytes)
    }

    // MARK: Making

    private func pair(_ function: String, _ arguments: GoValue...) throws -> SprigCertificate {
        let function = try #require(FunctionTable.sprig[function])
        let value = try function.body(arguments, RenderContext(now: Self.now))
        guard case .object(let object) = value, let pair = object as? SprigCertificate else {
            throw FunctionError("\(value)")
        }
        return pair
    }

    private func certificate(of pair: SprigCertificate) throws -> Certificate {
        try Certificate(pemEncoded: pair.certificate)
    }
}
