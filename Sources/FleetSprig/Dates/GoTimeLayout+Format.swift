extension GoTimeLayout {
    /// The layout of `String`.
    static let standard = GoTimeLayout(Array("2006-01-02 15:04:05.999999999 -0700 MST".utf8))

    /// Writes a time by the layout.
    func text(of time: GoTime) -> [UInt8] {
        var text: [UInt8] = []
        let civil = time.civil
        for item in items {
            text.append(contentsOf: item.prefix)
            append(item.element, of: time, civil, to: &text)
        }
        text.append(contentsOf: ending)
        return text
    }

    private func append(_ element: Element, of time: GoTime, _ civil: CivilTime, to text: inout [UInt8]) {
        switch element {
        case .year(let isLong):
            append(isLong ? civil.year : abs(civil.year % 100), width: isLong ? 4 : 2, to: &text)
        case .monthName(let isLong): append(name: Self.months[civil.month - 1], isLong: isLong, to: &text)
        case .month(let isPadded): append(civil.month, width: isPadded ? 2 : 0, to: &text)
        case .weekday(let isLong): append(name: Self.weekdays[civil.weekday], isLong: isLong, to: &text)
        case .day(let padding):
            if padding == .space, civil.day < 10 { text.append(UInt8(ascii: " ")) }
            append(civil.day, width: padding == .zero ? 2 : 0, to: &text)
        case .yearDay(let isZeroPadded):
            if !isZeroPadded {
                if civil.yearDay < 100 { text.append(UInt8(ascii: " ")) }
                if civil.yearDay < 10 { text.append(UInt8(ascii: " ")) }
            }
            append(civil.yearDay, width: isZeroPadded ? 3 : 0, to: &text)
        case .hour: append(civil.hour, width: 2, to: &text)
        case .hour12(let isPadded):
            append(civil.hour % 12 == 0 ? 12 : civil.hour % 12, width: isPadded ? 2 : 0, to: &text)
        case .minute(let isPadded): append(civil.minute, width: isPadded ? 2 : 0, to: &text)
        case .second(let isPadded): append(civil.second, width: isPadded ? 2 : 0, to: &text)
        case .halfDay(let isUpper):
            let name = civil.hour >= 12 ? "PM" : "AM"
            text.append(contentsOf: (isUpper ? name : name.lowercased()).utf8)
        case .zoneName:
            if !time.zone.name.isEmpty { return text.append(contentsOf: time.zone.name.utf8) }
            append(offset: time.zone.offset, .minutes, to: &text)
        case .zoneOffset(let form, let isZ):
            if isZ, time.zone.offset == 0 { return text.append(UInt8(ascii: "Z")) }
            append(offset: time.zone.offset, form, to: &text)
        case .fraction(let digits, let isTrimmed, let separator):
            var fraction: [UInt8] = []
            append(time.nanoseconds, width: 9, to: &fraction)
            fraction.removeLast(max(0, 9 - digits))
            if isTrimmed {
                while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
                if fraction.isEmpty { return }
            }
            text.append(separator)
            text.append(contentsOf: fraction)
        }
    }

    private func append(_ number: Int, width: Int, to text: inout [UInt8]) {
        if number < 0 { text.append(UInt8(ascii: "-")) }
        let digits = String(number.magnitude).utf8
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, width - digits.count)))
        text.append(contentsOf: digits)
    }

    private func append(name: String, isLong: Bool, to text: inout [UInt8]) {
        text.append(contentsOf: name.utf8.prefix(isLong ? name.utf8.count : 3))
    }

    private func append(offset: Int, _ form: Offset, to text: inout [UInt8]) {
        // Whole minutes decide the sign.
        let minutes = abs(offset / 60)
        text.append(UInt8(ascii: offset / 60 < 0 ? "-" : "+"))
        append(minutes / 60, width: 2, to: &text)
        if form == .hours { return }
        if form == .minutesWithColon || form == .secondsWithColon { text.append(UInt8(ascii: ":")) }
        append(minutes % 60, width: 2, to: &text)
        guard form == .seconds || form == .secondsWithColon else { return }
        if form == .secondsWithColon { text.append(UInt8(ascii: ":")) }
        append(abs(offset % 60), width: 2, to: &text)
    }
}
