/// Why an archive can not be unpacked.
public enum ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The bytes are not what the format says, or end too early.
    case malformed(String)
    /// The content is larger than allowed.
    case tooLarge(maximumBytes: Int)
    /// There are more files than allowed.
    case tooMany(maximumFiles: Int)
    /// A file would lie outside of the folder that it is unpacked to.
    case outside(String)
    /// An entry is neither a file nor a folder: a link, a device.
    case notAFile(String)

    /// One lower-case sentence.
    public var description: String {
        switch self {
        case .malformed(let message): message
        case .tooLarge(let maximumBytes): "the archive holds more than \(maximumBytes) bytes"
        case .tooMany(let maximumFiles): "the archive holds more than \(maximumFiles) files"
        case .outside(let path): "\"\(path)\" leads out of the archive"
        case .notAFile(let path): "\"\(path)\" is neither a file nor a folder"
        }
    }
}
