/// A version after semver.org, read as leniently as Helm and Sprig do: `v1.2`, `1`, `1.2.3-rc.1+build`.
///
/// Follows Masterminds/semver v3 (`NewVersion`).
///
/// - SeeAlso: <https://semver.org>
public struct SemanticVersion: Sendable, CustomStringConvertible {
    /// Why a text is no version, in the words of Masterminds/semver.
    public struct ParseError: Error, Equatable, Sendable, CustomStringConvertible {
        /// What is wrong.
        public let description: String

        static let invalid = ParseError(description: "Invalid Semantic Version")
        static let leadingZero = ParseError(description: "Version segment starts with 0")
        static let invalidPrerelease = ParseError(description: "Invalid Prerelease string")
        static let invalidMetadata = ParseError(description: "Invalid Metadata string")
    }

    /// The first number.
    public var major: UInt64
    /// The second number; 0 when the text has none.
    public var minor: UInt64
    /// The third number; 0 when the text has none.
    public var patch: UInt64
    /// What follows `-`, such as `rc.1`; empty for a release.
    public var prerelease: String
    /// What follows `+`; says nothing of the order.
    public var metadata: String
    /// The text that it was read from.
    public var original: String

    /// Reads a version.
    ///
    /// - Parameter text: One to three numbers with points between, `v` before them or not, a prerelease and metadata after.
    /// - Throws: ``ParseError``, also for a number beyond 64 bits.
    public init(_ text: String) throws(ParseError) {
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "v") { rest.removeFirst() }
        var numbers: [ArraySlice<UInt8>] = []
        while numbers.count < 3 {
            var next = rest
            if !numbers.isEmpty {
                guard next.first == UInt8(ascii: ".") else { break }
                next.removeFirst()
            }
            let digits = next.prefix { $0.isDigit }
            guard !digits.isEmpty else { throw .invalid }
            numbers.append(digits)
            rest = next.dropFirst(digits.count)
        }
        prerelease = try Self.identifiers(&rest, after: UInt8(ascii: "-"))
        metadata = try Self.identifiers(&rest, after: UInt8(ascii: "+"))
        guard rest.isEmpty else { throw .invalid }
        major = try Self.number(numbers[0])
        minor = numbers.count > 1 ? try Self.number(numbers[1]) : 0
        patch = numbers.count > 2 ? try Self.number(numbers[2]) : 0
        original = text
        try Self.checkPrerelease(prerelease)
    }

    /// The canonical text: three numbers without `v`.
    public var description: String {
        var text = "\(major).\(minor).\(patch)"
        if !prerelease.isEmpty { text += "-" + prerelease }
        if !metadata.isEmpty { text += "+" + metadata }
        return text
    }

    // MARK: Order

    /// Compares by the numbers, then by the prerelease, which is before the release; metadata does not count.
    ///
    /// - Returns: -1, 0 or 1.
    public func compare(_ other: SemanticVersion) -> Int {
        for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
            return left < right ? -1 : 1
        }
        return Self.comparePrereleases(prerelease, other.prerelease)
    }

    /// Compares prereleases by their identifiers from left to right; none at all is the greatest.
    static func comparePrereleases(_ left: String, _ right: String) -> Int {
        if left.isEmpty || right.isEmpty { return left.isEmpty ? (right.isEmpty ? 0 : 1) : -1 }
        let lefts = left.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let rights = right.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        for (left, right) in zip(lefts, rights) where !left.elementsEqual(right) {
            return compareIdentifiers(left, right)
        }
        return lefts.count == rights.count ? 0 : lefts.count < rights.count ? -1 : 1
    }

    /// Numbers by their value and before words; words by their bytes.
    private static func compareIdentifiers(_ left: Substring.UTF8View, _ right: Substring.UTF8View) -> Int {
        switch (UInt64(digits: left), UInt64(digits: right)) {
        case (let left?, let right?): left > right ? 1 : -1
        case (_?, nil): -1
        case (nil, _?): 1
        case (nil, nil): left.lexicographicallyPrecedes(right) ? -1 : 1
        }
    }

    // MARK: Next versions

    /// The next patch version; of a prerelease the release itself.
    public var nextPatch: SemanticVersion {
        changed { if prerelease.isEmpty { $0.patch &+= 1 } }
    }

    /// The first version of the next minor one.
    public var nextMinor: SemanticVersion {
        changed {
            $0.minor &+= 1
            $0.patch = 0
        }
    }

    /// The first version of the next major one.
    public var nextMajor: SemanticVersion {
        changed {
            $0.major &+= 1
            $0.minor = 0
            $0.patch = 0
        }
    }

    /// The version with another prerelease.
    ///
    /// - Parameter prerelease: Without `-`; empty for a release.
    /// - Returns: The version with its new text as original, `v` kept.
    /// - Throws: ``ParseError`` when it is none.
    public func with(prerelease: String) throws(ParseError) -> SemanticVersion {
        try Self.checkPrerelease(prerelease)
        var version = self
        version.prerelease = prerelease
        version.original = originalPrefix + version.description
        return version
    }

    /// The version with other metadata.
    ///
    /// - Parameter metadata: Without `+`; empty for none.
    /// - Returns: The version with its new text as original, `v` kept.
    /// - Throws: ``ParseError`` when it is none.
    public func with(metadata: String) throws(ParseError) -> SemanticVersion {
        let isValid = metadata.utf8.allSatisfy { Self.isIdentifierPart($0) || $0 == UInt8(ascii: ".") }
        guard isValid else { throw .invalidMetadata }
        var version = self
        version.metadata = metadata
        version.original = originalPrefix + version.description
        return version
    }

    private func changed(_ change: (inout SemanticVersion) -> Void) -> SemanticVersion {
        var version = self
        version.prerelease = ""
        version.metadata = ""
        change(&version)
        version.original = originalPrefix + version.description
        return version
    }

    private var originalPrefix: String { original.hasPrefix("v") ? "v" : "" }

    // MARK: Reading

    private static func number(_ digits: ArraySlice<UInt8>) throws(ParseError) -> UInt64 {
        if let number = UInt64(digits: digits) { return number }
        let text = String(decoding: digits, as: UTF8.self)
        throw ParseError(
            description: "Error parsing version segment: strconv.ParseUint: parsing \"\(text)\": value out of range"
        )
    }

    /// Reads identifiers with points between after a mark; empty when the mark is not there.
    private static func identifiers(
        _ rest: inout ArraySlice<UInt8>,
        after mark: UInt8
    ) throws(ParseError) -> String {
        guard rest.first == mark else { return "" }
        let text = rest.dropFirst().prefix { isIdentifierPart($0) || $0 == UInt8(ascii: ".") }
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) else { throw .invalid }
        rest = rest.dropFirst(1 + text.count)
        return String(decoding: text, as: UTF8.self)
    }

    private static func checkPrerelease(_ prerelease: String) throws(ParseError) {
        for part in prerelease.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            if part.allSatisfy(\.isDigit) {
                if part.count > 1, part.first == UInt8(ascii: "0") { throw .leadingZero }
            } else if !part.allSatisfy(isIdentifierPart) {
                throw .invalidPrerelease
            }
        }
    }

    private static func isIdentifierPart(_ byte: UInt8) -> Bool {
        byte.isDigit || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "-")
    }
}

extension UInt64 {
    /// The number of digits alone; nil when there are none, others, or more than fit.
    fileprivate init?(digits: some Sequence<UInt8>) {
        var number: UInt64 = 0
        var isEmpty = true
        for digit in digits {
            guard digit.isDigit else { return nil }
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
            if overflows || carries { return nil }
            number = sum
            isEmpty = false
        }
        if isEmpty { return nil }
        self = number
    }
}
