/// What plain texts of a YAML document stand for.
public enum YAMLDialect: Hashable, Sendable {
    /// As kubectl, Argo CD and Helm read: `y`, `no` and `on` are truth values, dates are texts.
    case kubernetes
    /// As kustomize reads manifests (`yaml.v3`): only `true` and `false` are truth values, and a date without quotes is
    /// a point in time, which becomes its RFC 3339 text.
    case kustomize
}

/// Resolves plain scalars of either dialect.
struct DialectResolver {
    let dialect: YAMLDialect

    @inline(__always)
    func resolve(_ text: Span<UInt8>) -> Resolved {
        let resolved = ScalarResolver.resolve(text)
        if dialect == .kubernetes { return resolved }
        // Of the words for truth these alone have four letters or five.
        if case .bool = resolved, text.count < 4 { return .text }
        return resolved
    }

    /// The text that a plain scalar becomes where it is not simply its own: a point in time.
    func timestamp(_ text: Span<UInt8>) -> String? {
        guard dialect == .kustomize, text.count >= 8, GoTimestamp.matches(text) else { return nil }
        return GoTimestamp.text(of: text)
    }
}

extension GoTimestamp {
    /// The RFC 3339 text of what ``matches(_:)`` accepts, without trailing zeros of a fraction; UTC where no zone is
    /// written.
    static func text(of text: Span<UInt8>) -> String {
        var parts: [[UInt8]] = [[]]
        var bytes: [UInt8] = []
        for index in 0..<text.count { bytes.append(text[index]) }
        var zone: [UInt8] = [UInt8(ascii: "Z")]
        // The zone begins at a sign behind the time, or at Z.
        if let clock = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let signs: Set<UInt8> = [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "Z")]
            if let sign = bytes[clock...].firstIndex(where: signs.contains) {
                zone = Array(bytes[sign...])
                bytes.removeSubrange(sign...)
            }
        }
        for byte in bytes {
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                parts[parts.count - 1].append(byte)
            } else if parts[parts.count - 1].isEmpty == false {
                parts.append([])
            }
        }
        parts.removeAll(where: \.isEmpty)
        func field(_ index: Int) -> String {
            let digits = parts.indices.contains(index) ? String(decoding: parts[index], as: UTF8.self) : "0"
            return digits.utf8.count < 2 ? "0" + digits : digits
        }
        var fraction = parts.indices.contains(6) ? parts[6] : []
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let seconds = field(5) + (fraction.isEmpty ? "" : "." + String(decoding: fraction, as: UTF8.self))
        let date = "\(field(0))-\(field(1))-\(field(2))"
        let offset = zone == Array("+00:00".utf8) ? "Z" : String(decoding: zone, as: UTF8.self)
        return "\(date)T\(field(3)):\(field(4)):\(seconds)\(offset)"
    }
}
