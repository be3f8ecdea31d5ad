import FleetTemplate
import FleetValue

/// The parameters that a path gives.
///
/// Flat: `path`, `path.basename`, `path.basenameNormalized`, `path[0]` and so on, for a file also `path.filename` and
/// `path.filenameNormalized`. Nested: `path` with `path`, `basename`, `basenameNormalized`, `segments` and for a file
/// `filename` and `filenameNormalized`. Of a file `path` is the folder in which it is, `.` for the root. With a prefix
/// all stand below that.
struct PathParameters: Sendable {
    private let name: String
    private let prefix: String
    private let isFlat: Bool
    private let types: [ParameterSet.PartType]

    /// Fixes the names.
    init(prefix: String, isFlat: Bool) {
        self.prefix = prefix
        self.isFlat = isFlat
        name = isFlat && !prefix.isEmpty ? prefix + ".path" : "path"
        types =
            isFlat
            ? [] : [.init(path: prefix.isEmpty ? ["path", "segments"] : [prefix, "path", "segments"], kind: .texts)]
    }

    /// A folder's parameters.
    func parameters(ofDirectory directory: String) -> ParameterSet {
        isFlat
            ? ParameterSet(flat(directory, file: nil, over: Mapping()))
            : nested(directory, file: nil, over: Mapping())
    }

    /// A file's parameters: what one document in it says, and over that what its path gives.
    func parameters(ofFile path: String, _ document: Mapping) -> ParameterSet {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let directory = slash.map { String(path[..<$0]) } ?? "."
        let file = slash.map { String(path[path.index(after: $0)...]) } ?? path
        return isFlat
            ? ParameterSet(flat(directory, file: file, over: FlatParameters.of(document)))
            : nested(directory, file: file, over: document)
    }

    private func flat(_ directory: String, file: String?, over document: Mapping) -> Mapping {
        var parameters = document
        let parts = directory.split(separator: "/", omittingEmptySubsequences: false)
        let base = Self.base(of: parts)
        parameters.reserveCapacity(document.count + 5 + parts.count)
        parameters[name] = .string(directory)
        parameters[name + ".basename"] = .string(base)
        parameters[name + ".basenameNormalized"] = .string(NormalizedName.of(base))
        if let file {
            parameters[name + ".filename"] = .string(file)
            parameters[name + ".filenameNormalized"] = .string(NormalizedName.of(file))
        }
        for (index, part) in parts.enumerated() where !part.isEmpty {
            parameters["\(name)[\(index)]"] = .string(String(part))
        }
        return parameters
    }

    private func nested(_ directory: String, file: String?, over document: Mapping) -> ParameterSet {
        let parts = directory.split(separator: "/", omittingEmptySubsequences: false)
        let base = Self.base(of: parts)
        var path: Mapping = [
            "path": .string(directory),
            "basename": .string(base),
            "basenameNormalized": .string(NormalizedName.of(base)),
            "segments": .array(parts.map { .string(String($0)) }),
        ]
        if let file {
            path.append("filename", .string(file))
            path.append("filenameNormalized", .string(NormalizedName.of(file)))
        }
        var parameters = document
        if prefix.isEmpty {
            parameters["path"] = .mapping(path)
        } else {
            parameters[prefix] = .mapping(["path": .mapping(path)])
        }
        return ParameterSet(parameters, types: types)
    }

    private static func base(of parts: [Substring]) -> String {
        parts.last.map(String.init) ?? "."
    }
}
