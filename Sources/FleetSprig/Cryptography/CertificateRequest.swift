import Crypto
import FleetTemplate
import FoundationEssentials
import SwiftASN1
import X509

/// What a certificate is to say.
///
/// The certificates have the extensions that Go's `x509.CreateCertificate` gives them, in its order.
struct CertificateRequest {
    /// The common name; may be empty.
    var name: String
    /// How long it is valid, from the time of the rendering on.
    var days: Int
    /// Whether it may sign others.
    var isAuthority: Bool
    /// Addresses beside the name: four or sixteen bytes each.
    var addresses: [[UInt8]] = []
    /// Names of hosts beside the common name.
    var hosts: [String] = []

    /// Makes a request of a function's arguments.
    init(name: GoValue, days: GoValue, isAuthority: Bool) {
        self.name = name.textArgument
        self.days = days.intArgument
        self.isAuthority = isAuthority
    }

    /// Makes a certificate that is signed with its own key.
    func selfSigned(key: PrivateKey, context: RenderContext) throws(FunctionError) -> GoValue {
        try certificate(key: key, signer: nil, context: context)
    }

    /// Makes a certificate that another one's key signs.
    func signed(key: PrivateKey, by signer: Signer, context: RenderContext) throws(FunctionError) -> GoValue {
        try certificate(key: key, signer: signer, context: context)
    }

    private func certificate(key: PrivateKey, signer: Signer?, context: RenderContext) throws(FunctionError) -> GoValue
    {
        try context.charge(50_000)
        let start = Date(timeIntervalSince1970: context.now.rounded(.down))
        // Go's durations are nanoseconds in 64 bits, which wrap around.
        let (seconds, nanoseconds) = (24 * 60 * 60, 1_000_000_000)
        let duration = Int64(truncatingIfNeeded: days) &* Int64(seconds) &* Int64(nanoseconds)
        let end = start.addingTimeInterval(Double(duration) / Double(nanoseconds))
        do {
            let subject =
                name.isEmpty ? DistinguishedName() : try DistinguishedName { CommonName(name) }
            let publicKey = key.certificateKey.publicKey
            let certificate = try Certificate(
                version: .v3,
                serialNumber: Self.serialNumber(),
                publicKey: publicKey,
                notValidBefore: start,
                notValidAfter: end,
                issuer: signer?.certificate.subject ?? subject,
                subject: subject,
                extensions: Certificate.Extensions(extensions(publicKey: publicKey, signer: signer, subject: subject)),
                issuerPrivateKey: (signer?.key ?? key).certificateKey
            )
            let pem = try certificate.serializeAsPEM().pemString + "\n"
            return .object(SprigCertificate(certificate: pem, key: key.pem))
        } catch {
            throw FunctionError("error creating certificate: \(error)")
        }
    }

    private func extensions(
        publicKey: Certificate.PublicKey,
        signer: Signer?,
        subject: DistinguishedName
    ) throws -> [Certificate.Extension] {
        let usage = KeyUsage(digitalSignature: true, keyEncipherment: true, keyCertSign: isAuthority)
        let constraints =
            isAuthority ? BasicConstraints.isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority
        var extensions = [
            try Certificate.Extension(usage, critical: true),
            try Certificate.Extension(ExtendedKeyUsage([.serverAuth, .clientAuth]), critical: false),
            try Certificate.Extension(constraints, critical: true),
        ]
        if isAuthority {
            extensions.append(try Certificate.Extension(SubjectKeyIdentifier(hash: publicKey), critical: false))
        }
        if let signer, signer.certificate.subject != subject,
            let identifier = try signer.certificate.extensions.subjectKeyIdentifier
        {
            let authority = AuthorityKeyIdentifier(keyIdentifier: identifier.keyIdentifier)
            extensions.append(try Certificate.Extension(authority, critical: false))
        }
        let names =
            hosts.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        if !names.isEmpty {
            let names = SubjectAlternativeNames(names)
            extensions.append(try Certificate.Extension(names, critical: subject.isEmpty))
        }
        return extensions
    }

    /// A random number of up to 127 bits, above zero.
    private static func serialNumber() -> Certificate.SerialNumber {
        var generator = SystemRandomNumberGenerator()
        let number = UInt128.random(in: 1...(UInt128.max >> 1), using: &generator)
        return Certificate.SerialNumber(number)
    }
}

/// A certificate that signs others, and its key.
struct Signer {
    let certificate: Certificate
    let key: PrivateKey

    /// Reads a pair.
    ///
    /// - Throws: ``FunctionError`` when one of the two is not what it should be.
    init(_ pair: SprigCertificate) throws(FunctionError) {
        guard let document = try? PEMDocument(pemString: pair.certificate) else {
            throw FunctionError("unable to decode certificate")
        }
        do {
            certificate = try Certificate(derEncoded: document.derBytes)
        } catch {
            throw FunctionError("error parsing certificate: decodedSignerCert.Bytes: \(error)")
        }
        do throws(FunctionError) {
            key = try PrivateKey(pem: pair.key)
        } catch {
            throw FunctionError("error parsing private key: \(error.message)")
        }
    }
}
