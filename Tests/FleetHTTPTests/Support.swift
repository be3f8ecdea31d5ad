import FleetHTTP
import Synchronization

/// Runs something with a loop, and ends the loop whatever happens.
@discardableResult
func withLoop<Value>(
    _ limits: TransferLoop.Limits = .init(),
    proxies: ProxyEnvironment = .none,
    _ body: (TransferLoop) async throws -> Value
) async throws -> Value {
    let loop = TransferLoop(limits: limits, proxies: proxies)
    do {
        let value = try await body(loop)
        await loop.shutdown()
        return value
    } catch {
        await loop.shutdown()
        throw error
    }
}

/// The error of a request that must fail, or nil.
func failure(of request: HTTPRequest, on loop: TransferLoop) async -> HTTPError? {
    do throws(HTTPError) {
        _ = try await loop.perform(request)
        return nil
    } catch {
        return error
    }
}

extension Result {
    /// The error, or nil.
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}

/// Waits until something holds, for some seconds at most.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        await Task.yield()
    }
    return try condition()
}

/// Runs something that blocks, on a thread of its own: the tests' threads are few.
func offPool<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        onNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Something that happens in one place and is waited for in another.
final class Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Notes that it has happened once more.
    func send() {
        continuation.yield()
    }

    /// Waits until it has happened `count` times since the last wait.
    func wait(_ count: Int = 1) async {
        var iterator = stream.makeAsyncIterator()
        for _ in 0..<count { await iterator.next() }
    }
}

/// A list that callbacks append to.
final class Recorder<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    func append(_ element: Element) {
        elements.withLock { $0.append(element) }
    }

    var all: [Element] { elements.withLock { $0 } }
}
