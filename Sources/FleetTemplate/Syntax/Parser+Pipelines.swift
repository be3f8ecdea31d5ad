import FleetValue

/// Pipelines, commands, operands.
extension Parser {
    /// Parses commands up to what ends them, which is taken.
    mutating func parsePipeline(_ context: String, end: Token.Kind) throws(TemplateError) -> PipeNode {
        let site = makeSite(peekNonSpace().offset)
        let (names, isAssignment) = try parseDeclarations(context)
        var commands: [CommandNode] = []
        while true {
            let token = nextNonSpace()
            if token.kind.isSame(as: end) { break }
            guard token.kind.beginsOperand else { throw unexpected(token, context) }
            tree.pushed.append(token)
            commands.append(try parseCommand())
        }
        try check(commands, context)
        // Only now, since the commands see what was there before.
        let declarations = names.map { name in
            Declaration(name: name, place: isAssignment ? place(of: name) : declare(name))
        }
        let pipe = PipeNode(site: site, declarations: declarations, isAssignment: isAssignment, commands: commands)
        setNode(.pipe(pipe), at: site)
        return pipe
    }

    private mutating func parseDeclarations(
        _ context: String
    ) throws(TemplateError) -> (names: [String], isAssignment: Bool) {
        var names: [String] = []
        while case .variable = peekNonSpace().kind {
            let variable = next()
            // A space after the variable must be there again for the command that it may begin.
            let following = peek()
            let token = peekNonSpace()
            switch token.kind {
            case .assign, .declare:
                _ = nextNonSpace()
                names.append(variable.text)
                tree.known.append(variable.text)
                if case .assign = token.kind { return (names, true) }
                return (names, false)
            case .character where token.text == ",":
                _ = nextNonSpace()
                names.append(variable.text)
                tree.known.append(variable.text)
                guard context == "range", names.count < 2 else {
                    throw fail("too many declarations in \(context)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw fail("range can only initialize variables")
                }
            default:
                if case .space = following.kind { tree.pushed.append(following) }
                tree.pushed.append(variable)
                return (names, false)
            }
        }
        return (names, false)
    }

    private func check(_ commands: [CommandNode], _ context: String) throws(TemplateError) {
        if commands.isEmpty { throw fail("missing value for \(context)") }
        for (index, command) in commands.enumerated().dropFirst() {
            switch command.operands[0] {
            case .bool, .dot, .null, .number, .string:
                throw fail("non executable command in pipeline stage \(index + 1)")
            default: break
            }
        }
    }

    private mutating func parseCommand() throws(TemplateError) -> CommandNode {
        let site = makeSite(peekNonSpace().offset)
        var operands: [Operand] = []
        command: while true {
            _ = peekNonSpace()
            if let operand = try parseOperand() { operands.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis:
                tree.pushed.append(token)
                break command
            case .pipe: break command
            default: throw unexpected(token, "operand")
            }
        }
        guard let first = operands.first else { throw fail("empty command") }
        var call: CallNode?
        if case .function(let node) = first {
            call = CallNode(
                site: node.site,
                callSite: site,
                name: node.name,
                function: node.function,
                kind: node.kind,
                arguments: Array(operands.dropFirst())
            )
        }
        let command = CommandNode(site: site, operands: operands, call: call)
        setNode(.command(command), at: site)
        return command
    }

    private mutating func parseOperand() throws(TemplateError) -> Operand? {
        guard let term = try parseTerm() else { return nil }
        guard case .field = peek().kind else { return term }
        let offset = peek().offset
        var path: [String] = []
        while case .field = peek().kind { path.append(String(next().text.dropFirst())) }
        let site = makeSite(offset)
        let operand: Operand
        switch term {
        case .field(let node): operand = .field(FieldNode(site: site, path: node.path + path))
        case .variable(let node):
            operand = .variable(VariableNode(site: site, name: node.name, place: node.place, path: node.path + path))
        case .bool, .string, .number, .null, .dot:
            throw fail("unexpected . after term \(GoQuote.quoted(term.text))")
        case .function, .chain, .pipe:
            operand = .chain(ChainNode(site: site, operand: term, path: path))
        }
        setNode(.operand(operand), at: site)
        return operand
    }

    private mutating func parseTerm() throws(TemplateError) -> Operand? {
        let token = nextNonSpace()
        if case .leftParenthesis = token.kind {
            try enter()
            let pipe = try parsePipeline("parenthesized pipeline", end: .rightParenthesis)
            nesting -= 1
            return .pipe(pipe)
        }
        guard token.kind.beginsOperand else {
            tree.pushed.append(token)
            return nil
        }
        let site = makeSite(token.offset)
        let operand: Operand
        switch token.kind {
        case .identifier: operand = .function(try makeCall(token, site))
        case .dot: operand = .dot(site)
        case .keyword: operand = .null(site)
        case .variable:
            guard tree.known.contains(where: { $0.hasSameBytes(as: token.text) }) else {
                throw fail("undefined variable \(GoQuote.quoted(token.text))")
            }
            operand = .variable(VariableNode(site: site, name: token.text, place: place(of: token.text), path: []))
        case .field: operand = .field(FieldNode(site: site, path: [String(token.text.dropFirst())]))
        case .bool: operand = .bool(token.text == "true", site)
        case .string, .rawString:
            guard let bytes = GoUnquote.string(token.text) else { throw fail("invalid syntax") }
            operand = .string(StringNode(site: site, source: token.text, value: .string(bytes: bytes)))
        default:
            do throws(FunctionError) {
                let number = try NumberConstant(token.text, token.kind)
                operand = .number(NumberNode(site: site, number: number))
            } catch {
                throw fail(error.message)
            }
        }
        setNode(.operand(operand), at: site)
        return operand
    }

    private func makeCall(_ token: Token, _ site: Site) throws(TemplateError) -> CallNode {
        var kind = CallNode.Kind.plain
        var function = functions[token.text]
        if function == nil {
            function = FunctionTable.builtins[token.text]
            if token.text == "and" { kind = .and }
            if token.text == "or" { kind = .or }
            if token.text == "slice" { kind = .slice }
        }
        guard let function else { throw fail("function \(GoQuote.quoted(token.text)) not defined") }
        return CallNode(site: site, callSite: site, name: token.text, function: function, kind: kind, arguments: [])
    }

    // MARK: Variables

    /// Where the variable of a name is that was set last.
    private func place(of name: String) -> VariablePlace {
        if let slot = tree.scope.lastIndex(where: { $0.hasSameBytes(as: name) }) { return .slot(slot) }
        return name == "$" ? .root : .nowhere
    }

    private mutating func declare(_ name: String) -> VariablePlace {
        tree.scope.append(name)
        tree.slotCount = max(tree.slotCount, tree.scope.count)
        return .slot(tree.scope.count - 1)
    }
}
