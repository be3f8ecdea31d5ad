import Glibc
import Subprocess

/// An object of a git repository.
struct GitObject: Sendable {
    /// Its full name, in hexadecimal.
    var name: String
    /// `commit`, `tree`, `blob` or `tag`.
    var kind: String
    /// Its size in bytes.
    var size: Int
    /// Its content; empty when it is larger than ``ObjectReader/maximumSize``.
    var bytes: [UInt8]
}

/// Reads objects of one repository, all through one `git cat-file --batch`.
///
/// The process starts with the first request and ends with the last reference to this reader, at the latest with
/// `fleet` itself, since its input ends then. A class, because the process has to end once.
final class ObjectReader: Sendable {
    /// The largest object whose content is kept, in bytes.
    static let maximumSize = 64 * 1_048_576

    /// Makes writing to a process that has ended an error, where it would end `fleet`: Subprocess does nothing about it.
    private static let ignoresBrokenPipes: Void = {
        _ = signal(SIGPIPE, SIG_IGN)
    }()

    /// How many objects are asked for at once: their names must fit a pipe that git does not empty while it writes.
    private static let batchSize = 256

    private struct Request: Sendable {
        var names: [String]
        var reply: CheckedContinuation<Result<[GitObject?], ToolFailure>, Never>
    }

    private let requests: AsyncStream<Request>.Continuation

    /// Makes a reader.
    ///
    /// - Parameters:
    ///   - git: Gives the environment and counts the process.
    ///   - location: The repository.
    init(git: Git, location: Git.Location) {
        _ = Self.ignoresBrokenPipes
        let (stream, continuation) = AsyncStream.makeStream(of: Request.self)
        requests = continuation
        Task { await Self.serve(stream, git: git, location: location) }
    }

    deinit {
        requests.finish()
    }

    /// Reads objects.
    ///
    /// - Parameter names: Full names, or expressions such as `NAME^{tree}`, each without white space.
    /// - Returns: The objects in the order of the names, nil for each that does not exist or is ambiguous.
    /// - Throws: ``ToolFailure`` when git could not be started or ended early; so does every request after that.
    func objects(_ names: [String]) async throws(ToolFailure) -> [GitObject?] {
        guard !names.isEmpty else { return [] }
        return try await withCheckedContinuation { continuation in
            if case .terminated = requests.yield(Request(names: names, reply: continuation)) {
                continuation.resume(returning: .failure(.cancelled))
            }
        }.get()
    }

    /// Reads one object; see ``objects(_:)``.
    func object(_ name: String) async throws(ToolFailure) -> GitObject? {
        try await objects([name])[0]
    }

    /// Answers requests until there will be no more.
    ///
    /// When the process fails, that is the answer to all that follow.
    private static func serve(_ stream: AsyncStream<Request>, git: Git, location: Git.Location) async {
        // An iterator for each stretch of work, since one can not be handed into a closure; they go on from one another.
        var beginning = stream.makeAsyncIterator()
        guard var request = await beginning.next() else { return }
        git.runner.countProcess()
        let configuration = ToolRunner.configuration(
            "git",
            Git.safety + location.arguments + ["cat-file", "--batch"],
            environment: git.environment
        )
        var failure = ToolFailure.notStarted(tool: "git cat-file", message: "it ended early")
        var isAnswered = false
        do {
            _ = try await Subprocess.run(
                configuration,
                input: .inputWriter,
                output: .sequence,
                error: .discarded
            ) { execution in
                var answers = BatchAnswers(execution.standardOutput)
                var following = stream.makeAsyncIterator()
                while true {
                    var objects: [GitObject?] = []
                    objects.reserveCapacity(request.names.count)
                    for start in stride(from: 0, to: request.names.count, by: batchSize) {
                        let names = request.names[start..<min(start + batchSize, request.names.count)]
                        let text = names.joined(separator: "\n") + "\n"
                        _ = try await execution.standardInputWriter.write(Array(text.utf8))
                        for _ in names { objects.append(try await answers.next()) }
                    }
                    request.reply.resume(returning: .success(objects))
                    isAnswered = true
                    guard let next = await following.next() else { return }
                    request = next
                    isAnswered = false
                }
            }
        } catch let error as SubprocessError where error.code == .failedToWriteToSubprocess {
            // It ended before it was asked: see above.
        } catch let problem as ToolFailure {
            failure = problem
        } catch {
            failure = ToolRunner.failure(of: "git cat-file", error)
        }
        if !isAnswered { request.reply.resume(returning: .failure(failure)) }
        for await request in stream {
            request.reply.resume(returning: .failure(failure))
        }
    }
}

/// The answers of `git cat-file --batch`, one after the other.
private struct BatchAnswers {
    private var chunks: SubprocessOutputSequence.AsyncIterator
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ output: SubprocessOutputSequence) {
        chunks = output.makeAsyncIterator()
    }

    /// The next answer; nil when git has no such object, or several.
    ///
    /// - Throws: ``ToolFailure`` when the output ends, and what Subprocess throws.
    mutating func next() async throws -> GitObject? {
        let words = try await line().split(separator: " ").map(String.init)
        // "NAME KIND SIZE", or "QUESTION missing", or "QUESTION ambiguous".
        guard words.count == 3, let size = Int(words[2]) else { return nil }
        let isKept = size <= ObjectReader.maximumSize
        let bytes = try await take(size, isKept: isKept)
        _ = try await take(1, isKept: false)
        return GitObject(name: words[0], kind: words[1], size: size, bytes: bytes)
    }

    private mutating func line() async throws -> String {
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { position = end + 1 }
                return String(decoding: buffer[position..<end], as: UTF8.self)
            }
            searched = buffer.count
            let dropped = position
            try await fill()
            searched -= dropped
        }
    }

    private mutating func take(_ count: Int, isKept: Bool) async throws -> [UInt8] {
        var taken: [UInt8] = []
        if isKept { taken.reserveCapacity(count) }
        var remaining = count
        while remaining > 0 {
            if position == buffer.count { try await fill() }
            let end = min(buffer.count, position + remaining)
            if isKept { taken.append(contentsOf: buffer[position..<end]) }
            remaining -= end - position
            position = end
        }
        return taken
    }

    /// Drops what was taken and waits for more.
    private mutating func fill() async throws {
        guard let chunk = try await chunks.next() else {
            throw ToolFailure.notStarted(tool: "git cat-file", message: "it ended early")
        }
        buffer.removeFirst(position)
        position = 0
        // The pointer does not leave this line; Subprocess has no other way to the bytes.
        unsafe chunk.withUnsafeBytes { unsafe buffer.append(contentsOf: $0) }
    }
}
