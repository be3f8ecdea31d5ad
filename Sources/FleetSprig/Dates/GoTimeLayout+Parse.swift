import FleetTemplate

extension GoTimeLayout {
    /// Reads a time; without a zone it is in UTC.
    ///
    /// - Throws: ``FunctionError`` in the words of Go's `time.ParseError`.
    func time(of value: [UInt8]) throws(FunctionError) -> GoTime {
        var parser = TimeParser(layout: self, value: value)
        return try parser.parse()
    }
}

/// A text that is read by a layout.
private struct TimeParser {
    /// Why a part can not be read.
    private enum Mistake: Error {
        /// It is something else.
        case unexpected
        /// It is too large: what.
        case range(String)
    }

    private let layout: GoTimeLayout
    private let whole: [UInt8]
    /// What is left.
    private var value: ArraySlice<UInt8>

    private var year = 0
    private var month: Int?
    private var day: Int?
    private var yearDay: Int?
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var nanoseconds = 0
    /// Whether the time of day is after noon; nil when the text does not say.
    private var isAfternoon: Bool?
    private var isUTC = false
    private var offset: Int?
    private var zoneName = ""

    init(layout: GoTimeLayout, value: [UInt8]) {
        self.layout = layout
        whole = value
        self.value = value[...]
    }

    mutating func parse() throws(FunctionError) -> GoTime {
        for (number, item) in layout.items.enumerated() {
            try skip(item.prefix)
            do throws(Mistake) {
                try read(item.element, next: number + 1 < layout.items.count ? layout.items[number + 1].element : nil)
            } catch {
                switch error {
                case .unexpected: throw failure(item.text)
                case .range(let part): throw failure(": \(part) out of range")
                }
            }
        }
        try skip(layout.ending)
        if !value.isEmpty { throw failure(": extra text: " + GoTimeQuote.quoted(value)) }
        return try time()
    }

    // MARK: Errors

    private func failure(_ part: ArraySlice<UInt8>) -> FunctionError {
        FunctionError(
            "parsing time \(GoTimeQuote.quoted(whole[...])) as \(GoTimeQuote.quoted(layout.source[...])): cannot parse "
                + "\(GoTimeQuote.quoted(value)) as \(GoTimeQuote.quoted(part))"
        )
    }

    private func failure(_ message: String) -> FunctionError {
        FunctionError("parsing time \(GoTimeQuote.quoted(whole[...]))\(message)")
    }

    // MARK: Reading

    /// Reads a text of the layout; spaces stand for any number of them.
    private mutating func skip(_ prefix: ArraySlice<UInt8>) throws(FunctionError) {
        let space = UInt8(ascii: " ")
        var left = prefix
        while let next = left.first {
            if next == space {
                if let first = value.first, first != space { throw failure(prefix) }
                left = left.drop { $0 == space }
                value = value.drop { $0 == space }
            } else {
                guard value.first == next else { throw failure(prefix) }
                left.removeFirst()
                value.removeFirst()
            }
        }
    }

    private mutating func read(_ element: GoTimeLayout.Element, next: GoTimeLayout.Element?) throws(Mistake) {
        switch element {
        case .year(let isLong): try readYear(isLong: isLong)
        case .monthName(let isLong): month = try name(of: GoTimeLayout.months, isLong: isLong) + 1
        case .month(let isPadded):
            let number = try number(isFixed: isPadded)
            month = number
            if number < 1 || number > 12 { throw .range("month") }
        case .weekday(let isLong): _ = try name(of: GoTimeLayout.weekdays, isLong: isLong)
        case .day(let padding):
            if padding == .space, value.first == UInt8(ascii: " ") { value.removeFirst() }
            day = try number(isFixed: padding == .zero)
        case .yearDay(let isZeroPadded): try readYearDay(isZeroPadded: isZeroPadded)
        case .hour:
            hour = try number(isFixed: false)
            if hour > 23 { throw .range("hour") }
        case .hour12(let isPadded):
            hour = try number(isFixed: isPadded)
            if hour > 12 { throw .range("hour") }
        case .minute(let isPadded):
            minute = try number(isFixed: isPadded)
            if minute > 59 { throw .range("minute") }
        case .second(let isPadded): try readSecond(isPadded: isPadded, next: next)
        case .halfDay(let isUpper):
            let text = try take(2)
            if text.elementsEqual((isUpper ? "PM" : "pm").utf8) {
                isAfternoon = true
            } else if text.elementsEqual((isUpper ? "AM" : "am").utf8) {
                // What said afternoon before still counts.
                isAfternoon = isAfternoon ?? false
            } else {
                throw .unexpected
            }
        case .zoneName: try readZoneName()
        case .zoneOffset(let form, let isZ): try readOffset(form, isZ: isZ)
        case .fraction(let digits, let isTrimmed, _): try readFraction(digits: digits, isOptional: isTrimmed)
        }
    }

