extension Tracking {
    /// The text of ``identifierAnnotation``: `APP:GROUP/KIND:NAMESPACE/NAME`.
    ///
    /// Group and namespace are empty where there is none: `web:/ConfigMap:prod/settings`,
    /// `web:rbac.authorization.k8s.io/ClusterRole:/reader`.
    public static func identifier(application: String, key: ResourceKey) -> String {
        "\(application):\(key.group)/\(key.kind):\(key.namespace)/\(key.name)"
    }

    /// Reads what ``identifier(application:key:)`` writes, and Argo CD's `argocd.argoproj.io/tracking-id`, which has
    /// the same form.
    ///
    /// A name may hold colons, as in `system:reader`. Follows argo-cd util/argo/resource_tracking.go.
    ///
    /// - Returns: Nil for text of any other form, which then proves no ownership.
    public static func parse(_ text: String) -> (application: String, key: ResourceKey)? {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let type = parts[1].split(separator: "/", omittingEmptySubsequences: false)
        let place = parts[2].split(separator: "/", omittingEmptySubsequences: false)
        guard type.count == 2, place.count == 2 else { return nil }
        let key = ResourceKey(
            group: String(type[0]),
            kind: String(type[1]),
            namespace: String(place[0]),
            name: String(place[1])
        )
        return (String(parts[0]), key)
    }

    /// The value of ``applicationLabel`` for an application.
    ///
    /// The name itself where it can be a label's value. Otherwise, that is over 63 characters or with other characters
    /// than labels allow, its beginning and a hash of the whole name, so that two such names stay apart: 49
    /// characters at most, `-` and 13 digits of the 64-bit FNV-1a hash in base 36.
    public static func labelValue(for application: String) -> String {
        if !application.isEmpty, KubernetesNames.problem(inLabelValue: application) == nil { return application }
        var kept = Array(application.utf8.prefix(KubernetesNames.maximumLabelLength - hashLength - 1))
            .map { KubernetesNames.isAlphanumeric($0) || separators.contains($0) ? $0 : UInt8(ascii: "-") }
        while let last = kept.last, !KubernetesNames.isAlphanumeric(last) { kept.removeLast() }
        let beginning = String(decoding: kept.drop { !KubernetesNames.isAlphanumeric($0) }, as: UTF8.self)
        return beginning.isEmpty ? hash(application) : "\(beginning)-\(hash(application))"
    }

    /// What a label's value may hold beside letters and digits, though not at its ends.
    private static let separators: [UInt8] = [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ".")]

    /// The digits of any 64-bit number in base 36.
    private static let hashLength = 13

    /// The 64-bit FNV-1a hash of the text's UTF-8 bytes, in base 36 with leading zeros.
    private static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 {
            hash ^= UInt64(byte)
            hash = hash &* 0x0000_0100_0000_01B3
        }
        let digits = String(hash, radix: 36)
        return String(repeating: "0", count: hashLength - digits.utf8.count) + digits
    }
}
