import CYAML

extension ParserFailure {
    /// The error with place and way out.
    func error(in source: YAMLSource) -> YAMLError {
        switch self {
        case .memory:
            return .tooLarge(source.place(offset: 0), message: "not enough memory to read the text")
        case .reader(let problem, let offset, let value):
            let place = source.place(offset: offset)
            guard problem == "control characters are not allowed" else {
                return .invalidCharacter(place, message: "not UTF-8: \(problem)")
            }
            let code = String(UInt32(bitPattern: value), radix: 16, uppercase: true)
            let padded = String(repeating: "0", count: max(0, 4 - code.utf8.count)) + code
            return .invalidCharacter(
                place,
                message: "control character U+\(padded) is not allowed; write it as an escape in double quotes"
            )
        case .grammar(let problem, let mark, let context, let contextMark):
            // Of a key without its colon libyaml only notices that the next line has begun.
            let isKey = problem == "could not find expected ':'"
            let here = isKey ? contextMark : mark
            let line = Int(here.line) + 1
            let column = Int(here.column) + 1
            var message = Self.advice(problem: problem, next: source.scalar(line: line, column: column))
            if let context, !isKey, contextMark.line != mark.line, let name = Self.name(ofContext: context) {
                message += " (in the \(name) that starts on line \(contextMark.line + 1))"
            }
            return .malformed(source.place(line: line, column: column), message: message)
        }
    }

    /// libyaml's words, or better ones where they leave a reader without a way out.
    private static func advice(problem: String, next: Unicode.Scalar?) -> String {
        switch problem {
        case "found character that cannot start any token":
            guard let next, next != "\t" else { return "a tab can not indent; use spaces" }
            return "a text can not start with \(YAMLText.quoted(String(next))); put it in quotes"
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return "a tab can not indent; use spaces"
        case "mapping values are not allowed in this context":
            return "\":\" is not expected here; if it belongs to the text, put the text in quotes"
        case "block sequence entries are not allowed in this context":
            return "\"-\" is not expected here; a list starts on a line of its own"
        case "did not find expected key":
            return "unexpected here; check the indentation, and quotes before it"
        case "did not find expected '-' indicator":
            return "unexpected here; check the indentation"
        case "could not find expected ':'":
            return "a key without \":\" after it"
        case "found unexpected end of stream":
            return "the text ends before the closing quote"
        case "found unknown escape character":
            return "an escape that YAML does not know; a backslash is written as two, or in single quotes"
        default:
            return problem
        }
    }

    /// What libyaml was reading, such as `while parsing a block mapping`, in the words of its users.
    private static func name(ofContext context: String) -> String? {
        switch context {
        case "while parsing a block mapping", "while parsing a flow mapping": "mapping"
        case "while parsing a block collection", "while parsing a flow sequence": "list"
        case "while scanning a quoted scalar": "quoted text"
        case "while scanning a plain scalar": "text"
        case "while scanning a block scalar": "block of text"
        default: nil
        }
    }
}
