public import FleetModel
import FleetValue
import FleetYAML

/// The difference of two texts as `diff -u` prints it.
public enum UnifiedDiff {
    /// Lines of unchanged text around each change.
    private static let context = 3

    /// The difference of two manifests as YAML, Secrets masked, server bookkeeping and `status` left out.
    ///
    /// Where both sides are given, the keys of mappings are sorted, as Kubernetes prints them: their order is no
    /// difference.
    ///
    /// - Parameters:
    ///   - live: What the server holds, or nil when the resource would be created.
    ///   - desired: What it would hold, or nil when the resource would be deleted.
    /// - Returns: The hunks, each line ending in a newline; empty when nothing differs.
    public static func text(live: Manifest?, desired: Manifest?) -> String {
        let sortsKeys = live != nil && desired != nil
        let (live, desired) = Masking.masked(live, desired)
        func yaml(_ manifest: Manifest?) -> String {
            guard let manifest else { return "" }
            let value = FieldComparison.stripped(manifest.value)
            return YAMLWriter.text(of: sortsKeys ? value.sortedByKey() : value)
        }
        return text(from: yaml(live), to: yaml(desired))
    }

    /// The hunks that lead from one text to the other, without the two lines that name files.
    ///
    /// Lines end at line feeds alone and are compared by their bytes. As in `diff`, the text after the last line feed
    /// is a line that says so.
    ///
    /// - Complexity: O(n × d) for n lines and d differing ones, in O(n) memory.
    public static func text(from left: String, to right: String) -> String {
        guard left.utf8.count != right.utf8.count || !left.utf8.elementsEqual(right.utf8) else { return "" }
        let old = lines(left)
        let new = lines(right)
        return hunks(old, new, LineDifference(from: old, to: new).edits)
    }

    private static func lines(_ text: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(text.utf8)
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (place, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            lines.append(bytes[start...place])
            start = place + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        return lines
    }

    private static func hunks(
        _ old: [ArraySlice<UInt8>],
        _ new: [ArraySlice<UInt8>],
        _ edits: [LineDifference.Edit]
    ) -> String {
        var output: [UInt8] = []
        var next = edits.startIndex
        while next < edits.endIndex {
            // Edits whose surroundings meet stand in one hunk.
            var last = next
            while last + 1 < edits.endIndex, edits[last + 1].old.lowerBound - edits[last].old.upperBound <= 2 * context
            {
                last += 1
            }
            let before = min(context, edits[next].old.lowerBound)
            let after = min(context, old.count - edits[last].old.upperBound)
            let oldRange = edits[next].old.lowerBound - before..<edits[last].old.upperBound + after
            let newRange = edits[next].new.lowerBound - before..<edits[last].new.upperBound + after
            output += "@@ -\(text(oldRange)) +\(text(newRange)) @@\n".utf8
            var place = oldRange.lowerBound
            for edit in edits[next...last] {
                append(old[place..<edit.old.lowerBound], " ", &output)
                append(old[edit.old], "-", &output)
                append(new[edit.new], "+", &output)
                place = edit.old.upperBound
            }
            append(old[place..<oldRange.upperBound], " ", &output)
            next = last + 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func append(_ lines: ArraySlice<ArraySlice<UInt8>>, _ mark: Unicode.Scalar, _ output: inout [UInt8])
    {
        for line in lines {
            output.append(UInt8(ascii: mark))
            output += line
            if line.last != UInt8(ascii: "\n") { output += "\n\\ No newline at end of file\n".utf8 }
        }
    }

    /// `start,count` as diff writes it: one line needs no count, and an empty range starts before its first line.
    private static func text(_ range: Range<Int>) -> String {
        switch range.count {
        case 0: "\(range.lowerBound),0"
        case 1: "\(range.lowerBound + 1)"
        default: "\(range.lowerBound + 1),\(range.count)"
        }
    }
}

extension Value {
    /// The same tree with the keys of all mappings in ascending order.
    fileprivate func sortedByKey() -> Value {
        switch self {
        case .mapping(let mapping): .mapping(mapping.sortedByKey().mapValues { $0.sortedByKey() })
        case .array(let values): .array(values.map { $0.sortedByKey() })
        default: self
        }
    }
}
