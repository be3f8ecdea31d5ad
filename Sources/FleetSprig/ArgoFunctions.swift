import FleetTemplate

extension FunctionTable {
    /// What Argo CD adds to Sprig for ApplicationSets; here an error is one.
    ///
    /// Follows argo-cd `applicationset/utils/template_functions.go` and `utils.go`.
    static let argoAdditions = FunctionTable([
        "normalize": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            try context.charge(bytes: arguments[0].bytesArgument.count)
            return .string(NormalizedName.of(arguments[0].textArgument))
        },
        "slugify": GoFunction(variadic: .any) { (arguments, context) throws(FunctionError) in
            .string(try Slug.of(arguments, context: context))
        },
        "toYaml": GoFunction(.any) { (arguments, context) throws(FunctionError) in
            try YAMLFunctions.text(of: arguments[0], context: context)
        },
        "fromYaml": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            try YAMLFunctions.mapping(in: arguments[0].chargedBytes(context), context: context)
        },
        "fromYamlArray": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            try YAMLFunctions.list(in: arguments[0].chargedBytes(context), context: context)
        },
    ])
}

/// Short names for branches and the like.
///
/// Follows argo-cd (`SlugifyName`) and `github.com/gosimple/slug`. The latter's transliteration has nothing to do: the
/// name is normalized first, and nothing but `a` to `z`, digits, `-` and `.` is left of it then.
private enum Slug {
    private static let defaultLength = 50

    /// The slug of the last argument; before it may stand the greatest length, and whether to cut between words.
    ///
    /// - Throws: ``FunctionError`` in Go's words for arguments of other types.
    static func of(_ arguments: [GoValue], context: RenderContext) throws(FunctionError) -> String {
        guard let name = arguments.last else { return "" }
        var length = defaultLength
        var cutsBetweenWords = true
        if arguments.count == 2 || arguments.count == 3 {
            guard case .integer(let number, .int) = arguments[0] else {
                throw GoPanic.conversion(of: arguments[0], to: "int")
            }
            length = Int(number)
        }
        if arguments.count == 3 {
            guard case .bool(let truth) = arguments[1] else {
                throw GoPanic.conversion(of: arguments[1], to: "bool")
            }
            cutsBetweenWords = truth
        }
        let text = try GoFormat.sprint([name], charging: context).textArgument
        var bytes = Array(NormalizedName.of(text).utf8)
        if !cutsBetweenWords, bytes.count >= length {
            guard length >= 0 else { throw FunctionError("runtime error: slice bounds out of range [:\(length)]") }
            bytes.removeLast(bytes.count - length)
        }
        bytes = joined(bytes)
        if cutsBetweenWords, length > 0, bytes.count > length {
            let end = bytes[...length].lastIndex(of: UInt8(ascii: "-")) ?? length
            bytes.removeLast(bytes.count - end)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The letters and digits with a single `-` in place of whatever stands between them, none at the ends.
    private static func joined(_ name: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in name {
            let isSeparator = byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            if isSeparator, result.isEmpty || result.last == UInt8(ascii: "-") { continue }
            result.append(isSeparator ? UInt8(ascii: "-") : byte)
        }
        if result.last == UInt8(ascii: "-") { result.removeLast() }
        return result
    }
}
