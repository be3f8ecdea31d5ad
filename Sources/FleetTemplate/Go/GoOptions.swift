/// How Go templates are compiled and run.
public struct GoOptions: Sendable {
    /// The functions beside the built-in ones, which they hide under equal names.
    public var functions: FunctionTable
    /// What a missing key is.
    public var missingKey: MissingKey
    /// What one rendering may cost.
    public var limits: RenderContext.Limits
    /// The time that `now` gives, in seconds since 1970.
    public var now: Double
    /// Whether `range 3` runs three times, as it does from Go 1.22 on, or is an error, as before.
    public var rangesOverIntegers: Bool

    /// Makes options.
    public init(
        functions: FunctionTable = FunctionTable(),
        missingKey: MissingKey = .noValue,
        limits: RenderContext.Limits = RenderContext.Limits(),
        now: Double = 0,
        rangesOverIntegers: Bool = false
    ) {
        self.functions = functions
        self.missingKey = missingKey
        self.limits = limits
        self.now = now
        self.rangesOverIntegers = rangesOverIntegers
    }
}
