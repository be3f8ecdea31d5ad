/// Finds a match by trying one way after another, never the same step at the same place twice.
///
/// Quicker than ``ThreadMachine`` where the memory for that is small.
///
/// - Complexity: Time and memory grow with the number of splits times the length of the text.
struct Backtracker {
    /// How many steps at places may be remembered, in bits.
    private static let maximumVisits = 1 << 18

    /// What to come back to: a way not taken, or a slot's value from before.
    private struct Job {
        /// The instruction; for a slot its complement.
        let step: Int32
        /// The place to go on at, or the value.
        let place: Int
    }

    private let program: Program
    private let text: [UInt8]
    private let start: Int
    private let mustEnd: Bool
    private var visited: [UInt64]
    private var jobs: [Job] = []
    /// Steps not yet charged.
    private var work = 0
    /// Where groups begin and end; empty when nobody wants to know.
    private(set) var slots: [Int]

    /// Prepares; nil when the text is too long for the program.
    ///
    /// - Parameters:
    ///   - program: What to match.
    ///   - text: Where.
    ///   - start: The place from which to look.
    ///   - mustEnd: Whether only a match to the text's end counts.
    ///   - slotCount: How many slots to fill: 0, 2 for the whole match, or two for each group.
    init?(_ program: Program, text: [UInt8], from start: Int, mustEnd: Bool, slotCount: Int) {
        let (visits, overflows) = program.splitCount.multipliedReportingOverflow(by: text.count - start + 1)
        guard !overflows, visits <= Self.maximumVisits else { return nil }
        self.program = program
        self.text = text
        self.start = start
        self.mustEnd = mustEnd
        visited = [UInt64](repeating: 0, count: (visits + 63) / 64)
        slots = [Int](repeating: -1, count: slotCount)
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
        work = visited.count
        let isFound = try find(onlyAtStart || program.isAnchored, charge)
        try charge(work)
        return isFound
    }

    private mutating func find<E: Error>(_ onlyAtStart: Bool, _ charge: (Int) throws(E) -> Void) throws(E) -> Bool {
        if onlyAtStart { return try matches(at: start, charge) }
        var place = start
        while place <= text.count {
            guard let candidate = program.candidate(in: text, from: place) else {
                work += (text.count - place) / 16
                return false
            }
            work += (candidate - place) / 16
            if try matches(at: candidate, charge) { return true }
            place = candidate + 1
            // A match begins where a scalar does.
            if candidate < text.count, text[candidate] >= 0x80 {
                place = candidate + UTF8Decoding.scalar(in: text, at: candidate).width
            }
        }
        return false
    }

    private mutating func matches<E: Error>(at begin: Int, _ charge: (Int) throws(E) -> Void) throws(E) -> Bool {
        if work > ThreadMachine.chargedSteps {
            try charge(work)
            work = 0
        }
        if run(step: 0, place: begin) {
            if !slots.isEmpty { slots[0] = begin }
            return true
        }
        while let job = jobs.popLast() {
            if work > ThreadMachine.chargedSteps {
                try charge(work)
                work = 0
            }
            if job.step < 0 {
                slots[Int(~job.step)] = job.place
            } else if run(step: Int(job.step), place: job.place) {
                if !slots.isEmpty { slots[0] = begin }
                return true
            }
        }
        return false
    }

    /// Follows one way as far as it goes.
    private mutating func run(step: Int, place: Int) -> Bool {
        var step = step
        var place = place
        let end = text.count
        let begin = place
        defer { work += place - begin + 1 }
        while true {
            let instruction = program.instructions[step]
            switch instruction.operation {
            case .byte:
                guard place < end, text[place] == UInt8(truncatingIfNeeded: instruction.argument) else { return false }
                place += 1
                step += 1
            case .set:
                guard place < end else { return false }
                let (scalar, width) = UTF8Decoding.scalar(in: text, at: place)
                guard program.classes[Int(instruction.argument)].contains(scalar) else { return false }
                place += width
                step += 1
            case .scalar, .any, .anyButNewline:
                guard place < end else { return false }
                let (scalar, width) = UTF8Decoding.scalar(in: text, at: place)
                switch instruction.operation {
                case .scalar: guard scalar == instruction.argument else { return false }
                case .anyButNewline: guard scalar != 10 else { return false }
                default: break
                }
                place += width
                step += 1
            case .capture:
                let slot = Int(instruction.argument)
                if slot < slots.count {
                    jobs.append(Job(step: ~Int32(slot), place: slots[slot]))
                    slots[slot] = place
                }
                step += 1
            case .assertion:
                guard Program.holds(instruction.argument, in: text, at: place) else { return false }
                step += 1
            case .jump: step = Int(instruction.first)
            case .split:
                let visit = Int(instruction.argument) * (end - start + 1) + place - start
                guard visited[visit >> 6] >> UInt64(visit & 63) & 1 == 0 else { return false }
                visited[visit >> 6] |= 1 << UInt64(visit & 63)
                jobs.append(Job(step: instruction.second, place: place))
                step = Int(instruction.first)
            case .match:
                if mustEnd, place != end { return false }
                if !slots.isEmpty { slots[1] = place }
                return true
            }
        }
    }
}
