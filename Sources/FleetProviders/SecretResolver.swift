public import FleetGenerators
public import FleetModel
import FoundationEssentials

/// Looks secrets up that ApplicationSets name by reference.
public protocol SecretResolver: Sendable {
    /// The secret's value, never empty.
    ///
    /// - Throws: ``ProviderError/secret(_:)`` which names the reference and never the value.
    func secret(_ reference: SecretReference) throws(ProviderError) -> String
}

/// Secrets that `fleet.yaml` declares, each kept in an environment variable or a file.
public struct DeclaredSecrets: SecretResolver {
    /// The largest file that is read, in bytes.
    static let maximumSize = 65_536

    private let sources: [String: [String: SecretSource]]
    private let folder: String
    private let environment: [String: String]

    /// Collects what is declared; nothing is read yet.
    ///
    /// - Parameters:
    ///   - sources: By the Secret's name, by key.
    ///   - folder: What relative files start from.
    ///   - environment: Environment variables by name.
    public init(_ sources: [String: [String: SecretSource]], folder: String, environment: [String: String]) {
        self.sources = sources
        self.folder = folder
        self.environment = environment
    }

    /// Reads the secret from where it is kept, anew each time.
    public func secret(_ reference: SecretReference) throws(ProviderError) -> String {
        guard let source = sources[reference.secretName]?[reference.key] else {
            throw .secret(
                "\(reference) is not declared; write in fleet.yaml "
                    + "spec: {secrets: {\(reference.secretName): {\(reference.key): {env: VARIABLE}}}}, or {file: PATH}"
            )
        }
        switch source {
        case .environment(let name):
            guard let value = environment[name], !value.isEmpty else {
                throw .secret("\(reference) is declared as environment variable \(name), which is not set")
            }
            return value
        case .file(let path):
            return try content(of: path, reference)
        }
    }

    private func content(of path: String, _ reference: SecretReference) throws(ProviderError) -> String {
        let place = path.hasPrefix("/") ? path : folder + "/" + path
        let problem = "\(reference) is declared as file \(place), which "
        guard let handle = FileManager.default.contents(atPath: place) else {
            throw .secret(problem + "can not be read")
        }
        guard handle.count <= Self.maximumSize else {
            throw .secret(problem + "has more than \(Self.maximumSize) bytes")
        }
        var bytes = Array(handle)
        while let last = bytes.last, last == 0x0A || last == 0x0D || last == 0x20 || last == 0x09 { bytes.removeLast() }
        guard !bytes.isEmpty else { throw .secret(problem + "is empty") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .secret(problem + "is no text") }
        return text
    }
}
