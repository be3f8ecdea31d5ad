import FleetValue

/// Pipelines, operands and fields.
extension Execution {
    // MARK: Pipelines

    /// Evaluates a pipeline and sets its variables.
    mutating func evaluate(_ pipe: PipeNode, _ dot: GoValue) throws(TemplateError) -> GoValue {
        site = pipe.site
        var value = try evaluate(pipe.commands[0], dot, final: nil).unwrapped
        for command in pipe.commands.dropFirst() {
            value = try evaluate(command, dot, final: value).unwrapped
        }
        for declaration in pipe.declarations { try set(declaration, Variable(value: value)) }
        return value
    }

    mutating func set(_ declaration: Declaration, _ variable: Variable) throws(TemplateError) {
        switch declaration.place {
        case .slot(let slot): slots[base + slot] = variable
        case .root: root = variable
        case .nowhere: throw fail("undefined variable: \(declaration.name)")
        }
    }

    /// Evaluates a command.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - dot: The value of `.`.
    ///   - final: The result of the command before it, which becomes its last argument.
    /// - Returns: The command's result, which may be a nil.
    /// - Throws: ``TemplateError/go(_:)`` when an operand can not be evaluated.
    private mutating func evaluate(
        _ command: CommandNode,
        _ dot: GoValue,
        final: GoValue?
    ) throws(TemplateError) -> GoValue {
        if let call = command.call { return try evaluate(call, dot, final: final) }
        switch command.operands[0] {
        case .field(let node):
            site = node.site
            let receiver = Variable(value: dot, isInterface: dotIsInterface)
            return try evaluate(node.path, of: receiver, command, dot, final)
        case .chain(let node):
            return try evaluate(node, command, dot, final)
        case .variable(let node):
            site = node.site
            let variable = try variable(node)
            if node.path.isEmpty {
                try refuseArguments(command, final)
                return variable.value
            }
            return try evaluate(node.path, of: variable, command, dot, final)
        case .pipe(let node):
            try refuseArguments(command, final)
            return try evaluate(node, dot)
        case .dot(let site):
            self.site = site
            try refuseArguments(command, final)
            return dot
        case .null(let site):
            self.site = site
            try refuseArguments(command, final)
            throw fail("nil is not a command")
        case .bool(let truth, let site):
            self.site = site
            try refuseArguments(command, final)
            return .bool(truth)
        case .string(let node):
            site = node.site
            try refuseArguments(command, final)
            return node.value.value
        case .number(let node):
            site = node.site
            try refuseArguments(command, final)
            return try ideal(node)
        case .function(let node):
            return try evaluate(node, dot, final: final)
        }
    }

    private func refuseArguments(_ command: CommandNode, _ final: GoValue?) throws(TemplateError) {
        if command.operands.count > 1 || final != nil {
            throw fail("can't give argument to non-function \(command.operands[0].text)")
        }
    }

    private func ideal(_ node: NumberNode) throws(TemplateError) -> GoValue {
        switch node.number.ideal {
        case .success(let constant): return constant.value
        case .failure(let error): throw fail(error.message)
        }
    }

    // MARK: Operands

    /// Evaluates an operand that is an argument; unlike a command's result, it may be a nil.
    mutating func evaluate(_ operand: Operand, _ dot: GoValue) throws(TemplateError) -> GoValue {
        switch operand {
        case .dot(let site):
            self.site = site
            resultIsInterface = dotIsInterface
            return dot
        case .field(let node): return try evaluate(node, dot)
        case .variable(let node):
            site = node.site
            let variable = try variable(node)
            resultIsInterface = variable.isInterface
            return node.path.isEmpty ? variable.value : try evaluate(node.path, of: variable, nil, dot, nil)
        case .function(let node): return try evaluate(node, dot, final: nil)
        case .chain(let node): return try evaluate(node, nil, dot, nil)
        case .pipe(let node): return try evaluate(node, dot)
        case .null(let site):
            self.site = site
            return .none
        case .bool(let truth, let site):
            self.site = site
            return .bool(truth)
        case .string(let node):
            site = node.site
            return node.value.value
        case .number(let node):
            site = node.site
            return try ideal(node)
        }
    }

