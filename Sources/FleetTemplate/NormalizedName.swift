/// Names made fit for Kubernetes.
public enum NormalizedName {
    /// The greatest length of a result, in characters.
    static let maximumLength = 253

    /// Makes a DNS-1123 subdomain's characters of any text: lower case, every other character a `-`, cut to 253
    /// characters, then no `-` and `.` at either end.
    ///
    /// Runs of `-` are not joined, and the result may be empty. This is what `nameNormalized`,
    /// `path.basenameNormalized` and the template function `normalize` are.
    ///
    /// Follows argo-cd `applicationset/utils/template_functions.go` (`SanitizeName`).
    public static func of(_ name: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.utf8.count)
        for scalar in name.unicodeScalars {
            // Go maps each character to one other; of what Unicode maps to several, its first is that one.
            let lower = scalar.isASCII ? scalar : scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar
            switch lower {
            case "a"..."z", "0"..."9", "-", ".": bytes.append(UInt8(truncatingIfNeeded: lower.value))
            case "A"..."Z": bytes.append(UInt8(truncatingIfNeeded: lower.value) | 0x20)
            default: bytes.append(UInt8(ascii: "-"))
            }
            if bytes.count == maximumLength { break }
        }
        let isEdge: (UInt8) -> Bool = { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        guard let first = bytes.firstIndex(where: { !isEdge($0) }), let last = bytes.lastIndex(where: { !isEdge($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
