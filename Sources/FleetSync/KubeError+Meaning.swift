import FleetKube

extension KubeError {
    /// Whether the cluster as a whole does not answer, so that asking for more would only wait again.
    var concernsCluster: Bool {
        switch self {
        case .transport, .cancelled, .unauthorized, .credentials, .configuration: true
        default: false
        }
    }

    /// Whether the cluster answered, or would have, and only the credentials are wrong.
    var concernsCredentials: Bool {
        switch self {
        case .unauthorized, .credentials, .configuration: true
        default: false
        }
    }

    /// The conflicts of a server-side apply, or nil for any other error.
    var fieldConflicts: [FieldConflict]? {
        if case .applyConflict(_, let conflicts) = self { conflicts } else { nil }
    }
}
