import FleetTemplate
import FleetValue

extension FunctionTable {
    /// Sprig's JSON, Base64 and Base32.
    static let sprigEncoding = FunctionTable([
        "toJson": .json(orEmpty: true),
        "mustToJson": .json(),
        "toPrettyJson": .json(layout: .indented, orEmpty: true),
        "mustToPrettyJson": .json(layout: .indented),
        "toRawJson": .json(escapesHTML: false),
        "mustToRawJson": .json(escapesHTML: false),
        "fromJson": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            let bytes = try arguments[0].chargedBytes(context)
            do {
                return try GoJSONReader.value(in: bytes, context: context)
            } catch {
                return .null
            }
        },
        "mustFromJson": GoFunction(.string) { (arguments, context) throws(FunctionError) in
            try GoJSONReader.value(in: arguments[0].chargedBytes(context), context: context)
        },
        "b64enc": .bytes { .string(Base64.encoded($0)) },
        "b64dec": .bytes { text in
            do throws(CorruptInput) {
                return .string(bytes: try Base64.decoded(text))
            } catch {
                return .string(error.message)
            }
        },
        "b32enc": .bytes { .string(Base32.encoded($0)) },
        "b32dec": .bytes { text in
            do throws(CorruptInput) {
                return .string(bytes: try Base32.decoded(text))
            } catch {
                return .string(error.message)
            }
        },
    ])
}

extension GoFunction {
    /// A function that writes its argument as JSON.
    ///
    /// - Parameters:
    ///   - layout: How the text is spread over lines.
    ///   - escapesHTML: Whether `<`, `>` and `&` are written as escapes.
    ///   - isLenient: Whether what JSON has no text for gives an empty text instead of an error.
    /// - Returns: The function.
    static func json(
        layout: JSONWriter.Layout = .compact,
        escapesHTML: Bool = true,
        orEmpty isLenient: Bool = false
    ) -> GoFunction {
        GoFunction(.any) { (arguments, context) throws(FunctionError) in
            do throws(FunctionError) {
                return .string(
                    try GoJSON.text(of: arguments[0], layout: layout, escapesHTML: escapesHTML, context: context)
                )
            } catch  where isLenient && error.message.hasPrefix("json: ") {
                return .string("")
            }
        }
    }
}
