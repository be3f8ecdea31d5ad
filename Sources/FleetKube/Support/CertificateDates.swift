import FleetValue

/// When a certificate ends, read from its PEM text, so that a refusal can say that the certificate has expired.
enum CertificateDates {
    /// The end of the first certificate's validity.
    ///
    /// - Parameter pem: PEM text; what stands around the first `CERTIFICATE` block is ignored.
    /// - Returns: Seconds since 1970, or nil when the text holds no certificate that can be read.
    static func notAfter(pem: [UInt8]) -> Double? {
        guard let der = firstCertificate(in: String(decoding: pem, as: UTF8.self)) else { return nil }
        var certificate = DERScanner(bytes: der[...])
        guard var outer = certificate.enter(0x30), var body = outer.enter(0x30) else { return nil }
        body.skipIf(0xA0)  // version
        guard body.skip(0x02), body.skip(0x30), body.skip(0x30), var validity = body.enter(0x30) else { return nil }
        guard validity.skipAny() else { return nil }
        return validity.moment()
    }

    private static func firstCertificate(in text: String) -> [UInt8]? {
        var collecting = false
        var body = ""
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----BEGIN CERTIFICATE-----") {
                collecting = true
            } else if line.hasPrefix("-----END CERTIFICATE-----"), collecting {
                return Base64.decoded(body)
            } else if collecting {
                body += LocalFile.trimmed(String(line))
            }
        }
        return nil
    }
}

/// Steps through values in the distinguished encoding rules (X.690), as far as a certificate's dates need it.
private struct DERScanner {
    var bytes: ArraySlice<UInt8>

    /// Takes the next value and gives its tag and content.
    private mutating func next() -> (tag: UInt8, content: ArraySlice<UInt8>)? {
        guard let tag = bytes.first else { return nil }
        var position = bytes.startIndex + 1
        guard position < bytes.endIndex else { return nil }
        var length = Int(bytes[position])
        position += 1
        if length >= 0x80 {
            let count = length & 0x7F
            guard count > 0, count <= 4, bytes.endIndex - position >= count else { return nil }
            length = 0
            for byte in bytes[position..<position + count] { length = length << 8 | Int(byte) }
            position += count
        }
        guard bytes.endIndex - position >= length else { return nil }
        let content = bytes[position..<position + length]
        bytes = bytes[(position + length)...]
        return (tag, content)
    }

    mutating func enter(_ tag: UInt8) -> DERScanner? {
        guard let value = next(), value.tag == tag else { return nil }
        return DERScanner(bytes: value.content)
    }

    mutating func skip(_ tag: UInt8) -> Bool { next()?.tag == tag }
    mutating func skipAny() -> Bool { next() != nil }
    mutating func skipIf(_ tag: UInt8) {
        if bytes.first == tag { _ = next() }
    }

    /// Takes a `UTCTime` (`YYMMDDHHMMSSZ`, years from 1950) or a `GeneralizedTime` (`YYYYMMDDHHMMSSZ`).
    mutating func moment() -> Double? {
        guard let (tag, content) = next(), tag == 0x17 || tag == 0x18, content.last == UInt8(ascii: "Z") else {
            return nil
        }
        let digits = content.dropLast()
        let yearLength = tag == 0x17 ? 2 : 4
        guard digits.count == yearLength + 10, var year = RFC3339.number(digits.prefix(yearLength)) else { return nil }
        if tag == 0x17 { year += year < 50 ? 2000 : 1900 }
        var parts: [Int] = []
        var start = digits.startIndex + yearLength
        while start < digits.endIndex {
            guard let part = RFC3339.number(digits[start..<start + 2]) else { return nil }
            parts.append(part)
            start += 2
        }
        return RFC3339.seconds(
            year: year,
            month: parts[0],
            day: parts[1],
            hour: parts[2],
            minute: parts[3],
            second: parts[4]
        )
    }
}
