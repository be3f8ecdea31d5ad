public import FleetModel
import FleetValue

/// What a list answered.
public struct ResourceList: Sendable {
    /// The resources in the server's order: by namespace and name.
    public var items: [Manifest]
    /// The version of the whole, from which a watch could go on; empty when the server gives none.
    public var resourceVersion: String

    /// Makes a list.
    public init(items: [Manifest], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}

extension KubeClient {
    /// Namespaces, which every server has, so that no discovery is needed.
    private static let namespaces = APIResource(
        group: "",
        version: "v1",
        kind: "Namespace",
        name: "namespaces",
        namespaced: false
    )

    /// All namespaces.
    public func namespaces() async throws(KubeError) -> [Manifest] {
        try await list(Self.namespaces, namespace: nil)
    }

    /// One namespace, or nil when there is none of this name.
    public func namespace(_ name: String) async throws(KubeError) -> Manifest? {
        try await get(Self.namespaces, namespace: "", name: name)
    }

    /// Reads one resource.
    ///
    /// - Parameters:
    ///   - type: The kind, from discovery.
    ///   - namespace: Ignored for kinds without namespaces.
    ///   - name: The resource's name.
    /// - Returns: Nil when the server says that it does not exist.
    /// - Throws: ``KubeError``; ``KubeError/notServed(_:kind:)`` when the server does not know the kind.
    public func get(_ type: APIResource, namespace: String, name: String) async throws(KubeError) -> Manifest? {
        let request = try request("get", type, namespace: namespace, name: name, safety: .repeatable)
        do {
            return try manifest(try await value(request), of: type, request.place)
        } catch .notFound {
            return nil
        } catch {
            throw error
        }
    }

    /// Reads all resources of a kind.
    ///
    /// - Parameters:
    ///   - type: The kind, from discovery.
    ///   - namespace: Nil, or ignored for kinds without namespaces: all.
    ///   - labelSelector: As `kubectl -l` takes it; nil for all.
    ///   - pageSize: How many to fetch at once, 1 or more.
    /// - Returns: Manifests with `apiVersion` and `kind`, in the server's order.
    /// - Throws: ``KubeError``; an answer that is no list is one, and never an empty result.
    public func list(
        _ type: APIResource,
        namespace: String?,
        labelSelector: String? = nil,
        pageSize: Int = 500
    ) async throws(KubeError) -> [Manifest] {
        try await listing(type, namespace: namespace, labelSelector: labelSelector, pageSize: pageSize).items
    }

    /// Reads all resources of a kind, with the version of the whole.
    ///
    /// When the server has forgotten the first page's version before the last page was fetched (410), everything is
    /// fetched once more in one piece, as client-go does it.
    ///
    /// - Parameters:
    ///   - type: The kind, from discovery.
    ///   - namespace: Nil, or ignored for kinds without namespaces: all.
    ///   - labelSelector: As `kubectl -l` takes it; nil for all.
    ///   - fieldSelector: Such as `metadata.name=web`; nil for all.
    ///   - pageSize: How many to fetch at once, 1 or more.
    /// - Returns: Manifests with `apiVersion` and `kind`, in the server's order.
    /// - Throws: ``KubeError``; an answer that is no list is one, and never an empty result.
    public func listing(
        _ type: APIResource,
        namespace: String?,
        labelSelector: String? = nil,
        fieldSelector: String? = nil,
        pageSize: Int = 500
    ) async throws(KubeError) -> ResourceList {
        precondition(pageSize >= 1, "a page holds at least one")
        let scope = type.namespaced ? namespace : nil
        var selection: [(name: String, value: String)] = []
        if let labelSelector, !labelSelector.isEmpty { selection.append(("labelSelector", labelSelector)) }
        if let fieldSelector, !fieldSelector.isEmpty { selection.append(("fieldSelector", fieldSelector)) }
        let subject = scope.map { "\(type.groupKind) in \($0)" } ?? "\(type.groupKind)"
        var request = APIRequest(
            path: type.path(namespace: scope),
            safety: .repeatable,
            place: place("list", subject)
        )
        request.kindText = "\(type.groupVersionKind)"
        request.isSecret = type.isSecret
        var list = ResourceList(items: [], resourceVersion: "")
        var token = ""
        while true {
            request.query = selection + [("limit", String(pageSize))]
            if !token.isEmpty { request.query.append(("continue", token)) }
            let page: Page
            do {
                page = try Page(try await value(request), of: type, request.place)
            } catch .gone where !token.isEmpty {
                request.query = selection
                page = try Page(try await value(request), of: type, request.place)
                return ResourceList(items: page.items, resourceVersion: page.resourceVersion)
            } catch {
                throw error
            }
            if list.items.isEmpty { list.items = page.items } else { list.items += page.items }
            list.resourceVersion = page.resourceVersion
            if page.token.isEmpty { return list }
            guard page.token != token else {
                throw .decoding(request.place, message: "the server gives the same page again and again")
            }
            token = page.token
        }
    }

    /// Checks that an answer is a resource, and fills in the type where a server leaves it out.
    func manifest(_ value: Value, of type: APIResource, _ place: RequestPlace) throws(KubeError) -> Manifest {
        guard case .mapping(let mapping) = value, mapping["metadata"]?.mapping != nil else {
            throw .decoding(place, message: "it is no \(type.kind)")
        }
        return Manifest(type.typed(mapping))
    }
}

/// One page of a list.
private struct Page {
    let items: [Manifest]
    let resourceVersion: String
    /// What to ask the next page with; empty after the last.
    let token: String

    init(_ value: Value, of type: APIResource, _ place: RequestPlace) throws(KubeError) {
        // An answer that is no list must not count as an empty one.
        guard let kind = value["kind"]?.string, kind.hasSuffix("List"), let entries = value["items"] else {
            throw .decoding(place, message: "it is no list of \(type.groupKind)")
        }
        var items: [Manifest] = []
        switch entries {
        case .null: break
        case .array(let values):
            items.reserveCapacity(values.count)
            for value in values {
                guard case .mapping(let mapping) = value else {
                    throw .decoding(place, message: "the list has an entry that is no \(type.kind)")
                }
                items.append(Manifest(type.typed(mapping)))
            }
        default: throw .decoding(place, message: "it is no list of \(type.groupKind)")
        }
        self.items = items
        resourceVersion = value["metadata"]?["resourceVersion"]?.string ?? ""
        token = value["metadata"]?["continue"]?.string ?? ""
    }
}

extension APIResource {
    /// Whether it is the built-in kind whose values must not be repeated in messages.
    var isSecret: Bool { group.isEmpty && kind == "Secret" }

    /// The document with `apiVersion` and `kind` at its front; lists leave them out in their items.
    func typed(_ mapping: Mapping) -> Value {
        if mapping["kind"]?.string?.isEmpty == false, mapping["apiVersion"]?.string?.isEmpty == false {
            return .mapping(mapping)
        }
        var entries: [Mapping.Element] = [("apiVersion", .string(apiVersion)), ("kind", .string(kind))]
        entries.reserveCapacity(mapping.count + 2)
        for entry in mapping where entry.key != "apiVersion" && entry.key != "kind" { entries.append(entry) }
        return .mapping(Mapping(uniqueEntries: entries))
    }
}
