/// What ends with `{{end}}`.
extension Parser {
    /// A part of a list, or what ends it.
    enum Item {
        case statement(Statement)
        case end
        case `else`
    }

    /// What ends a list.
    enum ListEnd {
        case end
        case `else`
    }

    /// Parses up to `{{end}}` or `{{else}}`, which are taken.
    mutating func parseList() throws(TemplateError) -> (body: [Statement], end: ListEnd) {
        var body: [Statement] = []
        while true {
            if case .end = peekNonSpace().kind { throw fail("unexpected EOF") }
            switch try parseTextOrAction() {
            case .statement(let statement): body.append(statement)
            case .end: return (body, .end)
            case .else: return (body, .else)
            }
        }
    }

    mutating func parseTextOrAction() throws(TemplateError) -> Item {
        let token = nextNonSpace()
        switch token.kind {
        case .text: return .statement(.text(Array(token.text.utf8)))
        case .leftDelimiter:
            tree.actionLine = token.line
            let item = try parseAction()
            tree.actionLine = nil
            return item
        default: throw unexpected(token, "input")
        }
    }

    private mutating func parseAction() throws(TemplateError) -> Item {
        let token = nextNonSpace()
        guard case .keyword(let keyword) = token.kind else {
            tree.pushed.append(token)
            return .statement(try parseCommandAction())
        }
        switch keyword {
        case .block: return .statement(try parseBlock())
        case .break, .continue:
            let word = "{{\(keyword.rawValue)}}"
            try expectRightDelimiter(word)
            if tree.rangeDepth == 0 { throw fail("\(word) outside {{range}}") }
            return .statement(keyword == .break ? .break : .continue)
        case .else:
            let following = peekNonSpace()
            if !following.is(.if), !following.is(.with) { try expectRightDelimiter("else") }
            return .else
        case .end:
            try expectRightDelimiter("end")
            return .end
        case .if: return .statement(try parseIf())
        case .range: return .statement(try parseRange())
        case .template: return .statement(try parseTemplate())
        case .with: return .statement(try parseWith())
        case .define, .null:
            tree.pushed.append(token)
            return .statement(try parseCommandAction())
        }
    }

    private mutating func parseCommandAction() throws(TemplateError) -> Statement {
        // Looking at what comes next is what Go does here, and it decides which line errors name.
        _ = peek()
        let pipe = try parsePipeline("command", end: .rightDelimiter)
        if pipe.declarations.isEmpty, pipe.commands.count == 1, pipe.commands[0].operands.count == 1,
            case .field(let field) = pipe.commands[0].operands[0]
        {
            return .field(field)
        }
        return .action(pipe)
    }

    // MARK: Controls

    private mutating func parseIf() throws(TemplateError) -> Statement {
        try enter()
        let known = tree.known.count
        let scope = tree.scope.count
        var branches: [BranchNode.Branch] = []
        var otherwise: [Statement] = []
        while true {
            let condition = try parsePipeline("if", end: .rightDelimiter)
            let inner = tree.scope.count
            let (body, end) = try parseList()
            branches.append(BranchNode.Branch(condition: condition, body: body))
            if case .end = end { break }
            tree.scope.removeLast(tree.scope.count - inner)
            if peek().is(.if) {
                _ = next()
                continue
            }
            otherwise = try parseElse("if")
            break
        }
        close(known: known, scope: scope)
        return .branch(BranchNode(branches: branches, otherwise: otherwise))
    }

    private mutating func parseWith() throws(TemplateError) -> Statement {
        let (pipe, body, otherwise) = try parseControl("with")
        return .with(WithNode(pipe: pipe, body: body, otherwise: otherwise))
    }

    private mutating func parseRange() throws(TemplateError) -> Statement {
        let (pipe, body, otherwise) = try parseControl("range")
        return .range(RangeNode(pipe: pipe, body: body, otherwise: otherwise))
    }

    private mutating func parseControl(
        _ context: String
    ) throws(TemplateError) -> (pipe: PipeNode, body: [Statement], otherwise: [Statement]) {
        try enter()
        let known = tree.known.count
        let scope = tree.scope.count
        let pipe = try parsePipeline(context, end: .rightDelimiter)
        let inner = tree.scope.count
        if context == "range" { tree.rangeDepth += 1 }
        let (body, end) = try parseList()
        if context == "range" { tree.rangeDepth -= 1 }
        var otherwise: [Statement] = []
        if case .else = end {
            tree.scope.removeLast(tree.scope.count - inner)
            otherwise = try parseElse(context)
        }
        close(known: known, scope: scope)
        return (pipe, body, otherwise)
    }

    /// Parses what follows `{{else}}`, or the control that `else` is one line with.
    private mutating func parseElse(_ context: String) throws(TemplateError) -> [Statement] {
        if context == "with", peek().is(.with) {
            _ = next()
            return [try parseWith()]
        }
        if peek().is(.with) { try expectRightDelimiter("else") }
        let (body, end) = try parseList()
        if case .else = end { throw fail("expected end; found {{else}}") }
        return body
    }

    private mutating func close(known: Int, scope: Int) {
        tree.known.removeLast(tree.known.count - known)
        tree.scope.removeLast(tree.scope.count - scope)
        nesting -= 1
    }

    // MARK: Templates

    private mutating func parseTemplate() throws(TemplateError) -> Statement {
        let token = peekNonSpace()
        let name = try parseName("template clause")
        let following = nextNonSpace()
        var pipe: PipeNode?
        if case .rightDelimiter = following.kind {
        } else {
            tree.pushed.append(following)
            pipe = try parsePipeline("template clause", end: .rightDelimiter)
        }
        return makeTemplate(token.offset, name, pipe)
    }

    private mutating func parseBlock() throws(TemplateError) -> Statement {
        let token = peekNonSpace()
        let name = try parseName("block clause")
        let pipe = try parsePipeline("block clause", end: .rightDelimiter)
        try enter()
        try parseBlockDefinition(name)
        nesting -= 1
        return makeTemplate(token.offset, name, pipe)
    }

    private mutating func makeTemplate(_ offset: Int, _ name: String, _ pipe: PipeNode?) -> Statement {
        let site = makeSite(offset)
        let node = TemplateNode(site: site, name: name, pipe: pipe)
        setNode(.template(node), at: site)
        return .template(node)
    }
}
