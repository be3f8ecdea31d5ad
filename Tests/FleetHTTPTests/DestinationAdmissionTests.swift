import FleetHTTP
import FleetTestSupport
import Testing

@Suite
struct DestinationAdmissionTests {
    private var admission = DestinationAdmission<String>(maximumConnections: 6, maximumConnectionsPerDestination: 2)

    /// Everybody who may begin now.
    private mutating func begun() -> [UInt] {
        var all: [UInt] = []
        while let transfer = admission.next() { all.append(transfer) }
        return all
    }

    private mutating func add(_ transfers: ClosedRange<UInt>, to destination: String, mayShare: Bool = true) -> [UInt] {
        for transfer in transfers { admission.add(transfer, to: destination, mayShare: mayShare) }
        return begun()
    }

    @Test
    mutating func plainConnectionsAreLimitedPerDestination() {
        #expect(add(1...4, to: "a", mayShare: false) == [1, 2])
        #expect(add(5...6, to: "b", mayShare: false) == [5, 6])
        admission.remove(2)
        #expect(begun() == [3])
        admission.remove(1)
        admission.remove(3)
        #expect(begun() == [4])
    }

    @Test
    mutating func firstOneGoesAheadAndOthersShareItsConnection() {
        #expect(add(1...5, to: "a") == [1])
        admission.isOpening(1)
        #expect(begun() == [])
        // Connected, but nobody knows yet how.
        admission.isConnected(1, isNew: true)
        #expect(begun() == [2])
        admission.isAnswered(1, byHTTP2: true)
        #expect(begun() == [3, 4, 5])
        // What is known now serves those who come while it is in use.
        admission.isConnected(2, isNew: false)
        #expect(add(6...7, to: "a") == [6, 7])
    }

    @Test
    mutating func secondConnectionIsNotMadeBesideOneThatIsBeingMade() {
        #expect(add(1...5, to: "a") == [1])
        admission.isOpening(1)
        admission.isConnected(1, isNew: true)
        #expect(begun() == [2])
        admission.isOpening(2)
        admission.isAnswered(1, byHTTP2: true)
        #expect(begun() == [])
        admission.isConnected(2, isNew: true)
        #expect(begun() == [3, 4, 5])
    }

    @Test
    mutating func serverWithoutHTTP2GetsAConnectionEach() {
        #expect(add(1...5, to: "a") == [1])
        admission.isConnected(1, isNew: true)
        admission.isAnswered(1, byHTTP2: false)
        #expect(begun() == [2])
        admission.remove(1)
        admission.remove(2)
        // It is remembered: nobody needs to go ahead.
        #expect(begun() == [3, 4])
    }

    @Test
    mutating func idleSharedConnectionIsTriedByOne() {
        #expect(add(1...1, to: "a") == [1])
        admission.isConnected(1, isNew: true)
        admission.isAnswered(1, byHTTP2: true)
        admission.remove(1)
        #expect(add(2...6, to: "a") == [2])
        // It is still there.
        admission.isConnected(2, isNew: false)
        #expect(begun() == [3, 4, 5, 6])
        for transfer in UInt(2)...6 { admission.remove(transfer) }
        #expect(add(7...10, to: "a") == [7])
        // It was not, and the new one may speak another protocol.
        admission.isConnected(7, isNew: true)
        #expect(begun() == [8])
    }

    @Test
    mutating func nextOneGoesAheadAfterAFailure() {
        #expect(add(1...3, to: "a") == [1])
        admission.isOpening(1)
        #expect(admission.waitingBehindNobodyConnected(1) == [2, 3])
        admission.remove(1)
        #expect(begun() == [2])
        admission.isConnected(2, isNew: true)
        #expect(begun() == [3])
        #expect(admission.waitingBehindNobodyConnected(2) == [])
    }

    @Test
    mutating func limitOnAllConnectionsHoldsBackInOrder() {
        #expect(add(1...3, to: "a", mayShare: false) == [1, 2])
        #expect(add(4...6, to: "b", mayShare: false) == [4, 5])
        #expect(add(7...9, to: "c", mayShare: false) == [7, 8])
        #expect(add(10...12, to: "d", mayShare: false) == [])
        #expect(add(13...14, to: "e") == [])
        // The line itself comes first, if it is not among those that were held back.
        admission.remove(1)
        #expect(begun() == [3])
        admission.remove(2)
        admission.remove(3)
        #expect(begun() == [10, 13])
        admission.remove(4)
        admission.remove(5)
        #expect(begun() == [6, 11])
    }

    @Test
    mutating func sharedConnectionCountsOnce() {
        #expect(add(1...1, to: "a") == [1])
        admission.isConnected(1, isNew: true)
        admission.isAnswered(1, byHTTP2: true)
        #expect(add(2...150, to: "a").count == 99)
        #expect(add(200...201, to: "b", mayShare: false) == [200, 201])
        #expect(add(300...301, to: "c", mayShare: false) == [300, 301])
        #expect(add(400...401, to: "d", mayShare: false) == [400])
        for transfer in UInt(51)...100 { admission.remove(transfer) }
        #expect(begun() == Array(101...150))
    }

    @Test
    mutating func whoIsTakenOutBeforeHisTurnNeverBegins() {
        #expect(add(1...4, to: "a", mayShare: false) == [1, 2])
        admission.remove(3)
        admission.remove(99)
        admission.remove(1)
        admission.remove(2)
        #expect(begun() == [4])
        admission.add(5, to: "a", mayShare: false)
        admission.remove(5)
        #expect(begun() == [])
    }

    @Test(arguments: 0..<20)
    mutating func nobodyIsForgottenAndNoLimitIsBroken(seed: Int) {
        var generator = SplitMix64(seed: UInt64(seed))
        var waiting: Set<UInt> = []
        var running: [UInt: String] = [:]
        var isPlain: [String: Bool] = [:]
        for step in 0..<3000 {
            if step < 2000, Bool.random(using: &generator) {
                let destination = "\(Int.random(in: 0..<8, using: &generator))"
                isPlain[destination] = destination < "4"
                admission.add(UInt(step), to: destination, mayShare: destination >= "4")
                waiting.insert(UInt(step))
                destinations[UInt(step)] = destination
            } else if let transfer = (Array(running.keys) + Array(waiting)).sorted().randomElement(using: &generator) {
                switch Int.random(in: 0..<5, using: &generator) {
                case 0 where running[transfer] != nil: admission.isOpening(transfer)
                case 1 where running[transfer] != nil:
                    admission.isConnected(transfer, isNew: .random(using: &generator))
                case 2 where running[transfer] != nil:
                    admission.isConnected(transfer, isNew: false)
                    admission.isAnswered(transfer, byHTTP2: isPlain[destinations[transfer] ?? ""] == false)
                default:
                    admission.remove(transfer)
                    running[transfer] = nil
                    waiting.remove(transfer)
                }
            }
            for transfer in begun() {
                #expect(waiting.remove(transfer) != nil)
                running[transfer] = destinations[transfer]
            }
            for (destination, plain) in isPlain where plain {
                #expect(running.values.count { $0 == destination } <= 2)
            }
            #expect(running.values.count { isPlain[$0] == true } <= 6)
        }
        // Whoever still waits gets a turn as the others end.
        while let transfer = running.keys.min() {
            admission.remove(transfer)
            running[transfer] = nil
            for transfer in begun() {
                waiting.remove(transfer)
                running[transfer] = ""
            }
        }
        #expect(waiting.isEmpty)
    }

    private var destinations: [UInt: String] = [:]
}