    private mutating func take(_ count: Int) throws(Mistake) -> ArraySlice<UInt8> {
        guard value.count >= count else { throw .unexpected }
        defer { value = value.dropFirst(count) }
        return value.prefix(count)
    }

    private mutating func readYear(isLong: Bool) throws(Mistake) {
        if isLong {
            guard let first = value.first, first.isDigit else { throw .unexpected }
            year = try signedNumber(try take(4))
        } else {
            let before = value
            do throws(Mistake) {
                year = try signedNumber(try take(2))
            } catch {
                value = before
                throw error
            }
            year += year >= 69 ? 1900 : 2000
        }
    }

    private mutating func readYearDay(isZeroPadded: Bool) throws(Mistake) {
        if !isZeroPadded {
            for _ in 0..<2 where value.first == UInt8(ascii: " ") { value.removeFirst() }
        }
        let digits = value.prefix(3).prefix { $0.isDigit }
        guard !digits.isEmpty, !isZeroPadded || digits.count == 3 else { throw .unexpected }
        value = value.dropFirst(digits.count)
        yearDay = try signedNumber(digits)
    }

    private mutating func readSecond(isPadded: Bool, next: GoTimeLayout.Element?) throws(Mistake) {
        let number = try? number(isFixed: isPadded)
        second = number ?? 0
        if second > 59 { throw .range("second") }
        // A fraction is taken though the layout has none; in Go it stands for the whole second too.
        let isAlone = if case .fraction? = next { false } else { true }
        if isAlone, let separator = value.first, isSeparator(separator), value.dropFirst().first?.isDigit == true {
            return try readFraction(digits: value.dropFirst().prefix { $0.isDigit }.count)
        }
        if number == nil { throw .unexpected }
    }

    private mutating func readFraction(digits: Int, isOptional: Bool) throws(Mistake) {
        guard isOptional else { return try readFraction(digits: digits) }
        guard let separator = value.first, isSeparator(separator) else { return }
        let count = value.dropFirst().prefix(9).prefix { $0.isDigit }.count
        if count > 0 { try readFraction(digits: count) }
    }

    private mutating func readFraction(digits: Int) throws(Mistake) {
        guard value.count > digits, let separator = value.first else { throw .unexpected }
        defer { value = value.dropFirst(1 + digits) }
        guard isSeparator(separator) else { throw .unexpected }
        let kept = value.dropFirst().prefix(min(digits, 9))
        var number = try signedNumber(kept)
        if number < 0 { throw .range("fractional second") }
        for _ in kept.count..<9 { number *= 10 }
        nanoseconds = number
    }

    private func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") }

    /// A number of two digits, or of one when it may be.
    private mutating func number(isFixed: Bool) throws(Mistake) -> Int {
        let digits = value.prefix(2).prefix { $0.isDigit }
        guard digits.count == 2 || (digits.count == 1 && !isFixed) else { throw .unexpected }
        value = value.dropFirst(digits.count)
        return try signedNumber(digits)
    }

