import FoundationEssentials

/// How times are printed.
enum Timestamp {
    /// Seconds since 1970, now.
    static func now() -> Double { Date().timeIntervalSince1970 }

    /// RFC 3339 in UTC, to the second.
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }

    /// How long ago, in kubectl's manner: `42s`, `7m`, `3h`, `5d`.
    static func age(of seconds: Double, now: Double) -> String {
        let age = max(0, Int(now - seconds))
        return switch age {
        case ..<120: "\(age)s"
        case ..<7200: "\(age / 60)m"
        case ..<172_800: "\(age / 3600)h"
        default: "\(age / 86400)d"
        }
    }

    /// RFC 3339 text as seconds since 1970, or nil.
    static func seconds(_ text: String) -> Double? {
        (try? Date(text, strategy: .iso8601))?.timeIntervalSince1970
    }
}
