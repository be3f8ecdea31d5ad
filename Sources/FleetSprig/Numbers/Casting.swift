import FleetTemplate

/// Anything as a number, as Sprig makes it; what is none is 0.
///
/// - SeeAlso: <https://github.com/spf13/cast>, version 1.7.
enum Casting {
    /// A whole number: a floating-point number without its fraction, a text that Go reads as a number, 1 for true.
    static func int64(_ value: GoValue) -> Int64 {
        switch value {
        case .integer(let number, let type): type == .duration ? 0 : number
        case .float(let number): truncated(number)
        case .bool(let truth): truth ? 1 : 0
        case .string(let text): integer(Array(text.utf8))
        case .rawString(let bytes): integer(bytes)
        case .none, .null, .complex, .list, .map, .object: 0
        }
    }

    /// A floating-point number.
    static func double(_ value: GoValue) -> Double {
        switch value {
        case .integer(let number, let type):
            if type == .duration {
                0
            } else {
                type.isUnsigned ? Double(UInt64(bitPattern: number)) : Double(number)
            }
        case .float(let number): number
        case .bool(let truth): truth ? 1 : 0
        case .string(let text): NumberText(Array(text.utf8)).double ?? 0
        case .rawString(let bytes): NumberText(bytes).double ?? 0
        case .none, .null, .complex, .list, .map, .object: 0
        }
    }

    /// A floating-point number without its fraction; what no `Int64` holds becomes the least, as on Go's amd64.
    static func truncated(_ number: Double) -> Int64 {
        Int64(exactly: number.rounded(.towardZero)) ?? .min
    }

    private static func integer(_ text: [UInt8]) -> Int64 {
        guard case .number(let number) = NumberText(withoutZeroFraction(text)).integer(base: 0) else { return 0 }
        return number
    }

    /// Cuts off a fraction of zeros.
    private static func withoutZeroFraction(_ text: [UInt8]) -> [UInt8] {
        let zeros = text.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        guard zeros > 0, zeros < text.count, text[text.count - zeros - 1] == UInt8(ascii: ".") else { return text }
        return Array(text.dropLast(zeros + 1))
    }
}
