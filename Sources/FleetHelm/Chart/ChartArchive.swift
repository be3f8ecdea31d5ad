import FleetArchive

/// Unpacks the packed charts in a chart's `charts` folder.
struct ChartArchive {
    private static let maximumDepth = 8

    /// What all archives of one chart may hold together.
    private var limits = Tar.Limits(maximumBytes: 64 << 20, maximumFiles: 20_000)

    /// Takes the archives out of a chart's files.
    ///
    /// - Parameter files: The chart's files; those that are archives are removed.
    /// - Returns: What the archives hold, by their paths and the paths within; archives in them are unpacked too.
    /// - Throws: ``HelmError`` that names the archive.
    static func unpacked(
        _ files: inout [String: [UInt8]]
    ) throws(HelmError) -> [String: [String: [UInt8]]] {
        var archive = ChartArchive()
        return try archive.unpack(&files, depth: 0)
    }

    private mutating func unpack(
        _ files: inout [String: [UInt8]],
        depth: Int
    ) throws(HelmError) -> [String: [String: [UInt8]]] {
        var archives: [String: [String: [UInt8]]] = [:]
        for path in files.keys.sorted() where Self.isArchive(path) {
            guard depth < Self.maximumDepth else {
                throw HelmError("\(path): archives lie more than \(Self.maximumDepth) deep")
            }
            guard let bytes = files.removeValue(forKey: path) else { continue }
            do throws(HelmError) {
                var inner = try chart(in: bytes)
                for (name, more) in try unpack(&inner, depth: depth + 1) {
                    for (file, bytes) in more { inner["\(name)/\(file)"] = bytes }
                }
                archives[path] = inner
            } catch {
                throw HelmError("\(path): \(error.message)")
            }
        }
        return archives
    }

    /// Whether a file is a packed chart: directly in `charts`, and of that ending.
    private static func isArchive(_ path: String) -> Bool {
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        guard steps.count == 2, steps[0] == "charts", let name = steps.last else { return false }
        return name.hasSuffix(".tgz") && !name.hasPrefix("_") && !name.hasPrefix(".")
    }

    /// The files of a packed chart, by their paths in the chart's folder.
    private mutating func chart(in bytes: [UInt8]) throws(HelmError) -> [String: [UInt8]] {
        let packed: [String: [UInt8]]
        do throws(ArchiveError) {
            packed = try Tar.files(inGzip: bytes, limits: limits)
        } catch {
            throw HelmError(error.description)
        }
        var files: [String: [UInt8]] = [:]
        for (path, bytes) in packed {
            limits.maximumBytes -= bytes.count
            limits.maximumFiles -= 1
            guard let slash = path.firstIndex(of: "/") else {
                if path == "Chart.yaml" { throw HelmError("chart yaml not in base directory") }
                continue
            }
            files[String(path[path.index(after: slash)...])] = bytes
        }
        return files
    }
}
