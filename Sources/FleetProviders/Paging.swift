import FleetHTTP
import FleetValue

/// Where the next page of a listing is.
enum NextPage: Equatable, Sendable {
    /// There is none.
    case none
    /// Behind the same path, with this query.
    case query(String)
}

extension ServiceConnection {
    /// Reads all pages of a listing.
    ///
    /// - Parameters:
    ///   - path: As in ``find(_:_:)``.
    ///   - query: The first page's query.
    ///   - what: How an error calls what is missing when there is nothing at the path.
    ///   - items: Finds the items in an answer.
    ///   - next: Finds the next page in an answer, given what was asked for and how many items there were so far.
    /// - Returns: The items of all pages, in order.
    /// - Throws: ``ProviderError``, also when the pages do not end.
    func all(
        _ path: String,
        _ query: String,
        what: String,
        items: (Reply) throws(ProviderError) -> [Value],
        next: (Reply, _ query: String, _ count: Int) throws(ProviderError) -> NextPage
    ) async throws(ProviderError) -> [Value] {
        var found: [Value] = []
        var query = query
        var asked: Set<String> = []
        for _ in 0..<policy.maximumPages {
            asked.insert(query)
            let reply = try await get(path, query, what: what)
            found += try items(reply)
            guard case .query(let following) = try next(reply, query, found.count) else { return found }
            guard !asked.contains(following) else {
                throw malformed(reply, "the next page is one that was read already")
            }
            query = following
        }
        throw .tooMuch(service: label, request: "GET \(path)", pages: policy.maximumPages)
    }

    /// Reads all pages of a listing whose answers are lists and whose next page stands in the `Link` header, as RFC 8288
    /// has it.
    func linked(_ path: String, _ query: String, what: String) async throws(ProviderError) -> [Value] {
        try await all(path, query, what: what, items: list) { (reply, _, _) throws(ProviderError) in
            try linked(reply)
        }
    }

    /// The page that an answer's `Link` header names as the next one.
    ///
    /// - Throws: ``ProviderError`` when there is one and its address can not be read: it must not count as the last.
    func linked(_ reply: Reply) throws(ProviderError) -> NextPage {
        guard let next = LinkHeader.next(in: reply.headers.values(for: "Link")) else { return .none }
        guard !next.isEmpty else { throw malformed(reply, "the address of the next page can not be read") }
        return .query(next)
    }

    /// The list that an answer is.
    func list(_ reply: Reply) throws(ProviderError) -> [Value] {
        guard case .array(let items) = reply.value else { throw malformed(reply, "it is no list") }
        return items
    }
}

/// The `Link` header: `<https://api.example.com/items?page=2>; rel="next", <…>; rel="last"`.
enum LinkHeader {
    /// The query of the link to the next page; nil when there is none, empty when it can not be read.
    ///
    /// Only the query counts: a service behind another address names itself as it likes, and the signature must not go
    /// where an answer says.
    static func next(in values: [String]) -> String? {
        for value in values {
            var rest = value[...]
            while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                let target = rest[rest.index(after: open)..<close]
                let end = rest[close...].firstIndex(of: "<") ?? rest.endIndex
                let parameters = rest[close..<end].lowercased()
                rest = rest[end...]
                guard parameters.contains("rel=\"next\"") || parameters.contains("rel=next") else { continue }
                guard let question = target.firstIndex(of: "?") else { return "" }
                let query = target[target.index(after: question)...].prefix { $0 != "#" }
                let isClean = query.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                return isClean ? String(query) : ""
            }
        }
        return nil
    }
}
