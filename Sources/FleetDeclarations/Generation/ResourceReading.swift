public import FleetGenerators
public import FleetModel
import FleetValue

/// Reads resources of the cluster where Argo CD would run.
public protocol ResourceReading: Sendable {
    /// The resources that a question asks for, in ascending order of their names.
    ///
    /// - Returns: Whole resources; none when there is none, which is no error.
    /// - Throws: Any error; its text is told.
    func resources(_ query: ResourcesQuery) async throws -> [Manifest]
}

/// Answers questions about resources.
public struct ResourceAnswers: GeneratorAnswering {
    private let reader: any ResourceReading

    /// Makes answers.
    public init(_ reader: any ResourceReading) {
        self.reader = reader
    }

    /// Reads; other questions are failures.
    public func answer(_ query: GeneratorQuery) async -> Result<GeneratorAnswer, GeneratorAnswers.Failure> {
        guard case .resources(let query) = query else {
            return .failure(GeneratorAnswers.Failure("this is no question about resources"))
        }
        do {
            let manifests = try await reader.resources(query)
            return .success(.rows(manifests.compactMap(\.value.mapping)))
        } catch {
            return .failure(GeneratorAnswers.Failure(String(describing: error)))
        }
    }
}
