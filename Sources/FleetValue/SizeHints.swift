/// How many entries the collection under a key had last time, so that the next one is allocated once and fits.
///
/// Kubernetes lists repeat the same shapes. A wrong guess costs a little memory or one more allocation, nothing else.
package struct SizeHints {
    private static let largest: UInt8 = 16
    private var counts: [UInt8]

    /// Makes hints that know nothing.
    package init() {
        counts = Array(repeating: 3, count: 256)
    }

    /// The slot for what stands under a key.
    @inline(__always)
    package static func slot(under key: Span<UInt8>) -> UInt8 {
        guard key.count > 0 else { return 1 }
        return key[0] &* 5 &+ key[key.count - 1] &* 3 &+ UInt8(truncatingIfNeeded: key.count) &* 17
    }

    /// The slot's last count; setting keeps it within bounds.
    @inline(__always)
    package subscript(slot: UInt8) -> Int {
        get { Int(counts[Int(slot)]) }
        set { counts[Int(slot)] = UInt8(clamping: min(newValue, Int(Self.largest))) }
    }
}
