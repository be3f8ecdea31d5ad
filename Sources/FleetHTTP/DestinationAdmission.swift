/// Decides which transfers may begin now and which wait; pure.
///
/// libcurl would do so itself, but keeps everybody who waits in one line: when a connection becomes free it wakes
/// only the first (7.88, lib/multi.c; curl pull request 18056 says the same), so that the line behind a host that
/// hangs stands still for all hosts. Its time limits run while a transfer waits (curl issue 21396). Here each
/// destination has its own line, and libcurl is given what may begin.
///
/// A destination that may speak HTTP/2 is asked with one transfer first, and the others follow once that has a
/// connection, since they may all go over it. Until an answer shows which protocol it is, the connection is taken
/// for one of HTTP/1.1.
package struct DestinationAdmission<Destination: Hashable & Sendable>: Sendable {
    private let maximumConnections: Int
    private let maximumConnectionsPerDestination: Int
    /// Destinations are hashed once per transfer; from then on their number stands for them.
    private var numbers: [Destination: Int] = [:]
    private var lastNumber = 0
    private var lines: [Int: AdmissionLine] = [:]
    private var places: [UInt: Int] = [:]
    /// The connections in use everywhere.
    private var connections = 0
    /// Lines that could begin a transfer but for the limit on all connections, first come first served.
    private var heldBack: [Int] = []
    private var ready: [UInt] = []

    /// Makes one with nobody in it; both limits are 1 or more.
    package init(maximumConnections: Int, maximumConnectionsPerDestination: Int) {
        self.maximumConnections = maximumConnections
        self.maximumConnectionsPerDestination = maximumConnectionsPerDestination
    }

    /// The next transfer to begin, each named once; nil if there is none now.
    ///
    /// To be asked after every change.
    package mutating func next() -> UInt? {
        ready.isEmpty ? nil : ready.removeFirst()
    }

    /// Takes a new transfer in, at the end of its line.
    ///
    /// - Parameters:
    ///   - transfer: A number that is not in here.
    ///   - destination: Whatever decides which connections a transfer can use.
    ///   - mayShare: Whether its connections may turn out to speak HTTP/2.
    package mutating func add(_ transfer: UInt, to destination: Destination, mayShare: Bool) {
        let number = number(of: destination, mayShare: mayShare)
        places[transfer] = number
        change(number) { $0.waiting.append(transfer) }
    }

    /// Notes that a transfer makes a connection.
    package mutating func isOpening(_ transfer: UInt) {
        guard let number = places[transfer] else { return }
        change(number) { $0.isOpening(transfer) }
    }

    /// Notes that a transfer has its connection and sends its request.
    ///
    /// - Parameters:
    ///   - transfer: One that has begun.
    ///   - isNew: Whether the connection was made for it.
    package mutating func isConnected(_ transfer: UInt, isNew: Bool) {
        guard let number = places[transfer] else { return }
        change(number) { $0.isConnected(transfer, isNew: isNew) }
    }

    /// Notes by which protocol a transfer's answer comes.
    package mutating func isAnswered(_ transfer: UInt, byHTTP2 isHTTP2: Bool) {
        guard let number = places[transfer] else { return }
        change(number) { $0.use = isHTTP2 ? .shared : .single }
    }

    /// Takes a transfer out, wherever it is; one that is not in here is passed over.
    package mutating func remove(_ transfer: UInt) {
        guard let number = places.removeValue(forKey: transfer) else { return }
        change(number) { $0.remove(transfer) }
        ready.removeAll { $0 == transfer }
        while connections < maximumConnections, !heldBack.isEmpty {
            change(heldBack.removeFirst()) { _ in }
        }
    }

    /// The transfers that wait for the same destination as another one, in line; none if one of them is connected.
    package func waitingBehindNobodyConnected(_ transfer: UInt) -> [UInt] {
        guard let line = places[transfer].flatMap({ lines[$0] }), line.connected == 0 else { return [] }
        return line.waiting
    }

    private mutating func number(of destination: Destination, mayShare: Bool) -> Int {
        if let number = numbers[destination] { return number }
        if lines.count >= 1000 {
            // Forget the idle ones, and with them only which protocol they speak.
            lines = lines.filter { !$0.value.isEmpty }
            numbers = numbers.filter { lines[$0.value] != nil }
        }
        lastNumber += 1
        numbers[destination] = lastNumber
        lines[lastNumber] = AdmissionLine(mayShare: mayShare, limit: maximumConnectionsPerDestination)
        return lastNumber
    }

    /// Changes a line and lets begin who then may.
    private mutating func change(_ number: Int, _ body: (inout AdmissionLine) -> Void) {
        // Changed in place: a copy of the line would copy all who wait.
        guard let index = lines.index(forKey: number) else { return }
        connections -= lines.values[index].connections
        body(&lines.values[index])
        let (admitted, isHeldBack) = lines.values[index].admit(freeConnections: maximumConnections - connections)
        connections += lines.values[index].connections
        ready += admitted
        if isHeldBack, !heldBack.contains(number) { heldBack.append(number) }
    }
}

