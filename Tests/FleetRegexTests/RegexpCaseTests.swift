import FleetRegex
import FleetTestSupport
import Testing

/// Cases whose expectations Go's `regexp` printed: a line each, tabs between the operation, the pattern, the text and an
/// argument, all with the escapes of Go's `%q`.
@Suite struct RegexpCaseTests {
    @Test(arguments: try CaseFolder.all("Regexp"))
    func findsWhatGoFinds(_ folder: CaseFolder) throws {
        var lines = ""
        for line in try folder.text("cases.tsv").split(separator: "\n") {
            lines += result(of: line.split(separator: "\t", omittingEmptySubsequences: false).map(unescaped)) + "\n"
        }
        folder.expect(lines, in: "expected.txt")
    }

    private func result(of fields: [[UInt8]]) -> String {
        let operation = String(decoding: fields[0], as: UTF8.self)
        let text = fields.count > 2 ? fields[2] : []
        let argument = fields.count > 3 ? fields[3] : []
        do throws(RegexpError) {
            let regexp = try Regexp(String(decoding: fields[1], as: UTF8.self))
            return switch operation {
            case "first": regexp.firstMatch(in: text).map(places) ?? "nil"
            case "all": regexp.allMatches(in: text).map(places).joined(separator: " ")
            case "replace": escaped(regexp.replaceAll(in: text, template: argument) { _, _ in })
            case "literal": escaped(regexp.replaceAllLiteral(in: text, by: argument) { _, _ in })
            case "split":
                regexp.split(text, Int(String(decoding: argument, as: UTF8.self)) ?? 0) { _ in }
                    .map { "[" + escaped(Array(text[$0])) + "]" }.joined()
            default: "no mistake"
            }
        } catch {
            return escaped(Array(error.description.utf8))
        }
    }

    private func places(_ match: [Range<Int>?]) -> String {
        match.map { $0.map { "\($0.lowerBound),\($0.upperBound)" } ?? "-1,-1" }.joined(separator: ",")
    }

    // MARK: Escapes

    private static let named: [Character: UInt8] = [
        "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 0x5C, "\"": 0x22,
    ]

    private func unescaped(_ field: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Substring(field)
        while let character = rest.popFirst() {
            guard character == "\\", let kind = rest.popFirst() else {
                bytes += Array(String(character).utf8)
                continue
            }
            if let byte = Self.named[kind] {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(kind == "x" ? 2 : kind == "u" ? 4 : 8)
            rest = rest.dropFirst(digits.count)
            guard let number = UInt32(digits, radix: 16) else { continue }
            if kind == "x" {
                bytes.append(UInt8(truncatingIfNeeded: number))
            } else if let scalar = Unicode.Scalar(number) {
                bytes += Array(String(scalar).utf8)
            }
        }
        return bytes
    }

    private func escaped(_ bytes: [UInt8]) -> String {
        var text = ""
        var rest = bytes[...]
        while let byte = rest.first {
            if byte < 0x80 {
                rest.removeFirst()
                if let name = Self.named.first(where: { $0.value == byte })?.key {
                    text += "\\\(name)"
                } else if byte < 0x20 || byte == 0x7F {
                    text += "\\x" + hexadecimal(byte)
                } else {
                    text += String(Unicode.Scalar(byte))
                }
                continue
            }
            // Whatever is valid from here, as long as one scalar is.
            let length = (2...4).first { String(validating: rest.prefix($0), as: UTF8.self) != nil }
            text += length.map { String(decoding: rest.prefix($0), as: UTF8.self) } ?? "\\x" + hexadecimal(byte)
            rest = rest.dropFirst(length ?? 1)
        }
        return text
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
}
