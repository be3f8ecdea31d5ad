extension GoPrinter {
    /// Prints operands by a format.
    mutating func printf(_ format: [UInt8], _ arguments: [GoValue]) {
        var directive = Directives(format: format, arguments: arguments)
        directive.run(&self)
    }
}

/// The directives of a format on their way through.
private struct Directives {
    let format: [UInt8]
    let arguments: [GoValue]
    /// The place in the format.
    private var index = 0
    /// The argument that comes next.
    private var argument = 0
    /// Whether an argument was asked for by its number, so that not all need be used.
    private var isReordered = false
    /// Whether the numbers of the directive at hand name arguments.
    private var hasGoodNumber = true
    /// Whether the last thing read was the number of an argument.
    private var isAfterNumber = false

    init(format: [UInt8], arguments: [GoValue]) {
        self.format = format
        self.arguments = arguments
    }

    mutating func run(_ printer: inout GoPrinter) {
        while index < format.count {
            let start = index
            while index < format.count, format[index] != UInt8(ascii: "%") { index += 1 }
            guard printer.hasRoom(index - start) else { return }
            printer.output.append(contentsOf: format[start..<index])
            if index < format.count {
                index += 1
                guard runDirective(&printer) else { break }
            }
        }
        if !isReordered, argument < arguments.count { complainOfRest(&printer) }
    }

    /// Prints what comes after a `%`; false at the end of the format.
    private mutating func runDirective(_ printer: inout GoPrinter) -> Bool {
        hasGoodNumber = true
        isAfterNumber = false
        printer.flags = GoPrinter.Flags()
        readFlags(&printer.flags)
        readArgumentNumber()
        readWidth(&printer)
        readPrecision(&printer)
        if !isAfterNumber { readArgumentNumber() }
        guard index < format.count else {
            printer.append("%!(NOVERB)")
            return false
        }
        let (verb, width) = UTF8.goDecode(format, at: index)
        index += width
        if verb == "%" {
            printer.append("%")
        } else if !hasGoodNumber {
            complain(verb, "(BADINDEX)", &printer)
        } else if argument >= arguments.count {
            complain(verb, "(MISSING)", &printer)
        } else {
            if verb == "v" {
                printer.flags.sharpV = printer.flags.sharp
                printer.flags.plusV = printer.flags.plus
                printer.flags.sharp = false
                printer.flags.plus = false
            }
            printer.printArgument(arguments[argument], verb)
            argument += 1
        }
        return true
    }

    private mutating func readFlags(_ flags: inout GoPrinter.Flags) {
        while index < format.count {
            switch format[index] {
            case UInt8(ascii: "#"): flags.sharp = true
            case UInt8(ascii: "0"): flags.zero = !flags.minus
            case UInt8(ascii: "+"): flags.plus = true
            case UInt8(ascii: "-"):
                flags.minus = true
                flags.zero = false
            case UInt8(ascii: " "): flags.space = true
            default: return
            }
            index += 1
        }
    }

    private mutating func readWidth(_ printer: inout GoPrinter) {
        if index < format.count, format[index] == UInt8(ascii: "*") {
            index += 1
            printer.flags.width = takeInteger()
            if printer.flags.width == nil { printer.append("%!(BADWIDTH)") }
            if let width = printer.flags.width, width < 0 {
                printer.flags.width = -width
                printer.flags.minus = true
                printer.flags.zero = false
            }
            isAfterNumber = false
        } else {
            printer.flags.width = readNumber()
            if isAfterNumber, printer.flags.width != nil { hasGoodNumber = false }
        }
    }

    private mutating func readPrecision(_ printer: inout GoPrinter) {
        // A point at the very end is a verb.
        guard index + 1 < format.count, format[index] == UInt8(ascii: ".") else { return }
        index += 1
        if isAfterNumber { hasGoodNumber = false }
        readArgumentNumber()
        if index < format.count, format[index] == UInt8(ascii: "*") {
            index += 1
            printer.flags.precision = takeInteger()
            if let precision = printer.flags.precision, precision < 0 { printer.flags.precision = nil }
            if printer.flags.precision == nil { printer.append("%!(BADPREC)") }
            isAfterNumber = false
        } else {
            printer.flags.precision = readNumber() ?? 0
        }
    }

    /// Reads a number; nil when there is none, and, with the rest of the format skipped, when it is too large.
    private mutating func readNumber() -> Int? {
        var number: Int?
        while index < format.count, case let digit = format[index] &- UInt8(ascii: "0"), digit < 10 {
            if let number, number > 1_000_000 {
                index = format.count
                return nil
            }
            number = (number ?? 0) * 10 + Int(digit)
            index += 1
        }
        return number
    }

    /// Reads `[3]`, if that is what comes.
    private mutating func readArgumentNumber() {
        isAfterNumber = false
        guard index < format.count, format[index] == UInt8(ascii: "[") else { return }
        isReordered = true
        guard format.count - index >= 3, let end = format[(index + 1)...].firstIndex(of: UInt8(ascii: "]")) else {
            hasGoodNumber = false
            index += 1
            return
        }
        let digits = format[(index + 1)..<end]
        index = end + 1
        var number: Int?
        for byte in digits {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10, (number ?? 0) <= 1_000_000 else {
                hasGoodNumber = false
                return
            }
            number = (number ?? 0) * 10 + Int(digit)
        }
        guard let number else {
            hasGoodNumber = false
            return
        }
        isAfterNumber = true
        if number >= 1, number <= arguments.count {
            argument = number - 1
        } else {
            hasGoodNumber = false
        }
    }

    /// Takes the next argument as a width or precision; nil when it is none.
    private mutating func takeInteger() -> Int? {
        guard argument < arguments.count else { return nil }
        argument += 1
        guard case .integer(let number, let type) = arguments[argument - 1] else { return nil }
        if type.isUnsigned, number < 0 { return nil }
        return (-1_000_000...1_000_000).contains(number) ? Int(number) : nil
    }

    private func complain(_ verb: Unicode.Scalar, _ what: String, _ printer: inout GoPrinter) {
        printer.append("%!")
        printer.append(scalar: verb)
        printer.append(what)
    }

    /// Prints `%!(EXTRA int=1, string=x)`.
    private func complainOfRest(_ printer: inout GoPrinter) {
        printer.flags = GoPrinter.Flags()
        printer.append("%!(EXTRA ")
        for (place, value) in arguments[argument...].enumerated() {
            if place > 0 { printer.append(", ") }
            if value.isNil {
                printer.append("<nil>")
            } else {
                printer.append(value.typeName + "=")
                printer.printArgument(value, "v")
            }
        }
        printer.append(")")
    }
}
