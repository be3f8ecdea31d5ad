import FleetValue

/// A template on its way through.
///
/// Follows Go's `text/template` in what is evaluated in which order, and in its messages.
struct Execution {
    /// A variable, or `.`.
    struct Variable {
        var value: GoValue
        /// Whether Go has it as an `interface {}`, which its messages tell: elements that `range` goes through.
        var isInterface = false
    }

    /// How a list of statements ends.
    enum Flow {
        case normal, `break`, `continue`
    }

    let context: RenderContext
    let missingKey: MissingKey
    /// What was printed.
    var output: [UInt8]
    /// The template that runs.
    var definition: Definition
    /// The node at hand, for messages.
    var site: Site = 0
    /// The value of `$`.
    var root = Variable(value: .none)
    /// The other variables of all templates that run, those of this one from `base` on.
    var slots: [Variable] = []
    var base = 0
    /// Whether `.` is an `interface {}` to Go.
    var dotIsInterface = false
    /// Whether what was evaluated last, if it is a field or variable, is an `interface {}` to Go.
    var resultIsInterface = false
    /// The work that the context does not know of yet.
    private var work = 0

    init(
        _ definition: Definition,
        missingKey: MissingKey,
        context: RenderContext,
        output: consuming [UInt8] = []
    ) {
        self.definition = definition
        self.missingKey = missingKey
        self.context = context
        self.output = output
    }

    /// Runs the template.
    mutating func run(_ data: GoValue) throws(TemplateError) {
        prepare(data)
        _ = try run(definition.body, root.value)
        try settle()
    }

    private mutating func prepare(_ data: GoValue) {
        root = Variable(value: data.unwrapped)
        let count = definition.slotCount
        if count > 0 { slots = Array(repeating: Variable(value: .none), count: count) }
    }

    // MARK: Statements

    private mutating func run(_ statements: [Statement], _ dot: GoValue) throws(TemplateError) -> Flow {
        for statement in statements {
            try count()
            switch statement {
            case .text(let bytes): try append(bytes)
            case .field(let field): try write(try evaluate(field, dot))
            case .action(let pipe):
                let value = try evaluate(pipe, dot)
                if pipe.declarations.isEmpty { try write(value) }
            case .branch(let node):
                let flow = try run(node, dot)
                if flow != .normal { return flow }
            case .with(let node):
                let flow = try run(node, dot)
                if flow != .normal { return flow }
            case .range(let node):
                let flow = try run(node, dot)
                if flow != .normal { return flow }
            case .template(let node): try run(node, dot)
            case .break: return .break
            case .continue: return .continue
            }
        }
        return .normal
    }

    private mutating func run(_ node: BranchNode, _ dot: GoValue) throws(TemplateError) -> Flow {
        for branch in node.branches where try evaluate(branch.condition, dot).isTruthy {
            return try run(branch.body, dot)
        }
        return try run(node.otherwise, dot)
    }

    private mutating func run(_ node: WithNode, _ dot: GoValue) throws(TemplateError) -> Flow {
        let value = try evaluate(node.pipe, dot)
        guard value.isTruthy else { return try run(node.otherwise, dot) }
        let wasInterface = dotIsInterface
        dotIsInterface = false
        let flow = try run(node.body, value)
        dotIsInterface = wasInterface
        return flow
    }

    private mutating func run(_ node: RangeNode, _ dot: GoValue) throws(TemplateError) -> Flow {
        let value = try evaluate(node.pipe, dot)
        let wasInterface = dotIsInterface
        switch value {
        case .none, .null: break
        case .list(let list):
            if list.elements.isEmpty { break }
            let isInterface = list.element == .any
            for (index, element) in list.elements.enumerated() {
                let element = Variable(value: element, isInterface: isInterface)
                if try iterate(node, .int(index), element) == .break { break }
            }
            dotIsInterface = wasInterface
            return .normal
        case .map(let map):
            if map.count == 0 { break }
            try charge(map.count)
            // What the body changes does not change what is gone through.
            let elements = map.sortedKeys.map { (key: $0, value: map[$0] ?? .null) }
            for (key, element) in elements {
                let element = Variable(value: element, isInterface: map.element == .any)
                if try iterate(node, .string(key), element) == .break { break }
            }
            dotIsInterface = wasInterface
            return .normal
        case .object(let object):
            guard let elements = object.elements else {
                throw fail("range can't iterate over \(GoFormat.text(of: value))")
            }
            if elements.isEmpty { break }
            for (key, element) in elements {
                if try iterate(node, key, Variable(value: element)) == .break { break }
            }
            dotIsInterface = wasInterface
            return .normal
        case .integer(let count, let type) where context.scope?.options.rangesOverIntegers == true:
            guard node.pipe.declarations.count < 2 else {
                throw fail("can't use \(count) to iterate over more than one variable")
            }
            if count <= 0 { break }
            for number in 0..<count {
                let element = Variable(value: .integer(number, type))
                if try iterate(node, .none, element) == .break { break }
            }
            dotIsInterface = wasInterface
            return .normal
        default: throw fail("range can't iterate over \(GoFormat.text(of: value))")
        }
        return try run(node.otherwise, dot)
    }

