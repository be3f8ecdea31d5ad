/// One rendering: its limits and what functions need to know of it.
///
/// Made per rendering and used by one thread.
public final class RenderContext {
    /// What a rendering may cost at most, so that no template can take a machine down.
    public struct Limits: Hashable, Sendable {
        /// The greatest size of the output and of any one text on the way, in bytes.
        public var maximumBytes: Int
        /// How much work may be done: a unit is a node of a template executed, a list element made, or 64 bytes of
        /// text made.
        public var maximumWork: Int
        /// How deep templates may call each other.
        public var maximumDepth: Int
        /// How much of the stack templates that call each other may use, in bytes; nil for what any thread has.
        public var stackBytes: Int?

        /// Makes limits; 64 MiB, 50 million units and 1000 levels unless said otherwise.
        public init(maximumBytes: Int = 64 << 20, maximumWork: Int = 50_000_000, maximumDepth: Int = 1000) {
            self.maximumBytes = maximumBytes
            self.maximumWork = maximumWork
            self.maximumDepth = maximumDepth
        }
    }

    /// The limits.
    public let limits: Limits
    /// The time that `now` and everything relative to it sees, in seconds since 1970.
    public let now: Double
    /// The templates that are defined while this one runs.
    var scope: TemplateScope?
    /// The name of the template that was rendered first.
    public internal(set) var mainName = ""
    /// How deep templates have called each other.
    private(set) var depth = 0
    private var work = 0
    private var nestings = 0
    /// The thread's stack from the first template that calls another on.
    private var stack: StackSpace?
    /// Texts that were compiled while rendering.
    private var compiled: [CompiledKey: Compiled] = [:]

    private struct CompiledKey: Hashable {
        let text: String
        let name: String
        /// Which definitions the text was added to.
        let parent: ObjectIdentifier
    }

    private struct Compiled {
        let scope: TemplateScope
        let main: Definition
    }

    /// Makes a rendering.
    public init(limits: Limits = Limits(), now: Double) {
        self.limits = limits
        self.now = now
    }

    // MARK: Limits

    /// Counts work before it is done.
    ///
    /// - Throws: ``FunctionError`` when the rendering has done more than it may.
    public func charge(_ units: Int) throws(FunctionError) {
        let (sum, overflows) = work.addingReportingOverflow(max(0, units))
        work = overflows ? .max : sum
        if work > limits.maximumWork { throw FunctionError("the template does too much work") }
    }

    /// Counts a text before it is made.
    ///
    /// - Throws: ``FunctionError`` when it would be longer than may be, or is too much work.
    public func charge(bytes: Int) throws(FunctionError) {
        if bytes > limits.maximumBytes {
            throw FunctionError("the template makes a text of more than \(limits.maximumBytes) bytes")
        }
        try charge(1 + bytes / 64)
    }

    /// Counts a template that is called; ``leave()`` follows when it is done.
    func enter() throws(FunctionError) {
        guard depth < limits.maximumDepth else {
            throw FunctionError("exceeded maximum template depth (\(limits.maximumDepth))")
        }
        if depth == 0 { stack = StackSpace(limits.stackBytes) }
        if let stack, !stack.hasRoom {
            throw FunctionError("exceeded maximum template depth (\(depth), the stack is used up)")
        }
        depth += 1
    }

    /// Takes back the count of ``enter()``.
    func leave() {
        depth -= 1
    }

    /// Counts a list or map that was made of others, and says whether it is time to look at all of them.
    func countNesting() -> Bool {
        nestings += 1
        guard nestings >= NestingCheck.interval else { return false }
        nestings = 0
        return true
    }

    // MARK: Templates within templates

    /// Whether a template of the name is defined.
    public func hasTemplate(named name: String) -> Bool {
        scope?.definition(named: name) != nil
    }

    /// Renders a template by its name, as `include` does.
    ///
    /// - Returns: The output as a Go string.
    /// - Throws: ``FunctionError`` with Go's message when there is none of the name, and with the template's when it
    ///   fails.
    public func render(named name: String, _ data: GoValue) throws(FunctionError) -> GoValue {
        guard let scope, let definition = scope.definition(named: name) else {
            throw FunctionError(TemplateScope.missing(name, main: mainName))
        }
        return try render(definition, in: scope, data)
    }

    /// Renders a text as a template that knows all definitions there are, as `tpl` does; its own definitions end
    /// with it.
    ///
    /// - Parameters:
    ///   - text: The template.
    ///   - name: Its name in messages.
    ///   - data: What `.` and `$` are.
    /// - Returns: The output as a Go string.
    /// - Throws: ``FunctionError`` with the template's message when it can not be parsed or fails.
    public func render(text: String, name: String, _ data: GoValue) throws(FunctionError) -> GoValue {
        let compiled = try compile(text: text, name: name)
        let outer = scope
        scope = compiled.scope
        defer { scope = outer }
        return try render(compiled.main, in: compiled.scope, data)
    }

    private func compile(text: String, name: String) throws(FunctionError) -> Compiled {
        try charge(bytes: text.utf8.count)
        let parent = scope ?? TemplateScope(options: GoOptions())
        let key = CompiledKey(text: text, name: name, parent: ObjectIdentifier(parent))
        if let known = compiled[key] { return known }
        do throws(TemplateError) {
            let (scope, main) = try parent.nesting(source: text, name: name)
            // Each keeps its parent, so that no identity in a key is used again.
            if compiled.count >= 1000 { compiled = [:] }
            compiled[key] = Compiled(scope: scope, main: main)
            return Compiled(scope: scope, main: main)
        } catch {
            throw FunctionError(error.message)
        }
    }

    private func render(
        _ definition: Definition,
        in scope: TemplateScope,
        _ data: GoValue
    ) throws(FunctionError) -> GoValue {
        try enter()
        defer { leave() }
        do throws(TemplateError) {
            var execution = Execution(definition, missingKey: scope.options.missingKey, context: self)
            try execution.run(data)
            return .string(bytes: execution.output)
        } catch {
            throw FunctionError(error.message)
        }
    }
}
