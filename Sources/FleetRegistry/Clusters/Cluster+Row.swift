import FleetModel
import FleetValue
import GRDB

extension Cluster {
    /// The columns that ``init(_:labels:)`` reads and ``arguments`` fills, in this order.
    static let columns = """
        name, server, labels, annotations, project, \
        credential, credential_file, credential_name, credential_authority, credential_reference
        """

    /// The place of `labels` among ``columns``.
    static let labelsColumn = 2

    /// Makes a cluster of a row of ``columns``, whose labels have been read.
    init(_ row: Row, labels: [String: String]) throws {
        self.init(
            name: try row.text(0),
            server: try row.text(1),
            labels: labels,
            annotations: try JSONColumn.strings(in: row.text(3)),
            project: try row.text(4),
            credential: try CredentialReference(row, at: 5)
        )
    }

    /// Makes a cluster of a row of ``columns``.
    init(_ row: Row) throws {
        try self.init(row, labels: JSONColumn.strings(in: row.text(Self.labelsColumn)))
    }

    /// The values of ``columns``.
    var arguments: StatementArguments {
        var values: [(any DatabaseValueConvertible)?] = [
            name, server, JSONColumn.text(of: labels), JSONColumn.text(of: annotations), project,
        ]
        switch credential {
        case nil: values += [nil, nil, nil, nil, nil]
        case .kubeconfig(let file, let context): values += ["kubeconfig", file, context, nil, nil]
        case .tokenFile(let path, let authority): values += ["tokenFile", path, nil, authority, nil]
        case .tokenEnvironment(let variable, let authority):
            values += ["tokenEnvironment", nil, variable, authority, nil]
        case .inCluster: values += ["inCluster", nil, nil, nil, nil]
        case .argocdSecret, .argocdSecretFile:
            values += [nil, nil, nil, nil, credential.map { JSONWriter.text(of: $0.value, sortsKeys: true) }]
        }
        return StatementArguments(values)
    }
}

extension CredentialReference {
    /// Reads five columns from `index` on: what it is, file, name and certificate authority, and the whole as JSON for
    /// what came after the first version.
    fileprivate init?(_ row: Row, at index: Int) throws {
        switch try row.optionalText(index) {
        case nil:
            guard let text = try row.optionalText(index + 4) else { return nil }
            try self.init(decoding: FieldReader(JSONReader.value(in: text)))
        case "kubeconfig":
            self = .kubeconfig(file: try row.optionalText(index + 1), context: try row.text(index + 2))
        case "tokenFile":
            self = .tokenFile(
                path: try row.text(index + 1),
                certificateAuthority: try row.optionalText(index + 3)
            )
        case "tokenEnvironment":
            self = .tokenEnvironment(
                variable: try row.text(index + 2),
                certificateAuthority: try row.optionalText(index + 3)
            )
        default:
            // The table's check leaves only this one.
            self = .inCluster
        }
    }
}
