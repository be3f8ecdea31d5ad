/// Applications in the order in which they are synced: by parent, and among one parent's children by wave.
///
/// Pure.
struct SyncTree<Work: Sendable>: Sendable {
    /// One application, or what stands in the place of one.
    struct Member: Sendable {
        /// Unique among all members.
        var name: String
        /// The application that brought it; nil for roots.
        var parent: String?
        /// When, among the children of its parent.
        var wave: Int
        var work: Work
    }

    /// A member with all that it brings, sorted by name.
    struct Node: Sendable {
        var member: Member
        var children: [Node]
    }

    /// The members that have no parent among the members, as groups that have nothing to do with each other: the roots,
    /// and the children of each parent that is not a member itself.
    let groups: [[Node]]

    /// Sorts members in; of two of one name the first counts.
    init(_ members: [Member]) {
        var byName: [String: Member] = [:]
        for member in members where byName[member.name] == nil { byName[member.name] = member }
        var children: [String: [Member]] = [:]
        var outside: [String: [Member]] = [:]
        for member in byName.values.sorted(by: { $0.name < $1.name }) {
            if let parent = member.parent, byName[parent] != nil {
                children[parent, default: []].append(member)
            } else {
                // No Application has an empty name.
                outside[member.parent ?? "", default: []].append(member)
            }
        }
        func node(_ member: Member) -> Node {
            Node(member: member, children: (children[member.name] ?? []).map(node))
        }
        groups = outside.sorted { $0.key < $1.key }.map { $0.value.map(node) }
    }

    /// Siblings wave by wave, lowest first.
    static func waves(_ nodes: [Node]) -> [(wave: Int, members: [Node])] {
        Dictionary(grouping: nodes, by: \.member.wave).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
