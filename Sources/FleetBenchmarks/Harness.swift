/// Something whose speed or size is held against a limit.
protocol Benchmark: Sendable {
    /// The name by which it is asked for on the command line.
    static var name: String { get }

    init()

    /// Measures, in one go with whatever it is compared with.
    func run() throws -> [Measurement]
}

/// One measured number, beside that of its peer.
struct Measurement {
    /// What a ratio must keep to.
    enum Limit {
        case atLeast(Double)
        case atMost(Double)

        /// Whether a ratio keeps to it.
        func allows(_ ratio: Double) -> Bool {
            switch self {
            case .atLeast(let bound): ratio >= bound
            case .atMost(let bound): ratio <= bound
            }
        }

        /// `>=0.45` or `<=1.2`.
        var text: String {
            switch self {
            case .atLeast(let bound): ">=\(bound)"
            case .atMost(let bound): "<=\(bound)"
            }
        }
    }

    /// What was measured, one word.
    var name: String
    /// The number.
    var value: Double
    /// The unit of both numbers.
    var unit: String
    /// The number of what it is compared with, from the same run.
    var peer: Double
    /// What the value divided by the peer must keep to.
    var limit: Limit

    /// The value divided by the peer.
    var ratio: Double { value / peer }

    /// Whether the limit is kept.
    var isOK: Bool { limit.allows(ratio) }

    /// One line: name, value, unit, peer, ratio, limit and `ok` or `MISSED`.
    var line: String {
        let columns = [
            Self.padded(name, 12), Self.rounded(value), unit, "peer", Self.rounded(peer), "ratio",
            Self.rounded(ratio), "limit", limit.text, isOK ? "ok" : "MISSED",
        ]
        return columns.joined(separator: "  ")
    }

    private static func rounded(_ value: Double) -> String {
        let hundredths = (value * 100).rounded() / 100
        return padded("\(hundredths)", 8)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// Time measurement for benchmarks that compare two ways to do the same.
enum Stopwatch {
    /// Runs both in turn and answers the shortest time of each, in seconds.
    ///
    /// In turn, so that a machine that is busy for a while slows both; the shortest, since only noise adds time. What
    /// they make is let go outside of the measured time.
    static func shortest<Subject, Peer>(
        rounds: Int,
        _ subject: () throws -> Subject,
        _ peer: () throws -> Peer
    ) rethrows -> (subject: Double, peer: Double) {
        var best = (subject: Double.infinity, peer: Double.infinity)
        for _ in 0..<rounds {
            best.peer = min(best.peer, try seconds(peer))
            best.subject = min(best.subject, try seconds(subject))
        }
        return best
    }

    /// The time that making something takes, in seconds.
    static func seconds<Result>(_ work: () throws -> Result) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try work()
        let duration = clock.now - start
        return withExtendedLifetime(result) {
            Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        }
    }
}
