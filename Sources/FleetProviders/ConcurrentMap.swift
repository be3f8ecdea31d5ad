/// Works on many elements, a few of them at once; the results are in the elements' order.
///
/// - Parameters:
///   - elements: What to work on.
///   - limit: How many at once, at least 1.
///   - transform: Does it.
/// - Returns: As many results as elements.
/// - Throws: The error of the first element, by order, that failed; no further ones are begun after it.
func concurrentMap<Element: Sendable, Output: Sendable>(
    _ elements: [Element],
    limit: Int,
    _ transform: @escaping @Sendable (Element) async throws(ProviderError) -> Output
) async throws(ProviderError) -> [Output] {
    let outcomes = await withTaskGroup(of: Outcome<Output>.self) { group in
        var results: [Int: Result<Output, ProviderError>] = [:]
        results.reserveCapacity(elements.count)
        var next = 0
        var hasFailed = false
        func begin() {
            let index = next
            next += 1
            group.addTask { await Outcome(index: index, transform, elements[index]) }
        }
        while next < min(limit, elements.count) { begin() }
        for await outcome in group {
            results[outcome.index] = outcome.result
            if case .failure = outcome.result { hasFailed = true }
            if next < elements.count, !hasFailed { begin() }
        }
        return results
    }
    var outputs: [Output] = []
    outputs.reserveCapacity(elements.count)
    for index in elements.indices {
        guard let outcome = outcomes[index] else { continue }
        outputs.append(try outcome.get())
    }
    return outputs
}

/// What became of one element.
///
/// No tuple: Swift 6.3.1 loses the first part of `return (index, try await …)` in an optimized closure.
private struct Outcome<Output: Sendable>: Sendable {
    var index: Int
    var result: Result<Output, ProviderError>

    init<Element>(
        index: Int,
        _ transform: (Element) async throws(ProviderError) -> Output,
        _ element: Element
    ) async {
        self.index = index
        do throws(ProviderError) {
            result = .success(try await transform(element))
        } catch {
            result = .failure(error)
        }
    }
}
