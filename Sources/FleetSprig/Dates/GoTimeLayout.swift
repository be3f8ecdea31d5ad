/// A layout as Go's `time` reads it: the reference time `Mon Jan 2 15:04:05 MST 2006` written in some way.
///
/// - SeeAlso: <https://pkg.go.dev/time#pkg-constants>
struct GoTimeLayout {
    /// A part of a time.
    enum Element: Equatable {
        /// `2006` or `06`.
        case year(isLong: Bool)
        /// `January` or `Jan`.
        case monthName(isLong: Bool)
        /// `01` or `1`.
        case month(isPadded: Bool)
        /// `Monday` or `Mon`.
        case weekday(isLong: Bool)
        /// `02`, `_2` or `2`.
        case day(Padding)
        /// `002` or `__2`.
        case yearDay(isZeroPadded: Bool)
        /// `15`.
        case hour
        /// `03` or `3`.
        case hour12(isPadded: Bool)
        /// `04` or `4`.
        case minute(isPadded: Bool)
        /// `05` or `5`.
        case second(isPadded: Bool)
        /// `PM` or `pm`.
        case halfDay(isUpper: Bool)
        /// `MST`.
        case zoneName
        /// `-0700` and the like; `Z0700` when UTC is `Z`.
        case zoneOffset(Offset, isZ: Bool)
        /// `.000`, or `.999` without zeros at the end; the separator is a point or a comma.
        case fraction(digits: Int, isTrimmed: Bool, separator: UInt8)
    }

    /// What fills a day of one digit.
    enum Padding {
        case none
        case space
        case zero
    }

    /// What is told of a distance from UTC.
    enum Offset {
        /// `-07`
        case hours
        /// `-0700`
        case minutes
        /// `-07:00`
        case minutesWithColon
        /// `-070000`
        case seconds
        /// `-07:00:00`
        case secondsWithColon
    }

    /// A part and the text before it.
    struct Item {
        let prefix: ArraySlice<UInt8>
        let element: Element
        /// The part as the layout writes it.
        let text: ArraySlice<UInt8>
    }

    /// The layout as given.
    let source: [UInt8]
    /// The parts in order.
    let items: [Item]
    /// The text after the last part.
    let ending: ArraySlice<UInt8>

    /// Reads a layout; any text is one.
    init(_ source: [UInt8]) {
        self.source = source
        var items: [Item] = []
        var start = 0
        var place = 0
        while place < source.count {
            guard let (element, skipped, length) = Self.element(in: source, at: place) else {
                place += 1
                continue
            }
            let text = source[(place + skipped)..<(place + skipped + length)]
            items.append(Item(prefix: source[start..<text.startIndex], element: element, text: text))
            place = text.endIndex
            start = place
        }
        self.items = items
        ending = source[start...]
    }

    /// Texts that are a part wherever they stand, the longer before the shorter.
    private static let fixed: [UInt8: [(text: [UInt8], element: Element)]] = {
        var fixed: [UInt8: [(text: [UInt8], element: Element)]] = [:]
        let elements: [(String, Element)] = [
            ("January", .monthName(isLong: true)), ("Monday", .weekday(isLong: true)), ("MST", .zoneName),
            ("01", .month(isPadded: true)), ("02", .day(.zero)), ("03", .hour12(isPadded: true)),
            ("04", .minute(isPadded: true)), ("05", .second(isPadded: true)), ("06", .year(isLong: false)),
            ("002", .yearDay(isZeroPadded: true)), ("15", .hour), ("1", .month(isPadded: false)),
            ("2006", .year(isLong: true)), ("2", .day(.none)), ("_2", .day(.space)),
            ("__2", .yearDay(isZeroPadded: false)), ("3", .hour12(isPadded: false)), ("4", .minute(isPadded: false)),
            ("5", .second(isPadded: false)), ("PM", .halfDay(isUpper: true)), ("pm", .halfDay(isUpper: false)),
            ("-070000", .zoneOffset(.seconds, isZ: false)), ("-07:00:00", .zoneOffset(.secondsWithColon, isZ: false)),
            ("-0700", .zoneOffset(.minutes, isZ: false)), ("-07:00", .zoneOffset(.minutesWithColon, isZ: false)),
            ("-07", .zoneOffset(.hours, isZ: false)), ("Z070000", .zoneOffset(.seconds, isZ: true)),
            ("Z07:00:00", .zoneOffset(.secondsWithColon, isZ: true)), ("Z0700", .zoneOffset(.minutes, isZ: true)),
            ("Z07:00", .zoneOffset(.minutesWithColon, isZ: true)), ("Z07", .zoneOffset(.hours, isZ: true)),
        ]
        for (text, element) in elements {
            let text = Array(text.utf8)
            fixed[text[0], default: []].append((text, element))
        }
        return fixed
    }()

    /// The part that begins at a place, how many bytes to skip before it, and its length.
    private static func element(in source: [UInt8], at place: Int) -> (Element, Int, Int)? {
        let rest = source[place...]
        switch source[place] {
        case UInt8(ascii: "."), UInt8(ascii: ","): return fraction(in: source, at: place)
        case UInt8(ascii: "_") where rest.starts(with: "_2006".utf8):
            // Not a day: an underscore before a year.
            return (.year(isLong: true), 1, 4)
        default: break
        }
        if let (text, element) = fixed[source[place]]?.first(where: { rest.starts(with: $0.text) }) {
            return (element, 0, text.count)
        }
        // No short name within a word, such as the `Jan` of `Janet`.
        let isWord = rest.dropFirst(3).first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } ?? false
        if isWord { return nil }
        if rest.starts(with: "Jan".utf8) { return (.monthName(isLong: false), 0, 3) }
        return rest.starts(with: "Mon".utf8) ? (.weekday(isLong: false), 0, 3) : nil
    }

    /// Reads `.000` or `,999`, which no further digit may follow.
    private static func fraction(in source: [UInt8], at place: Int) -> (Element, Int, Int)? {
        guard place + 1 < source.count, case let digit = source[place + 1],
            digit == UInt8(ascii: "0") || digit == UInt8(ascii: "9")
        else { return nil }
        var end = place + 1
        while end < source.count, source[end] == digit { end += 1 }
        if end < source.count, source[end].isDigit { return nil }
        let digits = (end - place - 1) & 0xFFF
        return (
            .fraction(digits: digits, isTrimmed: digit == UInt8(ascii: "9"), separator: source[place]), 0, end - place
        )
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}

extension UInt8 {
    /// Whether the byte is an ASCII digit.
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
