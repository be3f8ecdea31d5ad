/// Takes what looks like a credential out of text that another program wrote.
///
/// Credential plugins print what they like on standard error; a debug option of theirs must not put a token into a
/// log of ours. What is long and random enough to be a key is replaced, at the price of an odd identifier lost.
enum SecretScrubber {
    /// What stands in place of a secret.
    static let mask = "(hidden)"

    /// Runs of this many characters and more are looked at.
    private static let minimumLength = 24

    /// The text without anything that looks like a credential.
    ///
    /// Secrets that are `known` are taken out wherever they stand; empty ones are ignored.
    static func scrubbed(_ text: String, known: [SecretText] = []) -> String {
        var text = text
        for secret in known where !secret.value.isEmpty {
            text = replaced(text, secret.value)
        }
        var result = ""
        var run: [UInt8] = []
        var plain: [UInt8] = []
        func flush() {
            if looksSecret(run) {
                result += String(decoding: plain, as: UTF8.self) + mask
                plain = []
            } else {
                plain += run
            }
            run = []
        }
        for byte in text.utf8 {
            if isTokenByte(byte) {
                run.append(byte)
            } else {
                flush()
                plain.append(byte)
            }
        }
        flush()
        return result + String(decoding: plain, as: UTF8.self)
    }

    /// Letters, digits and what base64, JSON web tokens and cloud tokens are made of.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Long, with small and capital letters and digits; of a path, one of its parts.
    ///
    /// Host names have no capitals.
    private static func looksSecret(_ run: [UInt8]) -> Bool {
        guard let first = run.first else { return false }
        if first == UInt8(ascii: "/") || first == UInt8(ascii: ".") || first == UInt8(ascii: "~") {
            return run.split(separator: UInt8(ascii: "/")).contains { isMixed($0) }
        }
        return isMixed(run[...])
    }

    private static func isMixed(_ run: ArraySlice<UInt8>) -> Bool {
        guard run.count >= minimumLength else { return false }
        var small = false
        var capital = false
        var digit = false
        for byte in run {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): small = true
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): capital = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = true
            default: break
            }
        }
        return small && capital && digit
    }

    private static func replaced(_ text: String, _ secret: String) -> String {
        let bytes = Array(text.utf8)
        let wanted = Array(secret.utf8)
        guard bytes.count >= wanted.count else { return text }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes.count - position >= wanted.count, bytes[position..<position + wanted.count].elementsEqual(wanted) {
                result += Array(mask.utf8)
                position += wanted.count
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
