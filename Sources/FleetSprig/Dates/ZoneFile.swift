/// A time zone as `/usr/share/zoneinfo` keeps it: when it went from which distance to which, and the rule for later.
///
/// - SeeAlso: RFC 8536 (TZif)
struct ZoneFile: Sendable {
    /// A distance from UTC and its name.
    struct Period: Equatable, Sendable {
        let name: String
        /// In seconds, east positive.
        let offset: Int
        let isDaylightSaving: Bool
    }

    private let periods: [Period]
    /// From when a period holds, in seconds since 1970, ascending; each with its place among ``periods``.
    private let transitions: [(start: Int64, period: Int)]
    /// What holds after the last transition.
    private let rule: ZoneRule?

    /// Reads a file.
    ///
    /// - Returns: Nil when it is none of the format, or cut.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes[...])
        guard let version = reader.version(), let counts = reader.counts() else { return nil }
        var data: Body?
        if version == 1 {
            data = Body(&reader, counts, width: 4)
        } else {
            // The same again follows with 64 bits a time.
            guard reader.skip(counts.size(width: 4)), reader.version() != nil, let counts = reader.counts() else {
                return nil
            }
            data = Body(&reader, counts, width: 8)
        }
        guard let data, !data.periods.isEmpty else { return nil }
        periods = data.periods
        transitions = data.transitions
        rule = ZoneRule(footer: reader.bytes)
    }

    /// What holds at a moment, in seconds since 1970.
    func period(at unix: Int64) -> Period {
        guard let first = transitions.first, unix >= first.start else {
            // Before all: what is not summer time.
            guard transitions.isEmpty else { return periods.first { !$0.isDaylightSaving } ?? periods[0] }
            return rule?.period(at: unix) ?? periods[0]
        }
        var low = 0
        var high = transitions.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if transitions[middle].start <= unix { low = middle } else { high = middle }
        }
        if high == transitions.count, let period = rule?.period(at: unix) { return period }
        return periods[transitions[low].period]
    }
}

/// How many of each thing a part of the file holds.
private struct Counts {
    let universal: Int
    let standard: Int
    let leaps: Int
    let transitions: Int
    let periods: Int
    let characters: Int

    /// The bytes of the part, with so many for a time.
    func size(width: Int) -> Int {
        transitions * (width + 1) + periods * 6 + characters + leaps * (width + 4) + standard + universal
    }
}

/// The part of the file that matters.
private struct Body {
    let periods: [ZoneFile.Period]
    let transitions: [(start: Int64, period: Int)]

    init?(_ reader: inout Reader, _ counts: Counts, width: Int) {
        guard reader.bytes.count >= counts.size(width: width) else { return nil }
        var starts: [Int64] = []
        for _ in 0..<counts.transitions { starts.append(reader.number(width: width)) }
        let places = (0..<counts.transitions).map { _ in Int(reader.number(width: 1) & 0xFF) }
        let entries = (0..<counts.periods).map { _ in
            (
                offset: Int(reader.number(width: 4)), isDaylightSaving: reader.number(width: 1) != 0,
                name: Int(reader.number(width: 1) & 0xFF)
            )
        }
        let names = Array(reader.bytes.prefix(counts.characters))
        _ = reader.skip(counts.characters + counts.leaps * (width + 4) + counts.standard + counts.universal)
        guard places.allSatisfy({ $0 < entries.count }), entries.allSatisfy({ $0.name < names.count }) else {
            return nil
        }
        periods = entries.map { entry in
            let name = names[entry.name...].prefix { $0 != 0 }
            return ZoneFile.Period(
                name: String(decoding: name, as: UTF8.self),
                offset: entry.offset,
                isDaylightSaving: entry.isDaylightSaving
            )
        }
        transitions = zip(starts, places).map { (start: $0, period: $1) }
    }
}

/// Reads numbers off bytes.
private struct Reader {
    var bytes: ArraySlice<UInt8>

    /// Reads the first 20 bytes of a header; nil when they are none.
    mutating func version() -> Int? {
        guard bytes.count >= 20, bytes.starts(with: "TZif".utf8) else { return nil }
        let version = bytes[bytes.startIndex + 4]
        bytes = bytes.dropFirst(20)
        return switch version {
        case 0: 1
        case UInt8(ascii: "2")...UInt8(ascii: "4"): 2
        default: nil
        }
    }

    /// Reads the rest of a header; nil when it is cut or says more than any file holds.
    mutating func counts() -> Counts? {
        guard bytes.count >= 24 else { return nil }
        let numbers = (0..<6).map { _ in Int(number(width: 4)) }
        guard numbers.allSatisfy({ (0...1_000_000).contains($0) }) else { return nil }
        return Counts(
            universal: numbers[0],
            standard: numbers[1],
            leaps: numbers[2],
            transitions: numbers[3],
            periods: numbers[4],
            characters: numbers[5]
        )
    }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= bytes.count else { return false }
        bytes = bytes.dropFirst(count)
        return true
    }

    /// A signed number of one to eight bytes, the greatest first.
    mutating func number(width: Int) -> Int64 {
        var number: Int64 = 0
        for byte in bytes.prefix(width) { number = number << 8 | Int64(byte) }
        bytes = bytes.dropFirst(width)
        let unused = Int64(64 - 8 * width)
        return (number << unused) >> unused
    }
}
