/// What the `files` of a `git` generator are matched by, in either way.
struct FilePattern: Sendable {
    private enum Matcher: Sendable {
        case pathspec(literal: String?, pattern: [Unicode.Scalar])
        case doublestar([[[Unicode.Scalar]]])
        case nothing
    }

    private let matcher: Matcher
    /// What every matching path begins with.
    private let prefix: String

    /// Reads a pattern.
    ///
    /// - Parameters:
    ///   - text: As declared.
    ///   - globbing: The way in which it is meant.
    /// - Throws: ``Problem`` for a path out of the repository.
    init(_ text: String, globbing: GeneratorInputs.FileGlobbing) throws(Problem) {
        switch globbing {
        case .pathspec:
            if text.isEmpty { throw Problem(description: "is empty; write \".\" for all files") }
            guard !text.hasPrefix("/"), let path = Self.cleaned(text) else {
                throw Problem(description: "\"\(text)\" is outside of the repository")
            }
            prefix = Wildcards.literalPrefix(of: path, special: "*?[\\")
            let special = path.unicodeScalars.contains { "*?[\\".unicodeScalars.contains($0) }
            matcher = .pathspec(literal: special ? nil : path, pattern: Array(path.unicodeScalars))
        case .doublestar:
            guard let path = Self.cleaned(text) else {
                matcher = .nothing
                prefix = ""
                return
            }
            prefix = Wildcards.literalPrefix(of: path, special: "*?[{\\")
            let alternatives = try Self.expanded(Array(path.unicodeScalars), text)
            matcher = .doublestar(
                alternatives.map { $0.split(separator: "/", omittingEmptySubsequences: true).map(Array.init) }
            )
        }
    }

    /// The paths that the pattern matches, in their order.
    ///
    /// Only those are looked at that begin like the pattern, so that a matrix can ask for one folder of a large repository
    /// after the other.
    ///
    /// - Parameter paths: Paths of files, ascending by bytes.
    /// - Returns: The places of those that match.
    func matches(among paths: [String]) -> [Int] {
        var low = 0
        var high = paths.count
        while low < high {
            let middle = (low + high) / 2
            if paths[middle].utf8.lexicographicallyPrecedes(prefix.utf8) { low = middle + 1 } else { high = middle }
        }
        var places: [Int] = []
        while low < paths.count, paths[low].utf8.starts(with: prefix.utf8) {
            if matches(paths[low]) { places.append(low) }
            low += 1
        }
        return places
    }

    /// Whether the pattern matches the path of a file.
    func matches(_ path: String) -> Bool {
        guard path.utf8.starts(with: prefix.utf8) else { return false }
        switch matcher {
        case .nothing:
            return false
        case .pathspec(let literal?, _):
            return literal.isEmpty || path == literal
                || path.hasPrefix(literal.hasSuffix("/") ? literal : literal + "/")
        case .pathspec(nil, let pattern):
            let text = Array(path.unicodeScalars)
            // A pattern is looked for as it is written first: "a[1]/b" is the path of a file too.
            if text.starts(with: pattern) {
                if text.count == pattern.count || text[pattern.count] == "/" || pattern.last == "/" { return true }
            }
            return Wildcards(pattern, starCrossesSlash: true).matches(text)
        case .doublestar(let patterns):
            let parts = path.split(separator: "/").map { Array($0.unicodeScalars) }
            return patterns.contains { Self.matches($0[...], parts[...]) }
        }
    }

    /// Why a pattern can not be.
    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    /// A path without `.`, `..` and empty parts, but with a slash at its end kept; nil when it leads out.
    private static func cleaned(_ path: String) -> String? {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            guard part == ".." else {
                parts.append(part)
                continue
            }
            guard parts.popLast() != nil else { return nil }
        }
        let joined = parts.joined(separator: "/")
        let isFolder = ["", ".", ".."].contains(path.split(separator: "/", omittingEmptySubsequences: false).last)
        return isFolder && !joined.isEmpty ? joined + "/" : joined
    }

    // MARK: doublestar

    /// Whether parts of a pattern, each for one name, match the names of a path; `**` stands for any number of names.
    ///
    /// The table of what the rest of the pattern matches from each name on is made row by row, from the pattern's end.
    private static func matches(
        _ pattern: ArraySlice<[Unicode.Scalar]>,
        _ names: ArraySlice<[Unicode.Scalar]>
    ) -> Bool {
        let names = Array(names)
        var row = [Bool](repeating: false, count: names.count + 1)
        row[names.count] = true
        for part in pattern.reversed() {
            var next = [Bool](repeating: false, count: names.count + 1)
            if part == ["*", "*"] {
                var isReached = false
                for index in stride(from: names.count, through: 0, by: -1) {
                    isReached = isReached || row[index]
                    next[index] = isReached
                }
            } else {
                let wildcards = Wildcards(part, starCrossesSlash: false)
                for index in names.indices where row[index + 1] && wildcards.matches(names[index]) {
                    next[index] = true
                }
            }
            row = next
        }
        return row[0]
    }

    /// The patterns that `{a,b}` stands for, at most 1,000.
    private static func expanded(_ pattern: [Unicode.Scalar], _ text: String) throws(Problem) -> [[Unicode.Scalar]] {
        var done: [[Unicode.Scalar]] = []
        var open = [pattern]
        while let next = open.popLast() {
            guard let group = try group(in: next, text) else {
                done.append(next)
                continue
            }
            guard done.count + open.count + group.alternatives.count <= 1000 else {
                throw Problem(description: "\"\(text)\" stands for more than 1000 patterns")
            }
            for alternative in group.alternatives.reversed() {
                open.append(next[..<group.start] + alternative + next[group.end...])
            }
        }
        return done
    }

    /// The first `{…}` of a pattern.
    private static func group(
        in pattern: [Unicode.Scalar],
        _ text: String
    ) throws(Problem) -> (start: Int, alternatives: [[Unicode.Scalar]], end: Int)? {
        var index = 0
        var start: Int?
        var depth = 0
        var alternatives: [[Unicode.Scalar]] = [[]]
        while index < pattern.count {
            let scalar = pattern[index]
            var taken = [scalar]
            if scalar == "\\", index + 1 < pattern.count { taken.append(pattern[index + 1]) }
            if scalar == "{" { depth += 1 }
            if scalar == "}", depth > 0 { depth -= 1 }
            switch (start, scalar) {
            case (nil, "{"):
                start = index
            case (let start?, "}") where depth == 0:
                return (start, alternatives, index + 1)
            case (.some, ",") where depth == 1:
                alternatives.append([])
            case (.some, _):
                alternatives[alternatives.count - 1] += taken
            default:
                break
            }
            index += taken.count
        }
        if start != nil { throw Problem(description: "\"\(text)\" has a \"{\" without a \"}\"") }
        return nil
    }
}
