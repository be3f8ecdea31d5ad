import FleetTemplate
import FleetValue

/// Reads JSON as Go's `encoding/json` decodes it into `interface {}`, and says what is wrong in its words.
///
/// All numbers are `float64`; of a key that stands twice the last counts; half a surrogate pair and bytes that are no
/// UTF-8 become U+FFFD.
struct GoJSONReader {
    /// Go allows 10,000 levels, which would be too much for the stack here.
    private static let maximumDepth = 500
    /// What Go takes for the next byte where a text ends within a word, a number or an escape.
    private static let endMark = UInt8(ascii: " ")

    let bytes: [UInt8]
    let context: RenderContext
    private var index = 0
    private var depth = 0
    /// A number beyond the range of a double, which Go reports only when the whole text is JSON.
    private var unfitNumber: String?

    private init(bytes: [UInt8], context: RenderContext) {
        self.bytes = bytes
        self.context = context
    }

    /// Reads one value.
    ///
    /// - Throws: ``FunctionError`` such as `invalid character 'o' looking for beginning of object key string`.
    /// - Complexity: O(n).
    static func value(in bytes: [UInt8], context: RenderContext) throws(FunctionError) -> GoValue {
        var reader = GoJSONReader(bytes: bytes, context: context)
        let value = try reader.value()
        reader.skipSpace()
        if reader.index < bytes.count { throw reader.unexpected("after top-level value") }
        if let number = reader.unfitNumber {
            throw FunctionError("json: cannot unmarshal number \(number) into Go value of type float64")
        }
        return value
    }

    private mutating func value() throws(FunctionError) -> GoValue {
        try context.charge(1)
        skipSpace()
        switch try current() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(bytes: try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("looking for beginning of value")
        }
    }

    // MARK: Collections

    private mutating func object() throws(FunctionError) -> GoValue {
        try enter()
        var entries: [String: GoValue] = [:]
        skipSpace()
        if try current() == UInt8(ascii: "}") { return leave(.map(GoMap())) }
        while true {
            skipSpace()
            guard try current() == UInt8(ascii: "\"") else {
                throw unexpected("looking for beginning of object key string")
            }
            let key = String(decoding: try string(), as: UTF8.self)
            skipSpace()
            guard try current() == UInt8(ascii: ":") else { throw unexpected("after object key") }
            index += 1
            entries[key] = try value()
            skipSpace()
            switch try current() {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "}"): return leave(.map(GoMap(entries)))
            default: throw unexpected("after object key:value pair")
            }
        }
    }

    private mutating func array() throws(FunctionError) -> GoValue {
        try enter()
        var elements: [GoValue] = []
        skipSpace()
        if try current() == UInt8(ascii: "]") { return leave(.list([])) }
        while true {
            elements.append(try value())
            skipSpace()
            switch try current() {
            case UInt8(ascii: ","): index += 1
            case UInt8(ascii: "]"): return leave(.list(elements))
            default: throw unexpected("after array element")
            }
        }
    }

    private mutating func enter() throws(FunctionError) {
        index += 1
        depth += 1
        if depth > Self.maximumDepth { throw FunctionError("exceeded max depth") }
    }

    private mutating func leave(_ value: GoValue) -> GoValue {
        index += 1
        depth -= 1
        return value
    }

    // MARK: Scalars

    private mutating func word(_ word: String, _ value: GoValue) throws(FunctionError) -> GoValue {
        for letter in word.utf8 {
            guard peek == letter else {
                throw unexpected("in literal \(word) (expecting '\(Unicode.Scalar(letter))')")
            }
            index += 1
        }
        return value
    }

    private mutating func number() throws(FunctionError) -> GoValue {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        if peek == UInt8(ascii: "0") {
            index += 1
        } else {
            try digits("in numeric literal")
        }
        if peek == UInt8(ascii: ".") {
            index += 1
            try digits("after decimal point in numeric literal")
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            index += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
            try digits("in exponent of numeric literal")
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            if unfitNumber == nil { unfitNumber = text }
            return .float(0)
        }
        return .float(number)
    }

    private mutating func digits(_ place: String) throws(FunctionError) {
        guard let byte = peek, isDigit(byte) else { throw unexpected(place) }
        while let byte = peek, isDigit(byte) { index += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private mutating func string() throws(FunctionError) -> [UInt8] {
        index += 1
        let start = index
        var text: [UInt8] = []
        while true {
            let byte = try current()
            switch byte {
            case UInt8(ascii: "\""):
                try context.charge((index - start) / 64)
                index += 1
                // Go replaces what is no UTF-8 in JSON, other than in strings of its own.
                return String(validating: text, as: UTF8.self) == nil
                    ? Array(String(decoding: text, as: UTF8.self).utf8) : text
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &text)
            case 0..<0x20: throw unexpected("in string literal")
            default:
                text.append(byte)
                index += 1
            }
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(FunctionError) {
        let byte = peek ?? Self.endMark
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            index += 1
            var code = try hexadecimal()
            if code & 0xFC00 == 0xD800, peek == UInt8(ascii: "\\"), index + 1 < bytes.count,
                bytes[index + 1] == UInt8(ascii: "u")
            {
                let first = index
                index += 2
                let low = try hexadecimal()
                if low & 0xFC00 == 0xDC00 {
                    code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
                } else {
                    index = first
                }
            }
            let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
            text.append(contentsOf: String(Character(scalar)).utf8)
            return
        default: throw unexpected("in string escape code")
        }
        index += 1
    }

    private mutating func hexadecimal() throws(FunctionError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch peek ?? Self.endMark {
            case let byte where isDigit(byte): digit = byte - UInt8(ascii: "0")
            case let byte where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
                digit = byte | 0x20 - UInt8(ascii: "a") + 10
            default: throw unexpected("in \\u hexadecimal character escape")
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }

    // MARK: Bytes

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func current() throws(FunctionError) -> UInt8 {
        guard index < bytes.count else { throw FunctionError("unexpected end of JSON input") }
        return bytes[index]
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    /// What Go says of the byte that should not stand where it does.
    private func unexpected(_ place: String) -> FunctionError {
        let byte = peek ?? Self.endMark
        let text: String
        switch byte {
        case UInt8(ascii: "'"): text = "'\\''"
        case UInt8(ascii: "\""): text = "'\"'"
        default:
            let quoted = GoFormat.sprintf("%q", [.string(String(Unicode.Scalar(byte)))])
            text = "'" + quoted.dropFirst().dropLast() + "'"
        }
        return FunctionError("invalid character \(text) \(place)")
    }
}
