/// The folders of a Git tree.
enum GitDirectories {
    /// All folders that hold a file at any depth, except the root, those whose names begin with a dot and what is below
    /// such; depth first, names ascending by their bytes.
    ///
    /// - Parameter files: Paths of files, ascending by bytes.
    /// - Returns: The paths, without slashes at their ends.
    static func all(in files: [String]) -> [String] {
        var seen: Set<String> = []
        var directories: [[Substring]] = []
        var last = ""
        for file in files {
            guard let slash = file.utf8.lastIndex(of: UInt8(ascii: "/")) else { continue }
            let directory = file[..<slash]
            if directory == last { continue }
            last = String(directory)
            var parts: [Substring] = []
            for part in directory.split(separator: "/") {
                if part.utf8.first == UInt8(ascii: ".") { break }
                parts.append(part)
                if seen.insert(parts.joined(separator: "/")).inserted { directories.append(parts) }
            }
        }
        // By names, not by whole paths: "a-b" comes after "a/c", though "-" is below "/".
        return directories.sorted { precedes($0, $1) }.map { $0.joined(separator: "/") }
    }

    private static func precedes(_ left: [Substring], _ right: [Substring]) -> Bool {
        for (left, right) in zip(left, right) where left != right {
            return left.utf8.lexicographicallyPrecedes(right.utf8)
        }
        return left.count < right.count
    }
}
