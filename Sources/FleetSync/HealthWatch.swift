import FleetHealth
import FleetKube
import FleetModel

/// Waits for what the cluster makes of resources: until they are healthy, or gone.
struct HealthWatch: Sendable {
    /// A resource to watch, and its health as it was last seen; nil when its kind has none.
    struct Item: Sendable {
        var key: ResourceKey
        var type: APIResource
        var health: Health?
    }

    /// Why waiting ended without success.
    enum Failure: Error, Equatable {
        /// What is waited for will not come, or not in time; one line.
        case failed(String)
        /// The task was cancelled.
        case cancelled
    }

    let client: any ResourceClient
    let timeout: Duration
    let clock: any Clock<Duration>
    /// Why the work must stop now, or nil to go on.
    let obstacle: @Sendable () -> String?

    /// How often is looked, and how much longer after each look.
    private static let firstPause = Duration.milliseconds(200)
    private static let longestPause = Duration.seconds(2)

    /// Waits until every resource is healthy or has no health.
    ///
    /// What was healthy when it was last seen is not looked at again.
    ///
    /// - Parameters:
    ///   - items: What to watch.
    ///   - what: How a message names them.
    /// - Returns: The health of those that have one, as it was last seen, and why waiting ended: nil when all are
    ///   healthy, else that one is degraded, the time is over, or the work was called off.
    func wait(for items: [Item], _ what: String) async -> (health: [ResourceKey: Health], failure: Failure?) {
        var seen: [ResourceKey: Health] = [:]
        for item in items { seen[item.key] = item.health }
        do throws(Failure) {
            try await poll(
                items.filter { $0.health.map { $0.status != .healthy } ?? false },
                look: { open throws(Failure) in
                    let looks = await look(at: open)
                    for item in looks { seen[item.key] = item.health }
                    if let bad = looks.first(where: { $0.health?.status == .degraded }) {
                        throw .failed("\(bad.key) is Degraded: \(bad.health?.message ?? "")")
                    }
                    return looks.filter { $0.health.map { $0.status != .healthy } ?? false }
                },
                late: { open, limit in
                    let state = open.first?.health.map(\.description) ?? ""
                    return "\(what) is not healthy after \(limit): \(open[0].key) is \(state)\(Self.others(open))"
                }
            )
            return (seen, nil)
        } catch {
            return (seen, error)
        }
    }

    /// Waits until deleted resources are gone, or others stand in their place.
    ///
    /// - Parameter items: What was deleted, with the uid it had.
    /// - Throws: ``Failure/failed(_:)`` when the time is over.
    func waitUntilGone(_ items: [(item: Item, uid: String?)]) async throws(Failure) {
        let uids = Dictionary(items.map { ($0.item.key, $0.uid) }, uniquingKeysWith: { first, _ in first })
        try await poll(
            items.map(\.item),
            look: { open throws(Failure) in
                await live(open).filter { item, live in
                    switch live {
                    case .success(nil): false
                    case .success(let live?): live.uid == uids[item.key] ?? nil
                    case .failure: true
                    }
                }.map(\.0)
            },
            late: { open, limit in "\(open[0].key) is still being deleted after \(limit)\(Self.others(open))" }
        )
    }

    /// Looks again and again until nothing is open any more.
    ///
    /// - Parameters:
    ///   - items: What is open at first; nothing is done when it is empty.
    ///   - look: Answers which of them are still open.
    ///   - late: What to say when the time is over.
    /// - Throws: What `look` throws, and when the time is over or the work is called off.
    private func poll(
        _ items: [Item],
        look: ([Item]) async throws(Failure) -> [Item],
        late: ([Item], String) -> String
    ) async throws(Failure) {
        try await poll(items, on: clock, look: look, late: late)
    }

    private func poll<C: Clock>(
        _ items: [Item],
        on clock: C,
        look: ([Item]) async throws(Failure) -> [Item],
        late: ([Item], String) -> String
    ) async throws(Failure) where C.Duration == Duration {
        var open = items
        var pause = Self.firstPause
        let start = clock.now
        while !open.isEmpty {
            if Task.isCancelled { throw .cancelled }
            if let reason = obstacle() { throw .failed(reason) }
            open = try await look(open)
            if open.isEmpty { return }
            if Task.isCancelled { throw .cancelled }
            guard start.duration(to: clock.now) < timeout else {
                throw .failed(late(open, "\(timeout.components.seconds)s"))
            }
            do {
                try await clock.sleep(for: pause)
            } catch {
                throw .cancelled
            }
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func look(at items: [Item]) async -> [Item] {
        await live(items).map { item, live in
            var item = item
            switch live {
            case .success(let live?): item.health = HealthAssessment.assess(live)
            case .success(nil): item.health = Health(status: .missing, message: "not found")
            case .failure(let error): item.health = Health(status: .unknown, message: error.description)
            }
            return item
        }
    }

    private func live(_ items: [Item]) async -> [(Item, Result<Manifest?, KubeError>)] {
        await withTaskGroup(of: (Int, Result<Manifest?, KubeError>).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask {
                    do throws(KubeError) {
                        let live = try await client.get(item.type, namespace: item.key.namespace, name: item.key.name)
                        return (index, .success(live))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var answers = [Result<Manifest?, KubeError>](repeating: .success(nil), count: items.count)
            for await (index, answer) in group { answers[index] = answer }
            return Array(zip(items, answers))
        }
    }

    private static func others(_ items: [Item]) -> String {
        items.count > 1 ? " and \(items.count - 1) more" : ""
    }
}
