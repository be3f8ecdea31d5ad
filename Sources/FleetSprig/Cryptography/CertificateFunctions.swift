import FleetTemplate
import SwiftASN1
import X509

extension FunctionTable {
    /// Sprig's certificates: authorities, and those that sign themselves or are signed by one.
    static let certificates = FunctionTable([
        "genCA": GoFunction(.string, .int) { (arguments, context) throws(FunctionError) in
            let request = CertificateRequest(name: arguments[0], days: arguments[1], isAuthority: true)
            return try request.selfSigned(key: .rsa(bits: 2048, context: context), context: context)
        },
        "genCAWithKey": GoFunction(.string, .int, .string) { (arguments, context) throws(FunctionError) in
            let request = CertificateRequest(name: arguments[0], days: arguments[1], isAuthority: true)
            return try request.selfSigned(key: privateKey(arguments[2]), context: context)
        },
        "genSelfSignedCert": GoFunction(.string, .list, .list, .int) { (arguments, context) throws(FunctionError) in
            let request = try certificateRequest(arguments)
            return try request.selfSigned(key: .rsa(bits: 2048, context: context), context: context)
        },
        "genSelfSignedCertWithKey": GoFunction(.string, .list, .list, .int, .string) {
            (arguments, context) throws(FunctionError) in
            let key = try privateKey(arguments[4])
            return try certificateRequest(arguments).selfSigned(key: key, context: context)
        },
        "genSignedCert": GoFunction(.string, .list, .list, .int, .any) { (arguments, context) throws(FunctionError) in
            let signer = try Signer(authority(arguments[4], context))
            let key = try PrivateKey.rsa(bits: 2048, context: context)
            return try certificateRequest(arguments).signed(key: key, by: signer, context: context)
        },
        "genSignedCertWithKey": GoFunction(.string, .list, .list, .int, .any, .string) {
            (arguments, context) throws(FunctionError) in
            let key = try privateKey(arguments[5])
            let signer = try Signer(authority(arguments[4], context))
            return try certificateRequest(arguments).signed(key: key, by: signer, context: context)
        },
        "buildCustomCert": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            let certificate = try decoded(arguments[0].chargedBytes(context), "certificate")
            let key = try decoded(arguments[1].chargedBytes(context), "private key")
            guard let document = try? PEMDocument(pemString: certificate) else {
                throw FunctionError("unable to decode certificate")
            }
            do {
                _ = try Certificate(derEncoded: document.derBytes)
            } catch {
                throw FunctionError("error parsing certificate: decodedCert.Bytes: \(error)")
            }
            do throws(FunctionError) {
                _ = try PrivateKey(pem: key)
            } catch {
                throw FunctionError("error parsing private key: \(error.message)")
            }
            return .object(SprigCertificate(certificate: certificate, key: key))
        },
    ])

    // MARK: Arguments

    private static func certificateRequest(_ arguments: [GoValue]) throws(FunctionError) -> CertificateRequest {
        var request = CertificateRequest(name: arguments[0], days: arguments[3], isAuthority: false)
        if case .list(let addresses) = arguments[1] {
            for address in addresses.elements {
                let shown = GoFormat.text(of: address)
                guard let text = address.text else {
                    throw FunctionError("error parsing ip: \(shown) is not a string")
                }
                guard let bytes = IPAddress.bytes(of: text) else { throw FunctionError("error parsing ip: \(text)") }
                request.addresses.append(bytes)
            }
        }
        if case .list(let names) = arguments[2] {
            for name in names.elements {
                guard let text = name.text else {
                    let shown = GoFormat.text(of: name)
                    throw FunctionError("error processing alternate dns name: \(shown) is not a string")
                }
                request.hosts.append(text)
            }
        }
        return request
    }

    private static func privateKey(_ argument: GoValue) throws(FunctionError) -> PrivateKey {
        do throws(FunctionError) {
            return try PrivateKey(pem: argument.textArgument)
        } catch {
            throw FunctionError("parsing private key: \(error.message)")
        }
    }

    private static func authority(
        _ argument: GoValue,
        _ context: RenderContext
    ) throws(FunctionError) -> SprigCertificate {
        try context.charge(1)
        if case .object(let object) = argument, let certificate = object as? SprigCertificate { return certificate }
        let type = argument.isNil ? "nil" : argument.typeName
        throw FunctionError("wrong type for value; expected sprig.certificate; got \(type)")
    }

    private static func decoded(_ text: [UInt8], _ name: String) throws(FunctionError) -> String {
        guard let bytes = try? Base64.decoded(text) else { throw FunctionError("unable to decode base64 \(name)") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
