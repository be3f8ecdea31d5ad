/// The text of one file of templates.
final class TemplateSource: Sendable {
    /// The name in error messages.
    let name: String
    /// The text in UTF-8.
    let bytes: [UInt8]

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// A named template, ready to run.
final class Definition: Sendable {
    /// A node that messages can name.
    enum Node: Sendable {
        case operand(Operand)
        case command(CommandNode)
        case pipe(PipeNode)
        case template(TemplateNode)

        /// The node as Go prints it.
        var text: String {
            switch self {
            case .operand(let operand): operand.text
            case .command(let command): command.text
            case .pipe(let pipe): pipe.text
            case .template(let template): template.text
            }
        }
    }

    let name: String
    let source: TemplateSource
    let body: [Statement]
    /// How many variables are kept at once, beside `$`.
    let slotCount: Int
    /// The nodes by their ``Site``, and where they begin, in bytes.
    let sites: [(offset: Int, node: Node?)]

    init(
        name: String,
        source: TemplateSource,
        body: [Statement],
        slotCount: Int,
        sites: [(offset: Int, node: Node?)]
    ) {
        self.name = name
        self.source = source
        self.body = body
        self.slotCount = slotCount
        self.sites = sites
    }

    /// Whether there is nothing but white space, so that the definition does not take the place of another.
    var isEmpty: Bool {
        body.allSatisfy { statement in
            guard case .text(let bytes) = statement else { return false }
            return UTF8.isSpace(bytes)
        }
    }
}

extension UTF8 {
    /// Whether a text is white space alone.
    fileprivate static func isSpace(_ bytes: [UInt8]) -> Bool {
        String(decoding: bytes, as: UTF8.self).unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }
}
