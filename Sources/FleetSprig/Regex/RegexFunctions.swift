import FleetRegex
import FleetTemplate

extension FunctionTable {
    /// Sprig's functions on regular expressions.
    ///
    /// The forms without `must` panic in Go at a pattern that is wrong, which the engine reports as it does any error;
    /// ``regexMatch`` alone takes it for no match.
    ///
    /// - SeeAlso: <https://masterminds.github.io/sprig/strings.html>
    static let sprigRegex = FunctionTable([
        "regexMatch": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            // Sprig drops the error: a wrong pattern matches nothing.
            guard case .string(let pattern) = arguments[0], let regexp = try? RegexpCache.shared.regexp(pattern)
            else { return .bool(false) }
            return .bool(try RegexWork(regexp, arguments[1], context).matches())
        },
        "mustRegexMatch": GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            .bool(try RegexWork(arguments, context, complaint: .plain).matches())
        },
        "regexFind": find(.panic),
        "mustRegexFind": find(.plain),
        "regexFindAll": findAll(.panic),
        "mustRegexFindAll": findAll(.plain),
        "regexReplaceAll": replaceAll(.panic),
        "mustRegexReplaceAll": replaceAll(.plain),
        "regexReplaceAllLiteral": replaceAllLiteral(.panic),
        "mustRegexReplaceAllLiteral": replaceAllLiteral(.plain),
        "regexSplit": split(.panic),
        "mustRegexSplit": split(.plain),
        "regexQuoteMeta": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            try context.charge(bytes: arguments[0].bytesArgument.count * 2)
            return .string(bytes: Regexp.quoteMeta(arguments[0].bytesArgument))
        },
    ])

    private static func find(_ complaint: RegexWork.Complaint) -> GoFunction {
        GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            try RegexWork(arguments, context, complaint: complaint).first()
        }
    }

    private static func findAll(_ complaint: RegexWork.Complaint) -> GoFunction {
        GoFunction(.string, .string, .int) { (arguments, context) throws(FunctionError) in
            try RegexWork(arguments, context, complaint: complaint).all(limit: arguments[2].intArgument)
        }
    }

    private static func replaceAll(_ complaint: RegexWork.Complaint) -> GoFunction {
        GoFunction(.string, .string, .string) { (arguments, context) throws(FunctionError) in
            try RegexWork(arguments, context, complaint: complaint).replaced(template: arguments[2].bytesArgument)
        }
    }

    private static func replaceAllLiteral(_ complaint: RegexWork.Complaint) -> GoFunction {
        GoFunction(.string, .string, .string) { (arguments, context) throws(FunctionError) in
            try RegexWork(arguments, context, complaint: complaint).replaced(by: arguments[2].bytesArgument)
        }
    }

    private static func split(_ complaint: RegexWork.Complaint) -> GoFunction {
        GoFunction(.string, .string, .int) { (arguments, context) throws(FunctionError) in
            try RegexWork(arguments, context, complaint: complaint).parts(arguments[2].intArgument)
        }
    }
}

/// A pattern at work on a text, all it does counted.
private struct RegexWork {
    /// How a wrong pattern is told.
    enum Complaint {
        /// As the error of `regexp.Compile`.
        case plain
        /// As the panic of `regexp.MustCompile`.
        case panic
    }

    /// How many steps of a search are one unit of work.
    private static let stepsPerUnit = 16

    private let regexp: Regexp
    private let text: [UInt8]
    private let context: RenderContext

    /// Prepares work on a text.
    init(_ regexp: Regexp, _ text: GoValue, _ context: RenderContext) throws(FunctionError) {
        self.regexp = regexp
        self.text = text.bytesArgument
        self.context = context
        try context.charge(1 + regexp.size / 8)
    }

    /// Compiles the first argument for work on the second.
    init(_ arguments: [GoValue], _ context: RenderContext, complaint: Complaint) throws(FunctionError) {
        let regexp: Regexp
        do throws(RegexpError) {
            guard case .string(let pattern) = arguments[0] else {
                throw RegexpError(.invalidUTF8, arguments[0].textArgument)
            }
            regexp = try RegexpCache.shared.regexp(pattern)
        } catch {
            if case .plain = complaint { throw FunctionError(error.description) }
            let pattern = try GoFormat.sprintf(Array("%#q".utf8), [arguments[0]], charging: context)
            throw FunctionError("regexp: Compile(\(pattern.textArgument)): \(error.description)")
        }
        try self.init(regexp, arguments[1], context)
    }

    func matches() throws(FunctionError) -> Bool {
        try regexp.matches(text) { steps throws(FunctionError) in try charge(steps) }
    }

    func first() throws(FunctionError) -> GoValue {
        let match = try regexp.firstMatch(in: text) { steps throws(FunctionError) in try charge(steps) }
        guard let whole = match?[0] else { return .string("") }
        return .string(bytes: Array(text[whole]))
    }

    func all(limit: Int) throws(FunctionError) -> GoValue {
        let matches = try regexp.allMatches(in: text, limit: limit) { steps throws(FunctionError) in
            try charge(steps)
        }
        return try list(of: matches.compactMap { $0[0] }, isNil: matches.isEmpty)
    }

    func parts(_ count: Int) throws(FunctionError) -> GoValue {
        let parts = try regexp.split(text, count) { steps throws(FunctionError) in try charge(steps) }
        return try list(of: parts, isNil: count == 0)
    }

    func replaced(template: [UInt8]) throws(FunctionError) -> GoValue {
        let result = try regexp.replaceAll(in: text, template: template) { (steps, bytes) throws(FunctionError) in
            try charge(steps, bytes: bytes)
        }
        try context.charge(bytes: result.count)
        return .string(bytes: result)
    }

    func replaced(by replacement: [UInt8]) throws(FunctionError) -> GoValue {
        let result = try regexp.replaceAllLiteral(in: text, by: replacement) { (steps, bytes) throws(FunctionError) in
            try charge(steps, bytes: bytes)
        }
        try context.charge(bytes: result.count)
        return .string(bytes: result)
    }

    private func list(of ranges: [Range<Int>], isNil: Bool) throws(FunctionError) -> GoValue {
        if isNil { return .list(GoList(nilOf: .string)) }
        try context.charge(elements: ranges.count)
        return .list(GoList(ranges.map { .string(bytes: Array(text[$0])) }, of: .string))
    }

    private func charge(_ steps: Int, bytes: Int = 0) throws(FunctionError) {
        if bytes > context.limits.maximumBytes { try context.charge(bytes: bytes) }
        try context.charge(1 + steps / Self.stepsPerUnit)
    }
}
