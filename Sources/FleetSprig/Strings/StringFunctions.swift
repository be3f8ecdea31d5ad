import FleetTemplate

extension FunctionTable {
    /// Sprig's functions on single texts.
    static let sprigStrings = [letterCases, trimming, shortening, comparing, building, quoting]
        .reduce(FunctionTable()) { $0.merging($1) }

    private static let letterCases = FunctionTable([
        "upper": .bytes(LetterCase.upper),
        "lower": .bytes(LetterCase.lower),
        "title": .bytes(LetterCase.title),
        "untitle": .bytes(LetterCase.untitle),
        "swapcase": .bytes(LetterCase.swapped),
        "initials": .bytes(LetterCase.initials),
        "nospace": .bytes(LetterCase.withoutSpace),
        "camelcase": .bytes(CaseStyle.camel),
        "snakecase": .bytes { CaseStyle.connected($0, with: "_") },
        "kebabcase": .bytes { CaseStyle.connected($0, with: "-") },
    ])

    private static let trimming = FunctionTable([
        "trim": .bytes { .string(bytes: Array(Trimming.trimmed($0) { $0.isGoSpace })) },
        "trimAll": trimAll,
        "trimall": trimAll,
        "trimPrefix": .twoBytes { prefix, text in
            .string(bytes: text.starts(with: prefix) ? Array(text[prefix.count...]) : text)
        },
        "trimSuffix": .twoBytes { suffix, text in
            .string(bytes: Trimming.ends(text, with: suffix) ? Array(text.dropLast(suffix.count)) : text)
        },
    ])

    private static let trimAll = GoFunction.twoBytes { characters, text in
        let characters = Set(GoRunes.scalars(of: characters))
        return .string(bytes: Array(Trimming.trimmed(text) { characters.contains($0) }))
    }

    private static let shortening = FunctionTable([
        "trunc": GoFunction(.int, .string) { (arguments, context) throws(FunctionError) in
            let text = try arguments[1].chargedBytes(context)
            return .string(bytes: Array(Shortening.truncated(text, to: arguments[0].intArgument)))
        },
        "substr": GoFunction(.int, .int, .string) { (arguments, context) throws(FunctionError) in
            let text = try arguments[2].chargedBytes(context)
            let piece = try Shortening.piece(text, from: arguments[0].intArgument, to: arguments[1].intArgument)
            return .string(bytes: Array(piece))
        },
        "abbrev": GoFunction(.int, .string) { (arguments, context) throws(FunctionError) in
            let width = arguments[0].intArgument
            guard width >= 4 else { return arguments[1] }
            return .string(bytes: Shortening.abbreviated(try arguments[1].chargedBytes(context), from: 0, width: width))
        },
        "abbrevboth": GoFunction(.int, .int, .string) { (arguments, context) throws(FunctionError) in
            let (left, right) = (arguments[0].intArgument, arguments[1].intArgument)
            guard right >= 4, left <= 0 || right >= 7 else { return arguments[2] }
            let text = try arguments[2].chargedBytes(context)
            return .string(bytes: Shortening.abbreviated(text, from: left, width: right))
        },
    ])

    private static let comparing = FunctionTable([
        "contains": .twoBytes { part, text in
            .bool(part.isEmpty || BytePattern(part).firstIndex(in: text) != nil)
        },
        "hasPrefix": .twoBytes { prefix, text in .bool(text.starts(with: prefix)) },
        "hasSuffix": .twoBytes { suffix, text in .bool(Trimming.ends(text, with: suffix)) },
        "plural": GoFunction(.string, .string, .int) { arguments, _ in
            arguments[2].intArgument == 1 ? arguments[0] : arguments[1]
        },
    ])

