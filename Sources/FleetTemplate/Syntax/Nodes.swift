/// The place of a node in its definition's table of nodes, for error messages.
typealias Site = Int32

/// What stands between `{{` and `}}`, or in parentheses: commands, each taking the result of the one before.
final class PipeNode: Sendable {
    let site: Site
    /// Variables that the result is put into; two at most.
    let declarations: [Declaration]
    /// Whether the variables were there before.
    let isAssignment: Bool
    let commands: [CommandNode]

    init(site: Site, declarations: [Declaration], isAssignment: Bool, commands: [CommandNode]) {
        self.site = site
        self.declarations = declarations
        self.isAssignment = isAssignment
        self.commands = commands
    }
}

/// A variable that a pipeline sets.
struct Declaration: Sendable {
    /// The name with its `$`.
    let name: String
    let place: VariablePlace
}

/// Where a variable is kept.
enum VariablePlace: Sendable {
    /// `$`, which templates are called with.
    case root
    case slot(Int)
    /// Nowhere: Go's parser knows the name, but running never gets there with the variable set.
    case nowhere
}

/// An operand with arguments.
final class CommandNode: Sendable {
    let site: Site
    /// At least one.
    let operands: [Operand]
    /// What is called if the first operand is a function.
    let call: CallNode?

    init(site: Site, operands: [Operand], call: CallNode?) {
        self.site = site
        self.operands = operands
        self.call = call
    }
}

/// Something that has a value.
enum Operand: Sendable {
    case dot(Site)
    /// `nil`
    case null(Site)
    case bool(Bool, Site)
    case number(NumberNode)
    case string(StringNode)
    case field(FieldNode)
    case variable(VariableNode)
    case function(CallNode)
    case chain(ChainNode)
    case pipe(PipeNode)
}

/// A number.
final class NumberNode: Sendable {
    let site: Site
    let number: NumberConstant

    init(site: Site, number: NumberConstant) {
        self.site = site
        self.number = number
    }
}

/// A string in quotes.
final class StringNode: Sendable {
    let site: Site
    /// The string as written, with its quotes.
    let source: String
    let value: Constant

    init(site: Site, source: String, value: Constant) {
        self.site = site
        self.source = source
        self.value = value
    }
}

/// A field of `.`, or of a field: `.name.name`.
final class FieldNode: Sendable {
    let site: Site
    /// At least one name.
    let path: [String]

    init(site: Site, path: [String]) {
        self.site = site
        self.path = path
    }
}

/// A variable, or a field of it: `$name.name`.
final class VariableNode: Sendable {
    let site: Site
    /// The name with its `$`.
    let name: String
    let place: VariablePlace
    /// The names after it.
    let path: [String]

    init(site: Site, name: String, place: VariablePlace, path: [String]) {
        self.site = site
        self.name = name
        self.place = place
        self.path = path
    }
}

/// A field of what stands in parentheses: `(…).name.name`.
final class ChainNode: Sendable {
    let site: Site
    let operand: Operand
    let path: [String]

    init(site: Site, operand: Operand, path: [String]) {
        self.site = site
        self.operand = operand
        self.path = path
    }
}

/// A call of a function.
final class CallNode: Sendable {
    /// What is special about a function.
    enum Kind: Sendable {
        case plain
        /// The built-in function that stops at the first argument that is not true.
        case and
        /// The built-in function that stops at the first argument that is true.
        case or
        /// The built-in function that does not look into an `interface {}` for an index.
        case slice
    }

    /// The name's place.
    let site: Site
    /// The place that errors of the function name: the whole command's.
    let callSite: Site
    let name: String
    let function: GoFunction
    let kind: Kind
    /// The arguments as they are written, converted as far as they are constants.
    let arguments: [Argument]

    init(site: Site, callSite: Site, name: String, function: GoFunction, kind: Kind, arguments: [Operand]) {
        self.site = site
        self.callSite = callSite
        self.name = name
        self.function = function
        self.kind = kind
        let parameters = function.parameters
        self.arguments = arguments.enumerated().map { index, operand in
            // Too many arguments are an error before any of them counts.
            Argument(operand, for: index < parameters.count ? parameters[index] : function.variadic ?? .any)
        }
    }
}

/// A part of a template.
enum Statement: Sendable {
    case text([UInt8])
    /// An action that is nothing but a field, as most are.
    case field(FieldNode)
    case action(PipeNode)
    case branch(BranchNode)
    case with(WithNode)
    case range(RangeNode)
    case template(TemplateNode)
    case `break`
    case `continue`
}

/// `{{if}}` with all its `{{else if}}`.
final class BranchNode: Sendable {
    /// A condition and what stands after it.
    struct Branch: Sendable {
        let condition: PipeNode
        let body: [Statement]
    }

    let branches: [Branch]
    let otherwise: [Statement]

    init(branches: [Branch], otherwise: [Statement]) {
        self.branches = branches
        self.otherwise = otherwise
    }
}

/// A `{{with}}` with its `{{else}}`.
final class WithNode: Sendable {
    let pipe: PipeNode
    let body: [Statement]
    let otherwise: [Statement]

    init(pipe: PipeNode, body: [Statement], otherwise: [Statement]) {
        self.pipe = pipe
        self.body = body
        self.otherwise = otherwise
    }
}

/// A `{{range}}` with its `{{else}}`.
final class RangeNode: Sendable {
    let pipe: PipeNode
    let body: [Statement]
    let otherwise: [Statement]

    init(pipe: PipeNode, body: [Statement], otherwise: [Statement]) {
        self.pipe = pipe
        self.body = body
        self.otherwise = otherwise
    }
}

/// A call of a template: `{{template "name" pipeline}}`.
final class TemplateNode: Sendable {
    let site: Site
    let name: String
    let pipe: PipeNode?

    init(site: Site, name: String, pipe: PipeNode?) {
        self.site = site
        self.name = name
        self.pipe = pipe
    }
}
