/// Reads tar archives: the formats of POSIX (`ustar`, `pax`) and GNU's long names.
///
/// - SeeAlso: <https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html>
public enum Tar {
    /// What an archive may hold.
    public struct Limits: Hashable, Sendable {
        /// How long the files may be together, in bytes.
        public var maximumBytes: Int
        /// How many files there may be.
        public var maximumFiles: Int

        /// Makes limits.
        public init(maximumBytes: Int, maximumFiles: Int) {
            self.maximumBytes = maximumBytes
            self.maximumFiles = maximumFiles
        }
    }

    private static let block = 512

    /// Reads the files of an archive.
    ///
    /// - Parameters:
    ///   - bytes: The whole archive, not compressed.
    ///   - limits: What it may hold.
    /// - Returns: Contents by path, without `.` and doubled slashes; of a path that stands twice the last content.
    /// - Throws: ``ArchiveError``, for links and devices too: nothing that is unpacked leads elsewhere.
    public static func files(in bytes: [UInt8], limits: Limits) throws(ArchiveError) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        var total = 0
        var entries = 0
        var position = 0
        var longName: String?
        while position + block <= bytes.count {
            let header = bytes[position..<(position + block)]
            // The end is marked by blocks of zeros.
            if header.allSatisfy({ $0 == 0 }) { return files }
            position += block
            try check(header)
            let size = try number(in: field(header, 124, 12))
            guard size <= bytes.count - position else { throw .malformed("the tar archive ends too early") }
            let content = bytes[position..<(position + size)]
            position += (size + block - 1) / block * block
            entries += 1
            guard entries <= 4 * limits.maximumFiles else { throw .tooMany(maximumFiles: limits.maximumFiles) }
            let kind = header[header.startIndex + 156]
            switch kind {
            case UInt8(ascii: "x"): longName = try paxPath(content) ?? longName
            case UInt8(ascii: "L"): longName = text(content)
            case UInt8(ascii: "g"): break
            default:
                let written = longName ?? name(of: header)
                longName = nil
                let path = try normalized(written)
                if kind == UInt8(ascii: "5") { continue }
                guard kind == UInt8(ascii: "0") || kind == 0 || kind == UInt8(ascii: "7") else {
                    throw .notAFile(written)
                }
                // Older archives mark folders by the slash alone.
                if path.isEmpty || written.utf8.last == UInt8(ascii: "/") { continue }
                total += size
                guard total <= limits.maximumBytes else { throw .tooLarge(maximumBytes: limits.maximumBytes) }
                files[path] = Array(content)
                guard files.count <= limits.maximumFiles else { throw .tooMany(maximumFiles: limits.maximumFiles) }
            }
        }
        guard position <= bytes.count + block, !files.isEmpty else {
            throw .malformed("the file is no tar archive, or ends too early")
        }
        return files
    }

    /// Unpacks a compressed archive; see ``files(in:limits:)``.
    public static func files(inGzip bytes: [UInt8], limits: Limits) throws(ArchiveError) -> [String: [UInt8]] {
        // Headers and padding count too: a block and a half for each file, and what pax says of it.
        let overhead = limits.maximumFiles * 2_048 + 20_480
        let unpacked: [UInt8]
        do throws(ArchiveError) {
            unpacked = try Gzip.unpacked(bytes, maximumBytes: limits.maximumBytes + overhead)
        } catch .tooLarge {
            throw .tooLarge(maximumBytes: limits.maximumBytes)
        }
        return try files(in: unpacked, limits: limits)
    }

    // MARK: Headers

    private static func field(_ header: ArraySlice<UInt8>, _ start: Int, _ length: Int) -> ArraySlice<UInt8> {
        let first = header.startIndex + start
        return header[first..<(first + length)]
    }

    /// The text before the first NUL.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func name(of header: ArraySlice<UInt8>) -> String {
        let name = text(field(header, 0, 100))
        // GNU's own format has other things where POSIX has the prefix.
        guard field(header, 257, 6).elementsEqual("ustar\0".utf8) else { return name }
        let prefix = text(field(header, 345, 155))
        return prefix.isEmpty ? name : prefix + "/" + name
    }

    /// A number in octal digits, or as GNU's tar writes large ones, in binary.
    private static func number(in field: ArraySlice<UInt8>) throws(ArchiveError) -> Int {
        var result = 0
        if let first = field.first, first & 0x80 != 0 {
            for (index, byte) in field.enumerated() {
                let digit = Int(index == 0 ? byte & 0x7F : byte)
                guard result < 1 << 48 else { throw .malformed("a size in the tar archive is too large") }
                result = result << 8 | digit
            }
            return result
        }
        for byte in field where byte != 0 && byte != UInt8(ascii: " ") {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "7") else {
                throw .malformed("a header of the tar archive is damaged")
            }
            result = result << 3 | Int(byte - UInt8(ascii: "0"))
        }
        return result
    }

    /// Compares a header's checksum: the sum of its bytes, its own place taken as spaces.
    private static func check(_ header: ArraySlice<UInt8>) throws(ArchiveError) {
        var sum = 0
        for (index, byte) in header.enumerated() { sum += 148..<156 ~= index ? 32 : Int(byte) }
        guard try number(in: field(header, 148, 8)) == sum else {
            throw .malformed("the file is no tar archive, or damaged")
        }
    }

    /// The `path` of an extended header: records of `LENGTH KEY=VALUE` and a line end.
    private static func paxPath(_ content: ArraySlice<UInt8>) throws(ArchiveError) -> String? {
        var rest = content
        var path: String?
        while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
            guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length > space - rest.startIndex,
                length <= rest.count
            else {
                throw .malformed("an extended header of the tar archive is damaged")
            }
            let record = rest[(space + 1)..<(rest.startIndex + length)]
            if record.starts(with: "path=".utf8) {
                path = String(decoding: record.dropFirst(5).dropLast(), as: UTF8.self)
            }
            rest = rest[(rest.startIndex + length)...]
        }
        return path
    }

    /// A path without `.` and doubled slashes.
    private static func normalized(_ path: String) throws(ArchiveError) -> String {
        // A backslash separates on other systems, and a colon names a drive there.
        guard !path.hasPrefix("/"), !path.utf8.contains(0), !path.utf8.contains(UInt8(ascii: "\\")) else {
            throw .outside(path)
        }
        let steps = path.split(separator: "/").filter { $0 != "." }
        guard !steps.contains("..") else { throw .outside(path) }
        return steps.joined(separator: "/")
    }
}
