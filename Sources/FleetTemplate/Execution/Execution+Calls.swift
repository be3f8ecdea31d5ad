/// Calls of functions and methods.
extension Execution {
    /// Calls a function.
    ///
    /// - Parameters:
    ///   - node: The call.
    ///   - dot: The value of `.`.
    ///   - final: The last argument, where a pipeline gives one.
    /// - Returns: The function's result.
    /// - Throws: ``TemplateError/go(_:)`` for wrong arguments, and when the function fails.
    mutating func evaluate(_ node: CallNode, _ dot: GoValue, final: GoValue?) throws(TemplateError) -> GoValue {
        site = node.site
        let function = node.function
        try check(function, named: node.name, count: node.arguments.count, final)
        if node.kind == .and || node.kind == .or { return try evaluateLogic(node, dot, final) }
        var arguments: [GoValue] = []
        arguments.reserveCapacity(node.arguments.count + 1)
        for argument in node.arguments {
            resultIsInterface = false
            let value = try evaluate(argument, dot)
            if node.kind == .slice, resultIsInterface, !arguments.isEmpty, argument.isPlain {
                arguments.append(.object(OpaqueIndex.shared))
            } else {
                arguments.append(value)
            }
        }
        return try call(function, named: node.name, at: node.callSite, arguments, final)
    }

    /// Calls a method.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - name: Its name.
    ///   - command: The command whose operands after the first are the arguments; nil when there are none.
    ///   - dot: The value of `.`.
    ///   - final: The last argument, where a pipeline gives one.
    /// - Returns: The method's result.
    /// - Throws: ``TemplateError/go(_:)`` for wrong arguments, and when the method fails.
    mutating func evaluate(
        _ method: GoFunction,
        named name: String,
        _ command: CommandNode?,
        _ dot: GoValue,
        _ final: GoValue?
    ) throws(TemplateError) -> GoValue {
        let callSite = site
        let operands = command?.operands.dropFirst() ?? []
        try check(method, named: name, count: operands.count, final)
        var arguments: [GoValue] = []
        for (index, operand) in operands.enumerated() {
            arguments.append(try evaluate(Argument(operand, for: method.parameter(at: index)), dot))
        }
        return try call(method, named: name, at: callSite, arguments, final)
    }

    private func check(
        _ function: GoFunction,
        named name: String,
        count: Int,
        _ final: GoValue?
    ) throws(TemplateError) {
        let given = count + (final == nil ? 0 : 1)
        let wanted = function.parameters.count
        if function.variadic != nil {
            if given < wanted { throw fail("wrong number of args for \(name): want at least \(wanted) got \(count)") }
        } else if given != wanted {
            throw fail("wrong number of args for \(name): want \(wanted) got \(given)")
        }
    }

    private mutating func call(
        _ function: GoFunction,
        named name: String,
        at callSite: Site,
        _ given: consuming [GoValue],
        _ final: GoValue?
    ) throws(TemplateError) -> GoValue {
        var arguments = given
        if let final { arguments.append(try convert(final, to: function.parameter(at: arguments.count))) }
        try charge(1)
        do throws(FunctionError) {
            let result = try function.body(arguments, context)
            for case .map(let map) in arguments where map.isMisused {
                throw FunctionError("assignment to entry in nil map")
            }
            if result.isContainer, arguments.contains(where: \.isContainer), context.countNesting() {
                try NestingCheck.check([result, root.value] + slots.map(\.value) + arguments)
            }
            return result
        } catch {
            site = callSite
            throw fail("error calling \(name): \(error.message)")
        }
    }

    /// Evaluates arguments up to the first that decides.
    private mutating func evaluateLogic(
        _ node: CallNode,
        _ dot: GoValue,
        _ final: GoValue?
    ) throws(TemplateError) -> GoValue {
        var value = GoValue.none
        for argument in node.arguments {
            value = try evaluate(argument, dot)
            if value.isTruthy == (node.kind == .or) { return value }
        }
        return final ?? value
    }

    // MARK: Arguments

    private mutating func evaluate(_ argument: Argument, _ dot: GoValue) throws(TemplateError) -> GoValue {
        switch argument {
        case .constant(let constant, let site):
            self.site = site
            return constant.value
        case .operand(let operand, let parameter):
            // In a step of its own: `convert` would see the place from before the evaluation.
            let value = try evaluate(operand, dot)
            return try convert(value, to: parameter)
        case .failure(let message, let site):
            self.site = site
            throw fail(message)
        }
    }

    /// Checks that a value is of a parameter's type; a missing value becomes a nil where the type has one.
    private func convert(_ value: GoValue, to parameter: GoFunction.Parameter) throws(TemplateError) -> GoValue {
        switch (parameter, value) {
        case (.any, .none): return .null
        case (.any, _), (.reflect, _), (.string, .string), (.string, .rawString), (.bool, .bool),
            (.int, .integer(_, .int)), (.int64, .integer(_, .int64)), (.duration, .integer(_, .duration)),
            (.float64, .float):
            return value
        case (.map, .map(let map)) where map.element == .any: return value
        case (.list, .list(let list)) where list.element == .any: return value
        case (.strings, .list(let list)) where list.element == .string: return value
        case (.bytes, .list(let list)) where list.element == .uint8: return value
        case (.map, .none): return .map(.makeNil())
        case (.list, .none): return .list([])
        case (.strings, .none): return .strings([])
        case (.bytes, .none): return .list(GoList([], of: .uint8))
        case (_, .none): throw fail("invalid value; expected \(parameter.typeName)")
        default:
            let type = value.isNil ? "interface {}" : value.typeName
            throw fail("wrong type for value; expected \(parameter.typeName); got \(type)")
        }
    }
}

extension GoFunction {
    /// The type of an argument, counted from 0.
    fileprivate func parameter(at index: Int) -> Parameter {
        index < parameters.count ? parameters[index] : variadic ?? .any
    }
}

extension Argument {
    /// Whether this is a field, a variable or `.`, whose value Go does not take out of its `interface {}`.
    fileprivate var isPlain: Bool {
        switch self {
        case .operand(.field, _), .operand(.variable, _), .operand(.chain, _), .operand(.dot, _): true
        default: false
        }
    }
}

/// What the built-in `slice` gets for an index that is in an `interface {}`: something to complain of.
private final class OpaqueIndex: GoObject, Sendable {
    static let shared = OpaqueIndex()

    var typeName: String { "interface {}" }
    var kindName: String { "interface" }
    var text: String { "" }

    func member(_: String) -> GoMember? { nil }

    func isEqual(to other: any GoObject) -> Bool { other === self }
}