    /// Evaluates a field without arguments.
    mutating func evaluate(_ node: FieldNode, _ dot: GoValue) throws(TemplateError) -> GoValue {
        site = node.site
        if let found = dot.value(at: node.path) {
            resultIsInterface = found.isInterface
            return found.value
        }
        return try evaluate(node.path, of: Variable(value: dot, isInterface: dotIsInterface), nil, dot, nil)
    }

    private mutating func evaluate(
        _ node: ChainNode,
        _ command: CommandNode?,
        _ dot: GoValue,
        _ final: GoValue?
    ) throws(TemplateError) -> GoValue {
        site = node.site
        if case .null = node.operand { throw fail("indirection through explicit nil in \(Operand.chain(node).text)") }
        let receiver = try evaluate(node.operand, dot)
        return try evaluate(node.path, of: Variable(value: receiver), command, dot, final)
    }

    private func variable(_ node: VariableNode) throws(TemplateError) -> Variable {
        switch node.place {
        case .slot(let slot): return slots[base + slot]
        case .root: return root
        case .nowhere: throw fail("undefined variable: \(node.name)")
        }
    }

    // MARK: Fields

    /// Goes from field to field.
    ///
    /// - Parameters:
    ///   - path: The names.
    ///   - receiver: Where the first one is looked up.
    ///   - command: The command whose arguments the last one gets; nil when there are none.
    ///   - dot: The value of `.`.
    ///   - final: The last argument for the last one, where there is one.
    /// - Returns: What stands at the end.
    /// - Throws: ``TemplateError/go(_:)`` when there is no such field, and missing keys are errors.
    private mutating func evaluate(
        _ path: [String],
        of receiver: Variable,
        _ command: CommandNode?,
        _ dot: GoValue,
        _ final: GoValue?
    ) throws(TemplateError) -> GoValue {
        var value = receiver.value
        var isInterface = receiver.isInterface
        for (index, name) in path.enumerated() {
            let isLast = index == path.count - 1
            let hasArguments = isLast && (final != nil || (command?.operands.count ?? 1) > 1)
            switch value {
            case .map(let map):
                if hasArguments { throw fail("\(name) is not a method but has arguments") }
                if let found = map[name] {
                    value = found
                    isInterface = map.element == .any
                } else {
                    value = try missing(name, in: map)
                    isInterface = value.isNil && missingKey == .zero
                }
            case .none:
                if missingKey == .error { throw fail("nil data; no entry for key \(GoQuote.quoted(name))") }
                return .none
            case .null: throw fail("nil pointer evaluating interface {}.\(name)")
            default:
                guard let member = value.member(name) else {
                    if case .object(let object) = value, object.kindName == "map" {
                        if missingKey == .error { throw fail("map has no entry for key \(GoQuote.quoted(name))") }
                        value = .none
                        continue
                    }
                    let type = isInterface ? "interface {}" : value.typeName
                    throw fail("can't evaluate field \(name) in type \(type)")
                }
                switch member {
                case .value(let found):
                    if hasArguments { throw fail("\(name) has arguments but cannot be invoked as function") }
                    value = found
                case .method(let method):
                    value = try evaluate(method, named: name, isLast ? command : nil, dot, isLast ? final : nil)
                }
                isInterface = false
            }
        }
        resultIsInterface = isInterface
        return value
    }

    private func missing(_ name: String, in map: GoMap) throws(TemplateError) -> GoValue {
        switch missingKey {
        case .noValue: return .none
        case .zero: return map.element == .string ? .string("") : .null
        case .error: throw fail("map has no entry for key \(GoQuote.quoted(name))")
        }
    }
}

extension GoValue {
    /// What stands at the end of a path of keys, when there are maps all the way; the usual case, and quick.
    ///
    /// - Returns: The value, and whether Go has it as an `interface {}`.
    func value(at path: [String]) -> (value: GoValue, isInterface: Bool)? {
        guard case .map(var map) = self else { return nil }
        let last = path.count - 1
        for index in 0..<last {
            guard case .map(let inner)? = map[path[index]] else { return nil }
            map = inner
        }
        return map[path[last]].map { ($0, map.element == .any) }
    }
}
