import FoundationEssentials

/// The system's clock, in the forms that are needed here.
public enum Clock {
    /// Seconds since 1970.
    public static var now: Int64 { Int64(Date.now.timeIntervalSince1970) }

    /// A time as people read it: `2026-11-21T09:30:00Z`.
    static func text(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
