/// Which parameter sets of one ApplicationSet give which names.
struct NameLedger {
    private var first: [String: ParameterSetPlace] = [:]
    private var several: [String: [ParameterSetPlace]] = [:]

    /// Notes that a parameter set gives a name.
    ///
    /// Called in ascending order of places; no name at all is not noted.
    mutating func note(_ name: String, at place: ParameterSetPlace) {
        guard !name.isEmpty else { return }
        guard let earlier = first[name] else {
            first[name] = place
            return
        }
        several[name, default: [earlier]].append(place)
    }

    /// The parameter sets that give a name which more than one gives; nil for all others.
    func places(sharing name: String) -> [ParameterSetPlace]? {
        several.isEmpty ? nil : several[name]
    }
}
