import FleetTemplate

/// Lists cut into pieces.
enum Chunks {
    /// Pieces of a size, and what remains as the last.
    ///
    /// The number of pieces is reckoned as Sprig does, which for sizes below 1 gives odd results rather than errors: a
    /// list of one element is one piece, lists shorter than the size are none.
    ///
    /// - Throws: ``FunctionError`` when the number of pieces, or the size of the last, is no number of elements.
    static func chunks(of elements: [GoValue], size: Int) throws(FunctionError) -> [[GoValue]] {
        let length = Double(elements.count)
        let count = ((length - 1) / Double(size)).rounded(.down) + 1
        guard count.isFinite, count >= 0 else { throw GoPanic.listLength }
        if count == 0 { return [] }
        guard size > 0 else {
            // A single piece, as long as the list is modulo the size.
            guard elements.count == 1, size < -1 else { throw GoPanic.listLength }
            return [elements]
        }
        return stride(from: 0, to: elements.count, by: size).map {
            Array(elements[$0..<min($0 &+ size, elements.count)])
        }
    }
}
