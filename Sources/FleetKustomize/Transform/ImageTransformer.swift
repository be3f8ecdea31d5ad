import FleetRegex
import FleetValue

/// Changes the names, tags and digests of container images.
///
/// Follows kustomize `api/filters/imagetag` and `api/internal/image`.
struct ImageTransformer {
    /// An entry of `images`.
    struct Image {
        var name = ""
        var newName = ""
        var tagSuffix = ""
        var newTag = ""
        var digest = ""
    }

    private let image: Image
    private let fields: [FieldSpec]
    private let pattern: Regexp

    init(_ image: Image, fields: [FieldSpec]) throws(KustomizeError) {
        self.image = image
        self.fields = fields
        do throws(RegexpError) {
            // The name is put into an expression as it is written: `a|b` finds whatever ends in `b`.
            pattern = try Regexp("^\(image.name)(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$")
        } catch {
            throw KustomizeError(error.description)
        }
    }

    func run(_ resources: [Resource]) throws(KustomizeError) {
        for resource in resources {
            // Definitions of custom resources describe containers and have none.
            if resource.type.kind == "CustomResourceDefinition" { continue }
            for field in fields {
                try field.apply(to: resource, creating: nil) { value throws(KustomizeError) in change(&value) }
            }
            var value = resource.value
            if visitContainers(&value) { resource.value = value }
        }
    }

    /// Visits every list named `containers` or `initContainers`, wherever it stands.
    private func visitContainers(_ value: inout Value) -> Bool {
        var changed = false
        switch value {
        case .mapping(var mapping):
            for (key, old) in mapping {
                var child = old
                let isList = (key == "containers" || key == "initContainers") && old.array != nil
                if isList ? changeContainers(&child) : visitContainers(&child) {
                    mapping[key] = child
                    changed = true
                }
            }
            if changed { value = .mapping(mapping) }
        case .array(var elements):
            for index in elements.indices where visitContainers(&elements[index]) { changed = true }
            if changed { value = .array(elements) }
        default: break
        }
        return changed
    }

    private func changeContainers(_ list: inout Value) -> Bool {
        guard var containers = list.array else { return false }
        var changed = false
        for index in containers.indices {
            guard var text = containers[index]["image"], text.string != nil else { continue }
            let before = text
            change(&text)
            if text == before { continue }
            containers[index]["image"] = text
            changed = true
        }
        if changed { list = .array(containers) }
        return changed
    }

    private func change(_ value: inout Value) {
        guard let text = value.string, pattern.matches(text) else { return }
        var (name, tag, digest) = Self.split(text)
        if !image.newName.isEmpty { name = image.newName }
        switch (image.newTag.isEmpty, image.digest.isEmpty) {
        case (false, false): (tag, digest) = (image.newTag, image.digest)
        case (false, true): (tag, digest) = (image.newTag, "")
        case (true, false): (tag, digest) = ("", image.digest)
        case (true, true): if !image.tagSuffix.isEmpty { (tag, digest) = (tag + image.tagSuffix, "") }
        }
        value = .string(name + (tag.isEmpty ? "" : ":\(tag)") + (digest.isEmpty ? "" : "@\(digest)"))
    }

    /// An image's name, tag and digest; what is not there is empty.
    private static func split(_ text: String) -> (name: String, tag: String, digest: String) {
        var name = text[...]
        var digest = ""
        if let at = name.firstIndex(of: "@") {
            digest = String(name[name.index(after: at)...])
            name = name[..<at]
        }
        let start = name.lastIndex(of: "/") ?? name.startIndex
        if let colon = name[start...].lastIndex(of: ":") {
            return (String(name[..<colon]), String(name[name.index(after: colon)...]), digest)
        }
        return (String(name), "", digest)
    }
}
