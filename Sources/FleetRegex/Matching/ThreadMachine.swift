/// Finds a match by following all ways at once, one scalar of the text after the other.
///
/// Each way is a thread: a step and the slots on the way to it. Threads are in order of preference, and of two at the
/// same step only the first is kept.
///
/// - Complexity: Time grows with the size of the program times the length of the text; memory with the size of the program.
/// - SeeAlso: Rob Pike's algorithm as told in <https://swtch.com/~rsc/regexp/regexp2.html>
struct ThreadMachine {
    /// The threads at one place of the text.
    private struct Threads {
        /// By step the thread's number, which may be stale.
        var numbers: [Int32]
        /// The steps, by thread.
        var steps: [Int32] = []
        /// The slots of all, one thread's after another's.
        var slots: [Int] = []

        init(stepCount: Int) {
            numbers = [Int32](repeating: 0, count: stepCount)
        }

        func contains(_ step: Int32) -> Bool {
            let number = Int(numbers[Int(step)])
            return number < steps.count && steps[number] == step
        }

        /// Notes that a step was reached.
        mutating func insert(_ step: Int32) {
            numbers[Int(step)] = Int32(steps.count)
            steps.append(step)
        }

        mutating func removeAll() {
            steps.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
        }
    }

    /// What is left to follow: a step, or a slot's value from before.
    private struct Job {
        /// The instruction; for a slot its complement.
        let step: Int32
        let value: Int
    }

    /// After how many steps the caller is told of them.
    static let chargedSteps = 1 << 14

    private let program: Program
    private let text: [UInt8]
    private let start: Int
    private let mustEnd: Bool
    private let slotCount: Int
    private var jobs: [Job] = []
    /// Steps not yet charged.
    private var work = 0
    /// The slots of the thread at work.
    private var current: [Int]
    /// The slots of the best match so far.
    private(set) var slots: [Int]
    /// Every step reached at the place at hand, so that none is followed twice.
    private var reached: Threads
    private var threads: Threads
    private var nextThreads: Threads

    /// Prepares; see ``Backtracker``.
    init(_ program: Program, text: [UInt8], from start: Int, mustEnd: Bool, slotCount: Int) {
        self.program = program
        self.text = text
        self.start = start
        self.mustEnd = mustEnd
        self.slotCount = slotCount
        current = [Int](repeating: -1, count: slotCount)
        slots = current
        reached = Threads(stepCount: program.instructions.count)
        threads = reached
        nextThreads = reached
    }

    /// Looks for the leftmost match; fills the slots.
    ///
    /// - Parameters:
    ///   - onlyAtStart: Whether it must begin where the search does.
    ///   - charge: Told of steps taken, now and then; what it throws ends the search.
    /// - Returns: Whether there is one.
    /// - Throws: What `charge` throws.
    mutating func find<E: Error>(onlyAtStart: Bool, charge: (Int) throws(E) -> Void) throws(E) -> Bool {
        if program.isAnchored, start > 0 { return false }
        work = program.instructions.count / 8
        let isFound = try find(onlyAtStart, charge)
        try charge(work)
        return isFound
    }

    private mutating func find<E: Error>(_ onlyAtStart: Bool, _ charge: (Int) throws(E) -> Void) throws(E) -> Bool {
        let onlyAtStart = onlyAtStart || program.isAnchored
        var isFound = false
        var place = start
        begin(at: place)
        while true {
            swap(&threads, &nextThreads)
            nextThreads.removeAll()
            if threads.steps.isEmpty {
                if isFound || onlyAtStart { return isFound }
                guard let candidate = program.candidate(in: text, from: place), candidate <= text.count else {
                    return false
                }
                if candidate > place {
                    work += (candidate - place) / 16
                    place = candidate
                    reached.removeAll()
                    begin(at: place)
                    continue
                }
            }
            work += reached.steps.count + threads.slots.count / 4 + 1
            if work > Self.chargedSteps {
                try charge(work)
                work = 0
            }
            reached.removeAll()
            let (scalar, width) = place < text.count ? UTF8Decoding.scalar(in: text, at: place) : (0, 0)
            if step(scalar, width, at: place) {
                isFound = true
                if slotCount == 0 { return true }
            }
            if width == 0 { return isFound }
            place += width
            // Last, for what began further left is preferred.
            if !isFound, !onlyAtStart { begin(at: place) }
        }
    }

    /// Starts a thread at a place when a match can begin there.
    private mutating func begin(at place: Int) {
        guard canStart(at: place) else { return }
        for slot in 0..<slotCount { current[slot] = -1 }
        if slotCount > 0 { current[0] = place }
        add(0, at: place)
    }

    private func canStart(at place: Int) -> Bool {
        guard let firstBytes = program.firstBytes else { return true }
        return place < text.count && firstBytes[Int(text[place])]
    }

    /// Moves every thread over one scalar.
    ///
    /// - Returns: Whether one has matched; those that are less preferred are gone.
    private mutating func step(_ scalar: UInt32, _ width: Int, at place: Int) -> Bool {
        for number in 0..<threads.steps.count {
            let step = Int(threads.steps[number])
            let instruction = program.instructions[step]
            let goesOn =
                switch instruction.operation {
                case .byte, .scalar: width > 0 && scalar == instruction.argument
                case .set: width > 0 && program.classes[Int(instruction.argument)].contains(scalar)
                case .any: width > 0
                case .anyButNewline: width > 0 && scalar != 10
                default: false
                }
            if instruction.operation == .match {
                if mustEnd, place != text.count { continue }
                for slot in 0..<slotCount { slots[slot] = threads.slots[number * slotCount + slot] }
                if slotCount > 1 { slots[1] = place }
                return true
            }
            guard goesOn else { continue }
            for slot in 0..<slotCount { current[slot] = threads.slots[number * slotCount + slot] }
            add(step + 1, at: place + width)
        }
        return false
    }

    /// Follows what takes no text from a step on, and makes threads of where that leads at the next
    /// place.
    private mutating func add(_ step: Int, at place: Int) {
        jobs.append(Job(step: Int32(step), value: 0))
        while let job = jobs.popLast() {
            if job.step < 0 {
                current[Int(~job.step)] = job.value
                continue
            }
            var step = job.step
            following: while !reached.contains(step) {
                reached.insert(step)
                let instruction = program.instructions[Int(step)]
                switch instruction.operation {
                case .jump: step = instruction.first
                case .split:
                    jobs.append(Job(step: instruction.second, value: 0))
                    step = instruction.first
                case .assertion:
                    guard Program.holds(instruction.argument, in: text, at: place) else { break following }
                    step += 1
                case .capture:
                    let slot = Int(instruction.argument)
                    if slot < slotCount {
                        jobs.append(Job(step: ~Int32(slot), value: current[slot]))
                        current[slot] = place
                    }
                    step += 1
                default:
                    nextThreads.steps.append(step)
                    nextThreads.slots.append(contentsOf: current)
                    break following
                }
            }
        }
    }
}
