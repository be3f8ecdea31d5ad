public import FleetModel

/// Knows how to tell the health of some kinds of resources.
///
/// The seam for rules beside the built-in ones: rules read from data, and rules of a fleet's own for its custom
/// resources.
public protocol HealthRule: Sendable {
    /// The health of a live resource, or nil when this rule has nothing to say about it.
    func health(of live: Manifest) -> Health?
}