    /// Runs a range's body for one element.
    private mutating func iterate(_ node: RangeNode, _ key: GoValue, _ element: Variable) throws(TemplateError) -> Flow
    {
        try count()
        let declarations = node.pipe.declarations
        if declarations.count > 1 {
            try set(declarations[0], Variable(value: key))
            try set(declarations[1], element)
        } else if declarations.count == 1 {
            try set(declarations[0], element)
        }
        dotIsInterface = element.isInterface
        return try run(node.body, element.value)
    }

    private mutating func run(_ node: TemplateNode, _ dot: GoValue) throws(TemplateError) {
        site = node.site
        guard let called = context.scope?.definition(named: node.name) else {
            throw fail("template \(GoQuote.quoted(node.name)) not defined")
        }
        do throws(FunctionError) {
            try context.enter()
        } catch {
            throw fail(error.message)
        }
        var data = GoValue.none
        if let pipe = node.pipe { data = try evaluate(pipe, dot) }
        let outer = (definition, root, base, dotIsInterface)
        definition = called
        root = Variable(value: data)
        base = slots.count
        dotIsInterface = false
        for _ in 0..<called.slotCount { slots.append(Variable(value: .none)) }
        _ = try run(called.body, data)
        slots.removeLast(called.slotCount)
        (definition, root, base, dotIsInterface) = outer
        context.leave()
    }

    // MARK: Output

    private mutating func append(_ bytes: [UInt8]) throws(TemplateError) {
        try reserve(bytes.count)
        output.append(contentsOf: bytes)
    }

    private mutating func write(_ value: GoValue) throws(TemplateError) {
        switch value {
        case .string(let text):
            try reserve(text.utf8.count)
            output.append(contentsOf: text.utf8)
        case .none, .null: output.append(contentsOf: "<no value>".utf8)
        case .bool(let truth): output.append(contentsOf: (truth ? "true" : "false").utf8)
        case .rawString(let bytes): try append(bytes)
        case .float(let number) where number.magnitude < 1e6 && number == number.rounded() && number != 0:
            output.append(contentsOf: String(Int(number)).utf8)
        case .integer, .float, .complex, .list, .map, .object:
            let start = output.count
            var printer = GoPrinter(output: output, limit: context.limits.maximumBytes)
            output = []
            printer.printArgument(value, "v")
            output = printer.output
            if printer.isCut {
                throw fail("a value is nested too deep, or its text longer than \(context.limits.maximumBytes) bytes")
            }
            try charge((output.count - start) / 64)
        }
    }

    private mutating func reserve(_ count: Int) throws(TemplateError) {
        if output.count + count > context.limits.maximumBytes {
            throw fail("the template makes a text of more than \(context.limits.maximumBytes) bytes")
        }
        work += count >> 6
    }

    // MARK: Limits

    /// Counts a node.
    @inline(__always)
    private mutating func count() throws(TemplateError) {
        work += 1
        if work > 1000 { try settle() }
    }

    mutating func charge(_ units: Int) throws(TemplateError) {
        work += units
        if work > 1000 { try settle() }
    }

    /// Tells the context of the work done.
    mutating func settle() throws(TemplateError) {
        let units = work
        work = 0
        do throws(FunctionError) {
            try context.charge(units)
        } catch {
            throw fail(error.message)
        }
    }

    // MARK: Errors

    /// The error of a message at the node at hand.
    func fail(_ message: String) -> TemplateError {
        let (offset, node) = definition.sites[Int(site)]
        let bytes = definition.source.bytes
        // Go counts columns from 0, in bytes, and lines by LF alone.
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        let name = definition.source.name
        let place = "\(name):\(line):\(offset - lineStart)"
        let context = node?.text ?? ""
        return .go(
            GoTemplateFailure(
                stage: .execution,
                message: "template: \(place): executing \(GoQuote.quoted(definition.name)) at <\(context)>: \(message)",
                reason: message,
                template: name,
                position: TextPosition(offset: offset, in: bytes.span)
            )
        )
    }
}

extension GoValue {
    /// The value as a pipeline gives it: a nil is no value.
    var unwrapped: GoValue {
        if case .null = self { .none } else { self }
    }
}
