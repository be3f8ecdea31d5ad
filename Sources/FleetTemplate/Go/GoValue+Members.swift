extension GoValue {
    /// A field or method by its exact name; nil when the type has none of it.
    ///
    /// Maps have no members, but keys.
    func member(_ name: String) -> GoMember? {
        switch self {
        case .object(let object): object.member(name)
        case .integer(let number, .duration): GoDuration.member(name, of: number)
        case .integer(let number, let type):
            name == "String" ? type.text(of: number).map { .value(.string($0)) } : nil
        default: nil
        }
    }
}
