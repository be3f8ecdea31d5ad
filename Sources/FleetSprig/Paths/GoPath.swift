/// Paths with slashes as Go's `path` takes them apart; on Linux `filepath` does the same.
///
/// - SeeAlso: <https://pkg.go.dev/path>
enum GoPath {
    private static let slash = UInt8(ascii: "/")

    /// The shortest path of the same meaning: no `//`, no `.`, no `..` but at the start; `.` for nothing.
    static func clean(_ path: some Collection<UInt8>) -> [UInt8] {
        let isRooted = path.first == slash
        var parts: [[UInt8]] = []
        for part in path.split(separator: slash) {
            if part.elementsEqual(".".utf8) { continue }
            if part.elementsEqual("..".utf8) {
                if let last = parts.last, !last.elementsEqual("..".utf8) {
                    parts.removeLast()
                    continue
                }
                if isRooted { continue }
            }
            parts.append(Array(part))
        }
        let cleaned = (isRooted ? [slash] : []) + parts.joined(separator: [slash])
        return cleaned.isEmpty ? [UInt8(ascii: ".")] : cleaned
    }

    /// The last element, without slashes at its end; `.` for nothing and `/` for slashes alone.
    static func base(_ path: [UInt8]) -> [UInt8] {
        if path.isEmpty { return [UInt8(ascii: ".")] }
        guard let last = path.split(separator: slash).last else { return [slash] }
        return Array(last)
    }

    /// All but the last element, cleaned.
    static func directory(_ path: [UInt8]) -> [UInt8] {
        clean(path[..<(path.lastIndex(of: slash).map { $0 + 1 } ?? 0)])
    }

    /// What follows the last point of the last element, with the point.
    static func fileExtension(_ path: [UInt8]) -> [UInt8] {
        guard let place = path.lastIndex(where: { $0 == slash || $0 == UInt8(ascii: ".") }), path[place] != slash else {
            return []
        }
        return Array(path[place...])
    }

    /// Whether it begins at the root.
    static func isAbsolute(_ path: [UInt8]) -> Bool { path.first == slash }
}
