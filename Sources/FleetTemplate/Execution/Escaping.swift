/// What `html`, `js` and `urlquery` do.
enum Escaping {
    /// Prints values as `print` does and escapes the text.
    static func escape(
        _ values: [GoValue],
        _ context: RenderContext,
        _ escape: ([UInt8]) -> [UInt8]
    ) throws(FunctionError) -> GoValue {
        if values.count == 1, let bytes = values[0].stringBytes {
            try context.charge(bytes: bytes.count)
            return .string(bytes: escape(bytes))
        }
        let shown = values.map { $0.isNil ? GoValue.string("<no value>") : $0 }
        let printed = try GoFormat.sprint(shown, charging: context)
        return .string(bytes: escape(printed.stringBytes ?? []))
    }

    /// `&#34;` and the like for what has a meaning in HTML.
    static func html(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            switch byte {
            case 0: result.append(contentsOf: "\u{FFFD}".utf8)
            case UInt8(ascii: "\""): result.append(contentsOf: "&#34;".utf8)
            case UInt8(ascii: "'"): result.append(contentsOf: "&#39;".utf8)
            case UInt8(ascii: "&"): result.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): result.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): result.append(contentsOf: "&gt;".utf8)
            default: result.append(byte)
            }
        }
        return result
    }

    /// Escapes for a string in JavaScript.
    static func javaScript(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let (scalar, width) = UTF8.goDecode(bytes, at: index)
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".utf8)
            case "'": result.append(contentsOf: "\\'".utf8)
            case "\"": result.append(contentsOf: "\\\"".utf8)
            case "<", ">", "&", "=", "\0"..<" ": result.append(contentsOf: unicodeEscape(scalar))
            default:
                // A damaged byte counts as U+FFFD, which is printable, and stays.
                if GoQuote.isPrintable(scalar) || scalar.isASCII {
                    result.append(contentsOf: bytes[index..<index + width])
                } else {
                    result.append(contentsOf: unicodeEscape(scalar))
                }
            }
            index += width
        }
        return result
    }

    /// A character by its number: `\u003C`.
    private static func unicodeEscape(_ scalar: Unicode.Scalar) -> [UInt8] {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return Array(("\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits).utf8)
    }

    /// `%2F` and the like, and `+` for a space.
    static func urlQuery(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.append(byte)
            case UInt8(ascii: " "): result.append(UInt8(ascii: "+"))
            default:
                result.append(UInt8(ascii: "%"))
                result.append(GoQuote.upperDigits[Int(byte >> 4)])
                result.append(GoQuote.upperDigits[Int(byte & 15)])
            }
        }
        return result
    }
}
