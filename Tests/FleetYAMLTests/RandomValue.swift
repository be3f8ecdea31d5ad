import FleetTestSupport
import FleetValue

/// Makes trees that seek trouble: texts that look like numbers, truth or structure, odd keys, extreme numbers.
struct RandomValue {
    /// Whether infinities and NaN are left out, which JSON can not hold.
    var hasOnlyFiniteNumbers = false
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    /// Texts that a reader may take for something else.
    static let nastyTexts = [
        "", " ", "  ", "y", "No", "on", "TRUE", "null", "~", "Null", "nULL", "0", "-0", "+1", "0644", "0o17", "08",
        "1_000", "0x1F", "0b101", "1e3", "1.5", ".5", "1.", ".", "..", "...", "---", "--- a", "... a", "-", "- a", "-1",
        "?", "? a", ":", ": a", "a:", "a: b", "a :b", "a #b", "#a", "a#", "&a", "*a", "!a", "!!int 1", "|", ">", "|-",
        "%a", "@a", "`a`", "{", "}", "[", "]", "{}", "[]", "{a: b}", ",", "a, b", "'", "''", "\"", "\\", "\\n", "it's",
        "a\tb", "\ta", "a\t", "\t", "\n", "\n\n", "a\n", "a\n\n", "\na", " a\nb", "a\n b", "a \nb", "a\n\n\nb", "\t\na",
        "a\n\t", "a\n ", " \n ", "# a\nb", "- a\n- b", "a: b\nc: d", "---\na", "a\n---\nb", "a\n...\n", "%a\nb", "\r",
        "a\r\nb", "\u{0}", "\u{1B}[31m", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{FEFF}",
        "\u{FEFF}a\nb", "\u{FFFE}", "\u{FFFF}", "\u{E000}", "\u{D7FF}", "\u{10FFFF}", "\u{1F600}", "e\u{301}", "\u{E9}",
        "\u{202E}a", "12:30", "1:2:3", "2020-01-01", "<<", "=", ".inf", "-.INF", ".nan", "1e999",
        "0xFFFFFFFFFFFFFFFFFF", "18446744073709551615", "{{ .x }}", "a {{ .x }}: b", "=\\", "=\"", "<\\", "~\\",
        "\u{FFFD}", "a\u{85}b\nc", "http://a:80/b#c", "key: |\n  a\n", "\"a\": 'b'", "a\\", "\u{300}a",
    ]

    private static let pieces: [String] = [
        "a", "b", "Z", "0", "1", "9", " ", "  ", "\n", "\n\n", "\t", ":", ": ", "#", " #", "-", "- ", "?", ",", "[",
        "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", "\\", "=", "<<", ".", "..", "_", "+", "e",
        "x", "o", "~", "é", "日", "😀", "\u{301}", "\u{0}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\r",
        "---", "...", "true", "no",
    ]

    mutating func value(depth: Int = 0) -> Value {
        switch Int.random(in: depth > 5 ? 4..<14 : 0..<14, using: &generator) {
        case 0, 1: return .array((0..<count()).map { _ in value(depth: depth + 1) })
        case 2, 3:
            var mapping = Mapping()
            for _ in 0..<count() { mapping[text()] = value(depth: depth + 1) }
            return .mapping(mapping)
        case 4: return .null
        case 5: return .bool(Bool.random(using: &generator))
        case 6: return .integer(Int64(Int.random(in: -1000...1000, using: &generator)))
        case 7: return .integer(Int64(bitPattern: generator.next() >> UInt64.random(in: 0..<63, using: &generator)))
        case 8, 9: return .double(double())
        default: return .string(text())
        }
    }

    /// Mostly a few, now and then more than a mapping searches from the front.
    private mutating func count() -> Int {
        Int.random(in: 0..<20, using: &generator) == 0
            ? Int.random(in: 15...40, using: &generator) : Int.random(in: 0...4, using: &generator)
    }

    private mutating func double() -> Double {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return Double(Int.random(in: -1000...1000, using: &generator)) / 8
        case 1:
            let exponent = Int.random(in: -30...30, using: &generator)
            return Double("\(Int.random(in: -99...99, using: &generator))e\(exponent)") ?? 0
        case 2:
            let number = Double(bitPattern: generator.next())
            return number.isFinite || !hasOnlyFiniteNumbers ? number : 0.1
        default: return Double(Int64.random(in: .min ... .max, using: &generator))
        }
    }

    private mutating func text() -> String {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return Self.nastyTexts.randomElement(using: &generator) ?? ""
        case 1: return "key-\(Int.random(in: 0..<100, using: &generator))"
        case 2 where Int.random(in: 0..<50, using: &generator) == 0:
            return String(repeating: Self.pieces.randomElement(using: &generator) ?? "", count: 1100)
        default:
            return (0..<Int.random(in: 0...12, using: &generator))
                .map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
        }
    }
}
