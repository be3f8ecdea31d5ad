import FleetValue

/// One entry of `source.kustomize.images`, in the form of `kustomize edit set image`.
struct KustomizeImage: Hashable, Sendable {
    /// The image that is replaced, by its name.
    var name: String
    /// The new name; empty to keep it, `*` for the one in the kustomization.
    var newName = ""
    /// The new tag; empty for none, `*` for the one in the kustomization.
    var newTag = ""
    /// The new digest; empty for none, `*` for the one in the kustomization.
    var digest = ""

    /// Reads `NAME=NEW:TAG`, `NAME=NEW@DIGEST`, `NAME=NEW`, `NAME:TAG` or `NAME@DIGEST`; nil for anything else.
    ///
    /// Follows kustomize commands/edit/set/setimage.go.
    init?(_ text: String) {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        if sides.count == 2 {
            guard let parts = Self.parts(of: sides[1], allowsNameOnly: true) else { return nil }
            (name, newName, newTag, digest) = (sides[0], parts.name, parts.tag, parts.digest)
        } else {
            guard let parts = Self.parts(of: text, allowsNameOnly: false) else { return nil }
            (name, newTag, digest) = (parts.name, parts.tag, parts.digest)
        }
    }

    private static func parts(
        of text: String,
        allowsNameOnly: Bool
    ) -> (name: String, tag: String, digest: String)? {
        let sides = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        if sides.count > 1 { return (sides[0], "", sides[1]) }
        if let colon = text.lastIndex(of: ":") {
            let tag = text[text.index(after: colon)...]
            let isTag = tag.utf8.allSatisfy(isTagByte)
            if tag == "*" || isTag { return (String(text[..<colon]), String(tag), "") }
        }
        return allowsNameOnly && !text.isEmpty ? (text, "", "") : nil
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The entry of a kustomization's `images`.
    ///
    /// - Parameter existing: The entry for the same image that stands there already, from which `*` keeps a part.
    /// - Returns: A mapping of `name` and what replaces it.
    func entry(over existing: Value?) -> Value {
        var entry: Mapping = ["name": .string(name)]
        for (field, text) in [("newName", newName), ("newTag", newTag), ("digest", digest)] {
            if text == "*" {
                if let kept = existing?[field] { entry[field] = kept }
            } else if !text.isEmpty {
                entry[field] = .string(text)
            }
        }
        return .mapping(entry)
    }
}
