import FleetValue

/// The text that a key which is no text becomes, as `sigs.k8s.io/yaml` converts it on the way to JSON.
enum KeyText {
    /// The text of a resolved plain key, nil for ``Resolved/text``.
    ///
    /// - Throws: ``Unsuitable`` for what has none: null, and whole numbers above the signed 64-bit range.
    static func text(of resolved: Resolved) throws(Unsuitable) -> String? {
        switch resolved {
        case .null: throw Unsuitable(message: "a key must be text, not null; put it in quotes")
        case .unsigned: throw Unsuitable(message: "a number this large can not be a key; put it in quotes")
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): value.description
        case .double(let value): text(of: value)
        case .text: nil
        }
    }

    /// The text of a key that an alias refers to.
    static func text(of value: Value) throws(Unsuitable) -> String {
        switch value {
        case .null: throw Unsuitable(message: "a key must be text, not null; put it in quotes")
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): value.description
        case .double(let value): text(of: value)
        case .string(let text): text
        case .array, .mapping: throw Unsuitable(message: "a key must be text, not a \(value.kindName)")
        }
    }

    /// Why a key can not be one, as a lower-case sentence.
    struct Unsuitable: Error {
        let message: String
    }

    /// What `strconv.FormatFloat(key, 'g', -1, 32)` prints: single precision, an exponent below 1e-4 and from 1e6 on.
    private static func text(of double: Double) -> String {
        let single = Float(double)
        guard single.isFinite else { return single.isNaN ? ".nan" : single < 0 ? "-.inf" : ".inf" }
        let digits = DecimalDigits(single)
        var bytes: [UInt8] = []
        if single != 0, digits.exponent < -4 || digits.exponent >= 6 {
            digits.appendScientific(to: &bytes, exponentDigits: 2)
        } else {
            digits.appendPositional(to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
