public import FleetValue

/// Why a Go template can not be parsed or run.
public struct GoTemplateFailure: Hashable, Sendable {
    /// When a template fails.
    public enum Stage: Hashable, Sendable {
        /// Before it runs.
        case parsing
        /// While it runs.
        case execution
    }

    /// When it failed.
    public var stage: Stage
    /// The whole message as Go has it: `template: base:1:2: executing "base" at <.a>: map has no entry for key "a"`.
    public var message: String
    /// The message without the place: `map has no entry for key "a"`.
    public var reason: String
    /// The name of the text in which the failure is: `base`, or a chart's file.
    public var template: String
    /// Where in that text; for parsing, the last piece that was looked at.
    public var position: TextPosition
}