    /// A number of a few digits, with a sign or without.
    private func signedNumber(_ text: ArraySlice<UInt8>) throws(Mistake) -> Int {
        var digits = text
        let sign = digits.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { digits.removeFirst() }
        var number = 0
        for digit in digits {
            guard digit.isDigit else { throw .unexpected }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return sign == UInt8(ascii: "-") ? -number : number
    }

    /// The place of a name in a list, in any case of letters.
    private mutating func name(of names: [String], isLong: Bool) throws(Mistake) -> Int {
        for (place, name) in names.enumerated() {
            let name = name.utf8.prefix(isLong ? name.utf8.count : 3)
            guard value.count >= name.count else { continue }
            let isSame = zip(value, name).allSatisfy { left, right in left == right || left ^ 0x20 == right }
            if isSame {
                value = value.dropFirst(name.count)
                return place
            }
        }
        throw .unexpected
    }

    // MARK: Zones

    private mutating func readOffset(_ form: GoTimeLayout.Offset, isZ: Bool) throws(Mistake) {
        let takesZ = isZ && (form == .hours || form == .minutes || form == .minutesWithColon)
        if takesZ, value.first == UInt8(ascii: "Z") {
            value.removeFirst()
            isUTC = true
            return
        }
        let text = Array(value)
        let colon = UInt8(ascii: ":")
        let (length, minutes, seconds): (Int, Int?, Int?) =
            switch form {
            case .hours: (3, nil, nil)
            case .minutes: (5, 3, nil)
            case .minutesWithColon: (6, 4, nil)
            case .seconds: (7, 3, 5)
            case .secondsWithColon: (9, 4, 7)
            }
        guard text.count >= length else { throw .unexpected }
        if form == .minutesWithColon || form == .secondsWithColon, text[3] != colon { throw .unexpected }
        if form == .secondsWithColon, text[6] != colon { throw .unexpected }
        value = value.dropFirst(length)
        var distance = try signedNumber(text[1..<3]) * 3600
        if let minutes { distance += try signedNumber(text[minutes..<(minutes + 2)]) * 60 }
        if let seconds { distance += try signedNumber(text[seconds..<(seconds + 2)]) }
        switch text[0] {
        case UInt8(ascii: "+"): offset = distance
        case UInt8(ascii: "-"): offset = -distance
        default: throw .unexpected
        }
    }

    private mutating func readZoneName() throws(Mistake) {
        if value.starts(with: "UTC".utf8) {
            value = value.dropFirst(3)
            isUTC = true
            return
        }
        guard let length = zoneNameLength() else { throw .unexpected }
        zoneName = String(decoding: value.prefix(length), as: UTF8.self)
        value = value.dropFirst(length)
    }

    /// How long the abbreviation of a zone is: three to five capitals, `GMT+3`, or `+03`.
    private func zoneNameLength() -> Int? {
        guard value.count >= 3, let first = value.first else { return nil }
        if value.starts(with: "ChST".utf8) || value.starts(with: "MeST".utf8) { return 4 }
        if value.starts(with: "GMT".utf8) { return 3 + signedHoursLength(value.dropFirst(3)) }
        if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
            let length = signedHoursLength(value)
            return length > 0 ? length : nil
        }
        let capitals = value.prefix(6).prefix { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        switch capitals.count {
        case 5 where capitals.last == UInt8(ascii: "T"): return 5
        case 4 where capitals.last == UInt8(ascii: "T") || capitals.elementsEqual("WITA".utf8): return 4
        case 3: return 3
        default: return nil
        }
    }

    private func signedHoursLength(_ text: ArraySlice<UInt8>) -> Int {
        guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return 0 }
        let digits = text.dropFirst().prefix { $0.isDigit }
        var hours = 0
        for digit in digits { hours = min(hours * 10 + Int(digit - UInt8(ascii: "0")), 24) }
        return digits.isEmpty || hours > 23 ? 0 : 1 + digits.count
    }

    // MARK: Making the time

    private mutating func time() throws(FunctionError) -> GoTime {
        if isAfternoon == true, hour < 12 { hour += 12 }
        if isAfternoon == false, hour == 12 { hour = 0 }
        try resolveYearDay()
        let month = month ?? 1
        let day = day ?? 1
        guard day >= 1, day <= CivilTime.days(in: month, of: year) else { throw failure(": day out of range") }
        let time = GoTime(
            year: year,
            month: month,
            day: day,
            hour: hour,
            minute: minute,
            second: second,
            nanoseconds: nanoseconds
        )
        if isUTC { return time }
        // Go keeps "no distance" as -1, so that a distance of one second west is none.
        if let offset, offset != -1 {
            var moved = time.adding(Int64(-offset) * 1_000_000_000)
            let isLocal = offset == 0 && (zoneName.isEmpty || zoneName == "UTC")
            moved.zone = isLocal ? .utc : GoTime.Zone(name: zoneName, offset: offset)
            return moved
        }
        guard !zoneName.isEmpty else { return time }
        // The abbreviation of a zone elsewhere says nothing of its distance, but that of GMT does.
        let distance = zoneName.hasPrefix("GMT") ? (Int(zoneName.dropFirst(3)) ?? 0) * 3600 : 0
        var named = time.adding(Int64(-distance) * 1_000_000_000)
        named.zone = GoTime.Zone(name: zoneName, offset: distance)
        return named
    }

    private mutating func resolveYearDay() throws(FunctionError) {
        guard let yearDay else { return }
        guard yearDay >= 1, yearDay <= (CivilTime.isLeap(year) ? 366 : 365) else {
            throw failure(": day-of-year out of range")
        }
        var found = 12
        while CivilTime.daysBefore(month: found, of: year) >= yearDay { found -= 1 }
        if let month, month != found { throw failure(": day-of-year does not match month") }
        month = found
        let foundDay = yearDay - CivilTime.daysBefore(month: found, of: year)
        if let day, day != foundDay { throw failure(": day-of-year does not match day") }
        day = foundDay
    }
}

/// Texts as the messages of Go's `time` quote them.
enum GoTimeQuote {
    /// In quotation marks, bytes beyond printable ASCII as `\x..`.
    static func quoted(_ text: some Sequence<UInt8>) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        let digits = Array("0123456789abcdef".utf8)
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
            case 0x20..<0x80: quoted.append(byte)
            default: quoted += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return String(decoding: quoted, as: UTF8.self)
    }
}
