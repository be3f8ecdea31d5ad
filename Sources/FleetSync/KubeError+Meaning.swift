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

    /// Whether nothing is wrong, and the work was only called off.
    var isCancellation: Bool {
        if case .cancelled = self { true } else { false }
    }

    /// The conflicts of a server-side apply, or nil for any other error.
    var fieldConflicts: [FieldConflict]? {
        if case .applyConflict(_, let conflicts) = self { conflicts } else { nil }
    }

    /// The same error of a cluster as a whole, whichever of many requests it happened to.
    var ofCluster: KubeError {
        func place(_ place: RequestPlace) -> RequestPlace {
            RequestPlace(cluster: place.cluster, action: "list", subject: "resources")
        }
        switch self {
        case .transport(let request, let error): return .transport(place(request), error)
        case .unauthorized(let request, let hint): return .unauthorized(place(request), hint: hint)
        default: return self
        }
    }
}
