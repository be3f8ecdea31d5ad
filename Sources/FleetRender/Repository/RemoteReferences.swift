/// The branches and tags of a repository, as `git ls-remote` lists them.
struct RemoteReferences: Sendable {
    /// A revision that was found.
    struct Resolution: Hashable, Sendable {
        /// The commit's SHA: of an annotated tag the commit that it points to.
        var commit: String
        /// The full name of what was found, to fetch it by.
        var name: String
    }

    private var objects: [String: String] = [:]
    private var peeled: [String: String] = [:]

    /// Reads the output of `git ls-remote`: `SHA TAB NAME` a line, with `NAME^{}` for what an annotated tag points to.
    ///
    /// - Parameters:
    ///   - listing: The output.
    ///   - head: A name under which the listing holds `HEAD`.
    init(listing: [UInt8], head: String = "HEAD") {
        for line in listing.split(separator: UInt8(ascii: "\n")) {
            guard let tab = line.firstIndex(of: UInt8(ascii: "\t")) else { continue }
            let object = String(decoding: line[..<tab], as: UTF8.self)
            let name = String(decoding: line[line.index(after: tab)...], as: UTF8.self)
            if name.hasSuffix("^{}") {
                peeled[String(name.dropLast(3))] = object
            } else {
                objects[name == head ? "HEAD" : name] = object
            }
        }
    }

    /// The arguments with which git lists a repository of this machine, without being asked over a protocol.
    static let localListing = ["for-each-ref", "--format=%(objectname)%09%(refname)%0a%(*objectname)%09%(refname)^{}"]

    /// Reads the output of ``localListing``, in which a branch or a simple tag has a second line without an object.
    ///
    /// - Parameters:
    ///   - listing: The output.
    ///   - head: A name under which the listing holds `HEAD`.
    init(localListing listing: [UInt8], head: String = "HEAD") {
        let lines = listing.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "\t") }
        self.init(listing: Array(lines.joined(separator: [UInt8(ascii: "\n")])), head: head)
    }

    /// Whether the repository has a `HEAD` that points to something.
    var hasHead: Bool { objects["HEAD"] != nil }

    /// Finds a revision by name.
    ///
    /// A full name comes first, then a branch, then a tag, then anything else under `refs/`, as in Argo CD
    /// (util/git/client.go), where the first of the sorted names wins.
    func resolve(_ revision: String) -> Resolution? {
        for name in [revision, "refs/heads/" + revision, "refs/tags/" + revision, "refs/" + revision] {
            guard name == "HEAD" || name.hasPrefix("refs/"), let object = objects[name] else { continue }
            return Resolution(commit: peeled[name] ?? object, name: name)
        }
        return nil
    }
}
