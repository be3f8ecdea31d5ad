import FleetRegex
import Synchronization

/// Patterns that were compiled lately: templates ask for the same few over and over.
///
/// A class because it is shared by all renderings.
final class RegexpCache: Sendable {
    static let shared = RegexpCache()

    /// How many patterns are kept; all go when there are more.
    private static let maximumCount = 256
    /// The greatest program that is kept, in instructions.
    private static let maximumSize = 4096

    private let regexps = Mutex<[String: Regexp]>([:])

    /// The compiled form of a pattern.
    ///
    /// - Throws: ``RegexpError`` as compiling does; nothing is kept of that.
    func regexp(_ pattern: String) throws(RegexpError) -> Regexp {
        if let known = regexps.withLock({ $0[pattern] }), known.pattern.utf8.elementsEqual(pattern.utf8) {
            return known
        }
        let regexp = try Regexp(pattern)
        if regexp.size <= Self.maximumSize, pattern.utf8.count <= Self.maximumSize {
            regexps.withLock { regexps in
                if regexps.count >= Self.maximumCount { regexps.removeAll() }
                regexps[pattern] = regexp
            }
        }
        return regexp
    }
}
