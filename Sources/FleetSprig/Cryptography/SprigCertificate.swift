import FleetTemplate

/// A certificate and its private key, as the functions that make them give it to templates.
final class SprigCertificate: GoObject, JSONRepresentable {
    /// The certificate in PEM.
    let certificate: String
    /// The private key in PEM.
    let key: String

    /// Makes a pair.
    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    let typeName = "sprig.certificate"
    let kindName = "struct"

    var text: String { "{\(certificate) \(key)}" }

    func member(_ name: String) -> GoMember? {
        switch name {
        case "Cert": .value(.string(certificate))
        case "Key": .value(.string(key))
        default: nil
        }
    }

    func isEqual(to other: any GoObject) -> Bool {
        guard let other = other as? SprigCertificate else { return false }
        return certificate == other.certificate && key == other.key
    }

    var jsonValue: GoValue {
        .map(GoMap(["Cert": .string(certificate), "Key": .string(key)]))
    }
}
