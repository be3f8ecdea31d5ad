import Glibc

/// Why generation could not be measured.
enum GenerateProblem: Error, CustomStringConvertible {
    case unusable(path: String)
    case wrongCount(Int)
    case failed(command: String, String)

    var description: String {
        switch self {
        case .unusable(let path): "\(path) can not be used"
        case .wrongCount(let count): "\(count) applications or parameter sets were generated"
        case .failed(let command, let output): "\(command) failed: \(output)"
        }
    }
}

/// `/dev/null`, written to in blocks.
final class Sink {
    private static let blockSize = 1 << 16
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init() throws {
        descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GenerateProblem.unusable(path: "/dev/null") }
        buffer.reserveCapacity(2 * Self.blockSize)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) {
        buffer.append(contentsOf: bytes)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.blockSize { flush() }
    }

    func flush() {
        _ = Glibc.write(descriptor, buffer, buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }
}

/// The memory of this process, as Linux counts it.
enum Memory {
    /// Begins to count the greatest memory in use anew, from what is in use now.
    ///
    /// Where the kernel does not allow it, earlier benchmarks of the same run count too, which can only be worse.
    static func resetPeak() {
        let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = write(descriptor, "5", 1)
        close(descriptor)
    }

    /// The greatest memory in use since, in megabytes.
    static func peak() throws -> Double {
        let path = "/proc/self/status"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw GenerateProblem.unusable(path: path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 14)
        let count = read(descriptor, &bytes, bytes.count)
        for line in String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n") {
            // "VmHWM:    123456 kB"
            guard line.hasPrefix("VmHWM:"), let number = line.split(separator: " ").dropFirst().first,
                let kilobytes = Double(number)
            else { continue }
            return kilobytes * 1024 / 1e6
        }
        throw GenerateProblem.unusable(path: path)
    }
}
