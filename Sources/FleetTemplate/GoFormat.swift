public import FleetValue

/// Values as Go's `fmt` prints them.
///
/// What is printed ends with the size of the greatest output of a rendering; functions use the forms that take a
/// ``RenderContext`` and throw.
///
/// - SeeAlso: <https://pkg.go.dev/fmt>
public enum GoFormat {
    /// What the verb `%v` prints of a value decoded from JSON or YAML.
    ///
    /// Every number counts as a 64-bit floating-point number, as Go decodes JSON: `3`, `1.5`, and from a million on and
    /// below 1e-4 with an exponent. `null` is `<nil>`, a list `[a b]`, a mapping `map[a:1 b:2]` with ascending keys.
    public static func text(of value: Value) -> String {
        if case .string(let text) = value { return text }
        return text(of: GoValue(value))
    }

    /// What the verb `%v` prints of a value; `<nil>` of nothing.
    public static func text(of value: GoValue) -> String {
        if case .string(let text) = value { return text }
        return String(decoding: bytes(of: value), as: UTF8.self)
    }

    /// What the verb `%v` prints of a value, as bytes, which keep those of a damaged string.
    public static func bytes(of value: GoValue) -> [UInt8] {
        var printer = GoPrinter()
        printer.printArgument(value, "v")
        return printer.output
    }

    /// What the verb `%v` prints of a value, counted as work.
    ///
    /// - Throws: ``FunctionError`` when the text is too long, or the value nested too deep.
    public static func text(of value: GoValue, charging context: RenderContext) throws(FunctionError) -> String {
        if case .string(let text) = value { return text }
        return String(decoding: try printed(charging: context) { $0.printArgument(value, "v") }, as: UTF8.self)
    }

    // MARK: Printing operands

    /// What `fmt.Sprintf` makes: operands printed by a format, complaints such as `%!d(string=hi)` included.
    public static func sprintf(_ format: String, _ arguments: [GoValue]) -> String {
        var printer = GoPrinter()
        printer.printf(Array(format.utf8), arguments)
        return printer.text
    }

    /// What `fmt.Sprint` makes: operands one after the other, a space between two of which neither is a string.
    public static func sprint(_ arguments: [GoValue]) -> String {
        var printer = GoPrinter()
        printer.print(arguments)
        return printer.text
    }

    /// What `fmt.Sprintln` makes: operands with spaces between them, and a line break.
    public static func sprintln(_ arguments: [GoValue]) -> String {
        var printer = GoPrinter()
        printer.println(arguments)
        return printer.text
    }

    /// What `fmt.Sprintf` makes, as a Go string, counted as work.
    ///
    /// - Throws: ``FunctionError`` when the text is too long, or a value nested too deep.
    public static func sprintf(
        _ format: [UInt8],
        _ arguments: [GoValue],
        charging context: RenderContext
    ) throws(FunctionError) -> GoValue {
        .string(bytes: try printed(charging: context) { $0.printf(format, arguments) })
    }

    /// What `fmt.Sprint` makes, as a Go string, counted as work.
    ///
    /// - Throws: ``FunctionError`` when the text is too long, or a value nested too deep.
    public static func sprint(
        _ arguments: [GoValue],
        charging context: RenderContext
    ) throws(FunctionError) -> GoValue {
        .string(bytes: try printed(charging: context) { $0.print(arguments) })
    }

    /// What `fmt.Sprintln` makes, as a Go string, counted as work.
    ///
    /// - Throws: ``FunctionError`` when the text is too long, or a value nested too deep.
    public static func sprintln(
        _ arguments: [GoValue],
        charging context: RenderContext
    ) throws(FunctionError) -> GoValue {
        .string(bytes: try printed(charging: context) { $0.println(arguments) })
    }

    private static func printed(
        charging context: RenderContext,
        _ body: (inout GoPrinter) -> Void
    ) throws(FunctionError) -> [UInt8] {
        var printer = GoPrinter(limit: context.limits.maximumBytes)
        body(&printer)
        if printer.isCut {
            throw FunctionError(
                "a value is nested too deep, or its text longer than \(context.limits.maximumBytes) bytes"
            )
        }
        try context.charge(bytes: printer.output.count)
        return printer.output
    }
}

extension GoPrinter {
    /// Prints operands as `fmt.Print` does.
    mutating func print(_ arguments: [GoValue]) {
        var isAfterString = true
        for argument in arguments {
            let isString =
                switch argument {
                case .string, .rawString: true
                default: false
                }
            if !isString, !isAfterString { append(" ") }
            printArgument(argument, "v")
            isAfterString = isString
        }
    }

    /// Prints operands as `fmt.Println` does.
    mutating func println(_ arguments: [GoValue]) {
        for (index, argument) in arguments.enumerated() {
            if index > 0 { append(" ") }
            printArgument(argument, "v")
        }
        append("\n")
    }
}
