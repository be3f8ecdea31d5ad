import FleetTemplate
import FleetValue

// Values of TOML: texts, numbers, times, lists and tables on one line.

extension TOMLReader {
    /// Reads the value that starts here.
    mutating func value() throws(FunctionError) -> GoValue {
        try context.charge(1)
        guard depth < Self.maximumDepth else { throw error("nested too deep") }
        switch peek {
        case UInt8(ascii: "\"")?: return .string(try skip("\"\"\"") ? longString("\"") : basicString())
        case UInt8(ascii: "'")?: return .string(try skip("'''") ? longString("'") : literalString())
        case UInt8(ascii: "[")?: return try list()
        case UInt8(ascii: "{")?: return try inlineTable()
        case UInt8(ascii: "t")? where skip("true"): return .bool(true)
        case UInt8(ascii: "f")? where skip("false"): return .bool(false)
        default: return try numberOrTime()
        }
    }

    private mutating func list() throws(FunctionError) -> GoValue {
        index += 1
        depth += 1
        defer { depth -= 1 }
        var elements: [GoValue] = []
        while true {
            try skipBlankLines()
            if skip("]") { break }
            elements.append(try value())
            try skipBlankLines()
            if skip("]") { break }
            guard skip(",") else { throw error("expected a comma or array terminator ']'") }
        }
        return .list(elements)
    }

    private mutating func inlineTable() throws(FunctionError) -> GoValue {
        index += 1
        depth += 1
        defer { depth -= 1 }
        let table = GoMap()
        skipSpace()
        if skip("}") { return .map(table) }
        while true {
            try entry(in: table)
            skipSpace()
            if skip("}") { return .map(table) }
            guard skip(",") else { throw error("expected a comma or an inline table terminator '}'") }
            skipSpace()
        }
    }

    // MARK: Texts

