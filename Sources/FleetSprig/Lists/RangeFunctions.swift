import FleetTemplate

extension FunctionTable {
    /// Sprig's ranges of whole numbers.
    static let ranges = FunctionTable([
        "until": GoFunction(.int) { (arguments, context) throws(FunctionError) in
            let count = arguments[0].intArgument
            return numbers(try NumberRange(from: 0, to: count, by: count < 0 ? -1 : 1).numbers(context))
        },
        "untilStep": GoFunction(.int, .int, .int) { (arguments, context) throws(FunctionError) in
            let range = NumberRange(
                from: arguments[0].intArgument,
                to: arguments[1].intArgument,
                by: arguments[2].intArgument
            )
            return numbers(try range.numbers(context))
        },
        "seq": GoFunction(variadic: .int) { (arguments, context) throws(FunctionError) in
            let numbers = try NumberRange(sequence: arguments.map(\.intArgument))?.numbers(context) ?? []
            // A number takes up to 20 digits and a space.
            try context.charge(bytes: numbers.count * 21)
            return .string(numbers.map(String.init).joined(separator: " "))
        },
    ])

    private static func numbers(_ numbers: [Int]) -> GoValue {
        .list(GoList(numbers.map { .int($0) }, of: .int))
    }
}

/// Whole numbers at equal distances.
struct NumberRange {
    private let start: Int
    private let stop: Int
    private let step: Int

    /// The numbers from one up or down to another, without that.
    ///
    /// - Parameters:
    ///   - start: The first number.
    ///   - stop: The end, which is not one of them.
    ///   - step: The distance, below zero to go down; when it leads away from the end, there are no numbers.
    init(from start: Int, to stop: Int, by step: Int) {
        self.start = start
        self.stop = stop
        self.step = step
    }

    /// The numbers that `seq` means, the last one included, as the command of this name prints them.
    ///
    /// - Parameter numbers: The last; the first and the last; or the first, the distance and the last. Nil for any other
    ///   count, and for a distance that leads away from the end.
    init?(sequence numbers: [Int]) {
        let (first, last, given): (Int, Int, Int?)
        switch numbers.count {
        case 1: (first, last, given) = (1, numbers[0], nil)
        case 2: (first, last, given) = (numbers[0], numbers[1], nil)
        case 3: (first, last, given) = (numbers[0], numbers[2], numbers[1])
        default: return nil
        }
        let direction = last < first ? -1 : 1
        if direction < 0, let given, given > 0 { return nil }
        self.init(from: first, to: last &+ direction, by: given ?? direction)
    }

    /// The numbers, counted before they are made.
    ///
    /// - Throws: ``FunctionError`` when there are too many.
    func numbers(_ context: RenderContext) throws(FunctionError) -> [Int] {
        guard stop < start ? step < 0 : step > 0 && stop > start else { return [] }
        // The distance between two numbers may be more than the greatest one.
        let distance = UInt(bitPattern: stop < start ? start &- stop : stop &- start)
        let count = (distance - 1) / step.magnitude + 1
        try context.charge(elements: Int(clamping: count))
        return (0..<Int(clamping: count)).map { start &+ $0 &* step }
    }
}
