import CZlib

/// Unpacks gzip.
///
/// The only place of this target that holds C pointers.
public enum Gzip {
    /// How much is unpacked at a time, in bytes.
    private static let portion = 65_536

    /// Whether bytes begin as gzip does.
    public static func isGzip(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x1F, 0x8B])
    }

    /// Unpacks the first member of a gzip file; its checksum is compared.
    ///
    /// Calls `inflateInit2_`, `inflate` and `inflateEnd`.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - maximumBytes: How long the result may be.
    /// - Returns: The content.
    /// - Throws: ``ArchiveError/malformed(_:)`` and ``ArchiveError/tooLarge(maximumBytes:)``.
    public static func unpacked(_ bytes: [UInt8], maximumBytes: Int) throws(ArchiveError) -> [UInt8] {
        var stream = unsafe z_stream()
        let size = unsafe CInt(MemoryLayout<z_stream>.size)
        // 16 beside the largest window asks for gzip, and for nothing else.
        guard unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
            throw .malformed("zlib can not be used")
        }
        defer { _ = unsafe inflateEnd(&stream) }
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: portion)
        var position = 0
        while true {
            let step = unsafe Self.step(&stream, bytes, from: position, into: &buffer)
            position += step.read
            guard result.count + step.written <= maximumBytes else { throw .tooLarge(maximumBytes: maximumBytes) }
            result += buffer[..<step.written]
            switch step.status {
            case Z_STREAM_END: return result
            case Z_OK where step.read > 0 || step.written > 0: continue
            case Z_OK, Z_BUF_ERROR: throw .malformed("the gzip file ends too early")
            default: throw .malformed("the file is not gzip, or damaged")
            }
        }
    }

    /// Unpacks one portion; what is passed in lives as long as the call.
    private static func step(
        _ stream: inout z_stream,
        _ bytes: [UInt8],
        from position: Int,
        into buffer: inout [UInt8]
    ) -> (status: CInt, read: Int, written: Int) {
        let offered = min(bytes.count - position, 1 << 30)
        let room = buffer.count
        let status = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe buffer.withUnsafeMutableBufferPointer { output in
                // zlib does not write what it reads, only its declaration lacks the word.
                unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { unsafe $0 + position })
                unsafe stream.avail_in = UInt32(offered)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(room)
                return unsafe inflate(&stream, Z_NO_FLUSH)
            }
        }
        let read = unsafe offered - Int(stream.avail_in)
        let written = unsafe room - Int(stream.avail_out)
        return (status, read, written)
    }
}