    /// Reads `"…"` with escapes.
    mutating func basicString() throws(FunctionError) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\n") {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            default: text.append(byte)
            }
        }
        throw error("strings cannot contain newlines")
    }

    /// Reads `'…'`.
    mutating func literalString() throws(FunctionError) -> String {
        index += 1
        let start = index
        while let byte = peek, byte != UInt8(ascii: "\n") {
            index += 1
            if byte == UInt8(ascii: "'") { return String(decoding: bytes[start..<(index - 1)], as: UTF8.self) }
        }
        throw error("strings cannot contain newlines")
    }

    /// Reads the rest of a text between three quotes, of which it may hold two.
    private mutating func longString(_ quote: String) throws(FunctionError) -> String {
        let isLiteral = quote == "'"
        var text: [UInt8] = []
        _ = skipLineEnd()
        while let byte = peek {
            if skip(quote + quote + quote) {
                // Up to two more quotes belong to the text.
                for _ in 0..<2 where skip(quote) { text.append(contentsOf: quote.utf8) }
                return String(decoding: text, as: UTF8.self)
            }
            index += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            if byte == UInt8(ascii: "\r"), peek == UInt8(ascii: "\n") { continue }
            if byte == UInt8(ascii: "\\"), !isLiteral {
                if !skipFoldedLines() { try escape(into: &text) }
            } else {
                text.append(byte)
            }
        }
        throw error("unexpected EOF; expected '\(quote)\(quote)\(quote)'")
    }

    /// Skips white space and line ends after a backslash at the end of a line.
    private mutating func skipFoldedLines() -> Bool {
        let start = index
        skipSpace()
        guard skipLineEnd() else {
            index = start
            return false
        }
        repeat { skipSpace() } while skipLineEnd()
        return true
    }

    private mutating func escape(into text: inout [UInt8]) throws(FunctionError) {
        guard let byte = peek else { throw error("unexpected EOF") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            let end = index + (byte == UInt8(ascii: "u") ? 4 : 8)
            guard end <= bytes.count, let code = UInt32(String(decoding: bytes[index..<end], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw error("invalid escape of a character") }
            text.append(contentsOf: String(Character(scalar)).utf8)
            index = end
        default: throw error("invalid escape character '\\\(Unicode.Scalar(byte))'")
        }
    }

    // MARK: Numbers and times

    private mutating func numberOrTime() throws(FunctionError) -> GoValue {
        let start = index
        while let byte = peek, Self.isPlain(byte) { index += 1 }
        // A space may stand between date and time.
        if index - start == 10, bytes[start + 4] == UInt8(ascii: "-"), index + 2 < bytes.count,
            bytes[index] == UInt8(ascii: " "), bytes[index + 1] &- UInt8(ascii: "0") < 10
        {
            index += 1
            while let byte = peek, Self.isPlain(byte) { index += 1 }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = Self.number(text) ?? TOMLTime.text(of: text).map({ .string($0) }) else {
            let found = index < bytes.count && text.isEmpty ? String(Unicode.Scalar(bytes[index])) : text
            throw error("expected value but found '\(found)' instead")
        }
        return value
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    /// A number: `1_000`, `-0x1F`, `1e3`, `inf`; nil for other texts.
    private static func number(_ text: String) -> GoValue? {
        let isSigned = text.hasPrefix("-") || text.hasPrefix("+")
        let digits = isSigned ? String(text.dropFirst()) : text
        switch digits {
        case "inf": return .float(text.hasPrefix("-") ? -.infinity : .infinity)
        case "nan": return .float(.nan)
        default: break
        }
        guard let plain = withoutUnderscores(digits), let first = plain.utf8.first, first &- UInt8(ascii: "0") < 10
        else { return nil }
        if !isSigned {
            for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where plain.hasPrefix(prefix) {
                return Int64(plain.dropFirst(2), radix: radix).map { .int64($0) }
            }
        }
        let sign = text.hasPrefix("-") ? "-" : ""
        if plain.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) {
            guard plain == "0" || first != UInt8(ascii: "0") else { return nil }
            return Int64(sign + plain).map { .int64($0) }
        }
        let allowed = Set("0123456789.eE+-".utf8)
        let bytes = Array(plain.utf8)
        let hasLeadingZero = bytes.count > 1 && first == UInt8(ascii: "0") && bytes[1] &- UInt8(ascii: "0") < 10
        guard bytes.allSatisfy(allowed.contains), !hasLeadingZero, hasDigitsAroundPoint(bytes) else { return nil }
        return Double(sign + plain).map { .float($0) }
    }

    private static func hasDigitsAroundPoint(_ bytes: [UInt8]) -> Bool {
        guard let point = bytes.firstIndex(of: UInt8(ascii: ".")) else { return true }
        return point + 1 < bytes.count && bytes[point + 1] &- UInt8(ascii: "0") < 10
    }

    /// The text without underscores; nil when one of them does not stand between digits.
    private static func withoutUnderscores(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
        let bytes = Array(text.utf8)
        func isDigit(_ index: Int) -> Bool {
            guard bytes.indices.contains(index) else { return false }
            return bytes[index] &- UInt8(ascii: "0") < 10
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(bytes[index] | 0x20)
        }
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard isDigit(index - 1), isDigit(index + 1) else { return nil }
        }
        return String(decoding: bytes.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    }
}

/// Dates and times of TOML.
private enum TOMLTime {
    /// The RFC 3339 text of a date, a time or both; nil for other texts.
    static func text(of text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 8, bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        if bytes[2] == UInt8(ascii: ":") { return isTime(bytes[...]) ? "0000-01-01T" + text + "Z" : nil }
        guard bytes.count >= 10, matches(bytes[..<10], "dddd-dd-dd") else { return nil }
        let date = String(decoding: bytes[..<10], as: UTF8.self)
        if bytes.count == 10 { return date + "T00:00:00Z" }
        guard "Tt ".utf8.contains(bytes[10]) else { return nil }
        var time = bytes[11...]
        var zone = "Z"
        if let last = time.last, last | 0x20 == UInt8(ascii: "z") {
            time = time.dropLast()
        } else if let sign = time.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
            guard matches(time[sign...].dropFirst(), "dd:dd") else { return nil }
            zone = String(decoding: time[sign...], as: UTF8.self)
            time = time[..<sign]
        }
        guard isTime(time) else { return nil }
        return date + "T" + String(decoding: time, as: UTF8.self) + zone
    }

    private static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard matches(bytes.prefix(8), "dd:dd:dd") else { return false }
        let fraction = bytes.dropFirst(8)
        return fraction.isEmpty
            || (fraction.first == UInt8(ascii: ".") && fraction.count > 1
                && fraction.dropFirst().allSatisfy { $0 &- UInt8(ascii: "0") < 10 })
    }

    /// Whether bytes follow a pattern in which `d` stands for a digit.
    private static func matches(_ bytes: ArraySlice<UInt8>, _ pattern: String) -> Bool {
        bytes.count == pattern.utf8.count
            && zip(bytes, pattern.utf8).allSatisfy { $1 == UInt8(ascii: "d") ? $0 &- UInt8(ascii: "0") < 10 : $0 == $1 }
    }
}