    private static let building = FunctionTable([
        "hello": GoFunction { _, _ in .string("Hello!") },
        "repeat": GoFunction(.int, .string) { (arguments, context) throws(FunctionError) in
            let text = arguments[1].bytesArgument
            return .string(bytes: try TextBuilding.repeated(text, arguments[0].intArgument, context))
        },
        "indent": GoFunction(.int, .string) { (arguments, context) throws(FunctionError) in
            let text = arguments[1].bytesArgument
            return .string(bytes: try TextBuilding.indented(text, by: arguments[0].intArgument, context))
        },
        "nindent": GoFunction(.int, .string) { (arguments, context) throws(FunctionError) in
            let text = arguments[1].bytesArgument
            let indented = try TextBuilding.indented(text, by: arguments[0].intArgument, context)
            return .string(bytes: [UInt8(ascii: "\n")] + indented)
        },
        "replace": GoFunction(.string, .string, .string) { (arguments, context) throws(FunctionError) in
            let text = try arguments[2].chargedBytes(context)
            let (old, new) = (arguments[0].bytesArgument, arguments[1].bytesArgument)
            return .string(bytes: try TextBuilding.replaced(old, by: new, in: text, context))
        },
        "cat": GoFunction(variadic: .any) { (arguments, context) throws(FunctionError) in
            var texts: [[UInt8]] = []
            for argument in arguments where !argument.isNil {
                texts.append(try GoFormat.sprint([argument], charging: context).bytesArgument)
            }
            return .string(bytes: try TextBuilding.joined(texts, separator: [UInt8(ascii: " ")], context))
        },
        "wrap": GoFunction(.int, .string) { (arguments, context) throws(FunctionError) in
            let text = try arguments[1].chargedBytes(context)
            let width = arguments[0].intArgument
            return .string(bytes: try Wrapping.wrapped(text, width: width, breaksWords: false, context))
        },
        "wrapWith": GoFunction(.int, .string, .string) { (arguments, context) throws(FunctionError) in
            let text = try arguments[2].chargedBytes(context)
            let wrapped = try Wrapping.wrapped(
                text,
                width: arguments[0].intArgument,
                separator: arguments[1].bytesArgument,
                breaksWords: true,
                context
            )
            return .string(bytes: wrapped)
        },
    ])

    private static let quoting = FunctionTable([
        "quote": GoFunction(variadic: .any) { (arguments, context) throws(FunctionError) in
            var texts: [[UInt8]] = []
            for argument in arguments where !argument.isNil {
                let text = try argument.sprigBytes(context)
                try context.charge(bytes: text.count)
                texts.append(TextBuilding.quoted(text))
            }
            return .string(bytes: try TextBuilding.joined(texts, separator: [UInt8(ascii: " ")], context))
        },
        "squote": GoFunction(variadic: .any) { (arguments, context) throws(FunctionError) in
            let quote = [UInt8(ascii: "'")]
            var texts: [[UInt8]] = []
            for argument in arguments where !argument.isNil {
                texts.append(quote + (try GoFormat.sprint([argument], charging: context).bytesArgument) + quote)
            }
            return .string(bytes: try TextBuilding.joined(texts, separator: [UInt8(ascii: " ")], context))
        },
        "toString": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            try arguments[0].sprigText(context)
        },
    ])
}

extension GoValue {
    /// The bytes of an argument declared `string`, counted as work.
    func chargedBytes(_ context: RenderContext) throws(FunctionError) -> [UInt8] {
        let bytes = bytesArgument
        try context.charge(bytes: bytes.count)
        return bytes
    }
}

extension GoFunction {
    /// A function of one text.
    static func bytes(_ body: @escaping @Sendable ([UInt8]) -> GoValue) -> GoFunction {
        GoFunction(.string) { (arguments, context) throws(FunctionError) in
            body(try arguments[0].chargedBytes(context))
        }
    }

    /// A function of two texts, the second of which pipelines pass.
    static func twoBytes(_ body: @escaping @Sendable ([UInt8], [UInt8]) -> GoValue) -> GoFunction {
        GoFunction(.string, .string) { (arguments, context) throws(FunctionError) in
            body(try arguments[0].chargedBytes(context), try arguments[1].chargedBytes(context))
        }
    }
}
