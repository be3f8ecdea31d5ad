extension String {
    /// Whether two texts hold the same bytes.
    ///
    /// Swift's `==` takes "é" as one scalar and as two for the same text; YAML, JSON and Kubernetes do not.
    @inline(__always)
    package func hasSameBytes(as other: String) -> Bool {
        // `==` on ASCII is a comparison of memory. Only equal texts that are not ASCII are looked at twice.
        utf8.count == other.utf8.count && self == other && (utf8Span.isKnownASCII || hasSameBytesSlowly(as: other))
    }

    @inline(never)
    private func hasSameBytesSlowly(as other: String) -> Bool {
        utf8.elementsEqual(other.utf8)
    }
}

/// A text as dictionary key, equal only to the same bytes.
struct ExactText: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactText, right: ExactText) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    // Texts that Swift takes for equal get the same hash, which is fine: it is only a hash.
    func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