/// The line for one destination of an ``DestinationAdmission``.
struct AdmissionLine: Sendable {
    /// How the destination's connections are used.
    enum Use: Sendable {
        case unknown
        /// HTTP/1.1: a connection carries one transfer at a time.
        case single
        /// HTTP/2: a connection carries many.
        case shared
    }

    /// How far a transfer that has begun is.
    private enum Progress {
        case begun
        /// There is no connection that it could use, and it makes one.
        case opening
        case connected
    }

    /// libcurl's own limit for one connection, and no more than what servers in the field allow.
    private static let sharedLimit = 100

    var waiting: [UInt] = []
    var use = Use.unknown
    private var begun: [UInt: Progress] = [:]
    private(set) var connected = 0
    private var opening = 0
    private let mayShare: Bool
    private let limit: Int

    init(mayShare: Bool, limit: Int) {
        self.mayShare = mayShare
        self.limit = limit
    }

    var isEmpty: Bool { waiting.isEmpty && begun.isEmpty }

    /// The connections in use, as far as can be told from here.
    var connections: Int { use == .shared ? min(begun.count, 1) : begun.count }

    mutating func isOpening(_ transfer: UInt) {
        guard begun[transfer] == .begun else { return }
        begun[transfer] = .opening
        opening += 1
    }

    mutating func isConnected(_ transfer: UInt, isNew: Bool) {
        guard let progress = begun[transfer], progress != .connected else { return }
        // What was known was known of an old connection.
        if isNew, use == .shared, connected == 0 { use = .unknown }
        if progress == .opening { opening -= 1 }
        begun[transfer] = .connected
        connected += 1
    }

    mutating func remove(_ transfer: UInt) {
        switch begun.removeValue(forKey: transfer) {
        case .begun: break
        case .opening: opening -= 1
        case .connected: connected -= 1
        case nil: waiting.removeAll { $0 == transfer }
        }
    }

    /// Lets transfers begin as long as the rules allow.
    ///
    /// - Parameter freeConnections: How many connections this line may use, those that it uses included.
    /// - Returns: Who may begin, in order, and whether more could but for the free connections.
    mutating func admit(freeConnections: Int) -> (admitted: [UInt], isHeldBack: Bool) {
        var count = 0
        var isHeldBack = false
        while count < waiting.count, mayBegin {
            if use != .shared || begun.isEmpty, connections >= freeConnections {
                isHeldBack = true
                break
            }
            begun[waiting[count]] = .begun
            count += 1
        }
        let admitted = Array(waiting[..<count])
        waiting.removeFirst(count)
        return (admitted, isHeldBack)
    }

    private var mayBegin: Bool {
        guard begun.count < (use == .shared ? Self.sharedLimit : limit) else { return false }
        guard mayShare, use != .single else { return true }
        // A connection that is being made may be for all.
        return opening == 0 && (begun.isEmpty || connected > 0)
    }
}
