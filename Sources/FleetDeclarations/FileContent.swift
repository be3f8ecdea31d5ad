import Glibc

/// Reading files as the system has them: regular ones, pipes (`-f -`, `-f <(…)`) and devices alike.
enum FileContent {
    /// Why a file could not be read.
    struct Failure: Error {
        /// One phrase, in the system's words.
        let reason: String
    }

    private static let pieceSize = 1 << 16

    /// A file's bytes.
    ///
    /// - Parameters:
    ///   - path: The file; `-` for standard input.
    ///   - limit: The most bytes to take.
    /// - Returns: All of them.
    /// - Throws: ``Failure`` when it can not be opened or read, or holds more.
    static func bytes(of path: String, limit: Int) throws(Failure) -> [UInt8] {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemFailure() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceSize)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw systemFailure() }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= limit else { throw Failure(reason: "it is larger than \(limit >> 20) MiB") }
            bytes += piece[..<count]
        }
    }

    private static func systemFailure() -> Failure {
        Failure(reason: unsafe String(cString: strerror(errno)))
    }
}
