public import FleetModel
import FleetValue
import FleetYAML

/// The difference of two texts as `diff -u` prints it.
public enum UnifiedDiff {
    /// Lines of unchanged text around each change.
    private static let context = 3

    private enum Line {
        case same(String)
        case removed(String)
        case added(String)
    }

    /// The difference of two manifests as YAML, Secrets masked, server bookkeeping and `status` left out.
    ///
    /// - Parameters:
    ///   - live: What the server holds, or nil when the resource would be created.
    ///   - desired: What it would hold, or nil when the resource would be deleted.
    /// - Returns: The hunks, each line ending in a newline; empty when nothing differs.
    public static func text(live: Manifest?, desired: Manifest?) -> String {
        let (live, desired) = Masking.masked(live, desired)
        let left = live.map { YAMLWriter.text(of: FieldComparison.stripped($0.value)) } ?? ""
        let right = desired.map { YAMLWriter.text(of: FieldComparison.stripped($0.value)) } ?? ""
        return text(from: left, to: right)
    }

    /// The hunks that lead from one text to the other.
    ///
    /// - Complexity: O(n × d) for n lines and d differing ones.
    public static func text(from left: String, to right: String) -> String {
        let old = lines(left)
        let new = lines(right)
        let difference = new.difference(from: old)
        guard !difference.isEmpty else { return "" }
        return hunks(script(old, new, difference))
    }

    private static func lines(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func script(
        _ old: [String],
        _ new: [String],
        _ difference: CollectionDifference<String>
    ) -> [Line] {
        var removed = Set<Int>()
        var added = Set<Int>()
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var result: [Line] = []
        var left = 0
        var right = 0
        while left < old.count || right < new.count {
            if removed.contains(left) {
                result.append(.removed(old[left]))
                left += 1
            } else if added.contains(right) {
                result.append(.added(new[right]))
                right += 1
            } else {
                result.append(.same(old[left]))
                left += 1
                right += 1
            }
        }
        return result
    }

    private static func hunks(_ script: [Line]) -> String {
        let changed = script.indices.filter {
            if case .same = script[$0] { false } else { true }
        }
        var output = ""
        var position = 0
        var oldLine = 1
        var newLine = 1
        var next = changed.startIndex
        while next < changed.endIndex {
            var last = next
            while last + 1 < changed.endIndex, changed[last + 1] - changed[last] <= 2 * context { last += 1 }
            let start = max(position, changed[next] - context)
            let end = min(script.count, changed[last] + context + 1)
            for line in script[position..<start] { advance(line, &oldLine, &newLine) }
            let (oldStart, newStart) = (oldLine, newLine)
            var body = ""
            for line in script[start..<end] {
                advance(line, &oldLine, &newLine)
                switch line {
                case .same(let text): body += " \(text)\n"
                case .removed(let text): body += "-\(text)\n"
                case .added(let text): body += "+\(text)\n"
                }
            }
            output += "@@ -\(range(oldStart, oldLine - oldStart)) +\(range(newStart, newLine - newStart)) @@\n" + body
            position = end
            next = last + 1
        }
        return output
    }

    private static func advance(_ line: Line, _ oldLine: inout Int, _ newLine: inout Int) {
        switch line {
        case .same:
            oldLine += 1
            newLine += 1
        case .removed: oldLine += 1
        case .added: newLine += 1
        }
    }

    /// `start,count` as diff writes it: an empty side starts before its first line.
    private static func range(_ start: Int, _ count: Int) -> String {
        count == 0 ? "\(start - 1),0" : count == 1 ? "\(start)" : "\(start),\(count)"
    }
}
