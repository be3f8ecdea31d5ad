/// Who may go and who waits, where only so many may be under way.
///
/// A state machine: waiting work is an entry in a queue, in the order of arrival.
struct Admission {
    /// The most that may be under way at once, at least 1.
    let limit: Int
    /// How many are under way.
    private(set) var inFlight = 0
    /// Those that wait, from ``head`` on; those before it have gone.
    private var queue: [Int] = []
    private var head = 0
    /// Those in the queue that no longer wait.
    private var abandoned: Set<Int> = []

    init(limit: Int) {
        precondition(limit >= 1, "a limit of 0 would let nobody through")
        self.limit = limit
    }

    /// How many wait.
    var waiting: Int { queue.count - head - abandoned.count }

    /// Someone arrives.
    ///
    /// - Returns: Whether they may go at once; otherwise they wait.
    mutating func arrive(_ identifier: Int) -> Bool {
        if inFlight < limit {
            inFlight += 1
            return true
        }
        queue.append(identifier)
        return false
    }

    /// Someone who was under way is done.
    ///
    /// - Returns: Who may go instead.
    mutating func leave() -> Int? {
        precondition(inFlight > 0, "nobody is under way")
        while head < queue.count {
            let next = queue[head]
            head += 1
            // Moves the rest to the front now and then, so that the queue does not grow without end.
            if head > 64, head * 2 > queue.count {
                queue.removeFirst(head)
                head = 0
            }
            if abandoned.remove(next) == nil { return next }
        }
        inFlight -= 1
        return nil
    }

    /// Someone who waits no longer wants to.
    mutating func abandon(_ identifier: Int) {
        abandoned.insert(identifier)
    }
}
