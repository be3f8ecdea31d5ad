import FleetValue

/// Parses the text of one file of Go templates.
///
/// Follows Go's `text/template/parse` in what it accepts and in its messages. The line that a message names is that of
/// the last piece taken from the lexer, be it looked at already or not; so pieces are taken as Go takes them.
struct Parser {
    /// How deep blocks and parentheses may nest, so that no text can use up the stack.
    static let maximumNesting = 100

    /// The functions that the text may call.
    let functions: FunctionTable
    let source: TemplateSource
    /// What was defined so far, in order.
    private(set) var definitions: [String: Definition] = [:]
    private(set) var names: [String] = []
    var lexer: Lexer
    /// The definition at hand.
    var tree: Tree
    var nesting = 0

    /// A definition in the making.
    struct Tree {
        /// Pieces taken back, the next one last.
        var pushed: [Token] = []
        /// The last piece taken from the lexer.
        var last: Token?
        /// The line on which the action at hand begins; nil between actions.
        var actionLine: Int?
        var rangeDepth = 0
        /// The variables that Go's parser knows.
        var known = ["$"]
        /// The variables that are set when running gets here, in the order of their slots.
        var scope: [String] = []
        var slotCount = 0
        var sites: [(offset: Int, node: Definition.Node?)] = []
    }

    /// Parses a text.
    ///
    /// - Returns: The definitions in the text, in the order of their ends, the text's own last.
    static func parse(
        _ bytes: [UInt8],
        name: String,
        functions: FunctionTable
    ) throws(TemplateError) -> [Definition] {
        var parser = Parser(bytes, name: name, functions: functions)
        try parser.parseFile()
        return parser.names.compactMap { parser.definitions[$0] }
    }

    private init(_ bytes: [UInt8], name: String, functions: FunctionTable) {
        self.functions = functions
        source = TemplateSource(name: name, bytes: bytes)
        lexer = Lexer(bytes, ignoring: Set(["break", "continue"].filter { functions[$0] != nil }))
        tree = Tree()
    }

    // MARK: Files and definitions

    private mutating func parseFile() throws(TemplateError) {
        var body: [Statement] = []
        while true {
            let token = peek()
            if case .end = token.kind { break }
            if case .leftDelimiter = token.kind {
                let delimiter = next()
                let word = nextNonSpace()
                if word.is(.define) {
                    try parseDefinition()
                    continue
                }
                tree.pushed = [word, delimiter]
            }
            switch try parseTextOrAction() {
            case .statement(let statement): body.append(statement)
            case .end: throw fail("unexpected {{end}}")
            case .else: throw fail("unexpected {{else}}")
            }
        }
        try define(source.name, body)
    }

    /// Parses what follows the word `define`.
    private mutating func parseDefinition() throws(TemplateError) {
        let outer = tree
        tree = Tree()
        let name = try parseName("define clause")
        try expectRightDelimiter("define clause")
        let (body, end) = try parseList()
        if case .else = end { throw fail("unexpected {{else}} in define clause") }
        try define(name, body)
        tree = outer
    }

    /// Parses a `{{block}}` after its pipeline: a definition in place.
    mutating func parseBlockDefinition(_ name: String) throws(TemplateError) {
        let outer = tree
        tree = Tree()
        let (body, end) = try parseList()
        let inner = tree
        if case .else = end {
            tree = outer
            throw fail("unexpected {{else}} in block clause")
        }
        tree = inner
        try define(name, body)
        tree = outer
    }

    private mutating func define(_ name: String, _ body: [Statement]) throws(TemplateError) {
        let definition = Definition(
            name: name,
            source: source,
            body: body,
            slotCount: tree.slotCount,
            sites: tree.sites
        )
        if let other = definitions[name], !other.isEmpty {
            guard definition.isEmpty else {
                throw fail("template: multiple definition of template \(GoQuote.quoted(name))")
            }
            return
        }
        if definitions[name] == nil { names.append(name) }
        definitions[name] = definition
    }

    // MARK: Pieces

    mutating func next() -> Token {
        if let token = tree.pushed.popLast() { return token }
        let token = lexer.next()
        tree.last = token
        return token
    }

    mutating func peek() -> Token {
        if let token = tree.pushed.last { return token }
        let token = next()
        tree.pushed.append(token)
        return token
    }

    mutating func nextNonSpace() -> Token {
        while true {
            let token = next()
            if case .space = token.kind { continue }
            return token
        }
    }

    mutating func peekNonSpace() -> Token {
        let token = nextNonSpace()
        tree.pushed.append(token)
        return token
    }

    @discardableResult
    mutating func expectRightDelimiter(_ context: String) throws(TemplateError) -> Token {
        let token = nextNonSpace()
        guard case .rightDelimiter = token.kind else { throw unexpected(token, context) }
        return token
    }

    /// Parses the name of a template.
    mutating func parseName(_ context: String) throws(TemplateError) -> String {
        let token = nextNonSpace()
        switch token.kind {
        case .string, .rawString:
            guard let bytes = GoUnquote.string(token.text) else { throw fail("invalid syntax") }
            return String(decoding: bytes, as: UTF8.self)
        default: throw unexpected(token, context)
        }
    }

    /// Remembers where a node begins; ``setNode(_:at:)`` follows when the node is made.
    mutating func makeSite(_ offset: Int) -> Site {
        tree.sites.append((offset, nil))
        return Site(tree.sites.count - 1)
    }

    mutating func setNode(_ node: Definition.Node, at site: Site) {
        tree.sites[Int(site)].node = node
    }

    // MARK: Errors

    /// The error of a message at the last piece taken.
    func fail(_ message: String) -> TemplateError {
        let token = tree.last ?? Token(kind: .end, offset: 0, line: 0, text: "")
        let bytes = source.bytes
        return .go(
            GoTemplateFailure(
                stage: .parsing,
                message: "template: \(source.name):\(token.line): \(message)",
                reason: message,
                template: source.name,
                position: TextPosition(offset: token.offset, in: bytes.span)
            )
        )
    }

    func unexpected(_ token: Token, _ context: String) -> TemplateError {
        guard case .error = token.kind else { return fail("unexpected \(token.description) in \(context)") }
        var message = token.text
        if let line = tree.actionLine, line != token.line {
            // Not "action in action".
            message += message.hasSuffix(" action") ? " started at" : " in action started at"
            message += " \(source.name):\(line)"
        }
        return fail(message)
    }

    /// Counts one level of blocks or parentheses.
    mutating func enter() throws(TemplateError) {
        nesting += 1
        if nesting > Self.maximumNesting { throw fail("more than \(Self.maximumNesting) levels of nesting") }
    }
}
