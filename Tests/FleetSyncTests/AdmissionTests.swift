import Synchronization
import Testing

@testable import FleetSync

@Suite struct AdmissionTests {
    @Test(arguments: [1, 3])
    func boundsWhatRunsAtOnce(_ limit: Int) async {
        let admission = Admission(limit: limit)
        let running = Peak()
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 1...100 {
                group.addTask {
                    await admission.run {
                        await running.hold()
                        return number
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(sum == 5050)
        #expect(running.most <= limit)
    }
}

/// Counts how many are inside at once.
final class Peak: Sendable {
    private let count = Mutex((now: 0, most: 0))

    /// The most that ever were.
    var most: Int { count.withLock { $0.most } }

    /// Goes in, lets others run, and comes out.
    func hold() async {
        count.withLock { count in
            count.now += 1
            count.most = max(count.most, count.now)
        }
        await Task.yield()
        count.withLock { $0.now -= 1 }
    }
}
