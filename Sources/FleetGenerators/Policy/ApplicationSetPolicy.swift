public import FleetModel
import FleetValue

/// What becomes of an Application when its ApplicationSet is generated again.
///
/// Pure: the generated Application and the one that is there, in; what to do with it, out. Owner references are left to
/// whoever writes.
///
/// Follows argo-cd `applicationset/controllers/applicationset_controller.go` (`createOrUpdateInCluster`,
/// `deleteInCluster`), `applicationset/utils/createOrUpdate.go` and `applicationset/utils/policy.go`.
public struct ApplicationSetPolicy: Sendable {
    /// What to do with one Application.
    public enum Outcome: Hashable, Sendable {
        /// There is none of that name: create it so.
        case create(Manifest)
        /// Make the one that is there so. What only the live one has, such as `status` and `operation`, is in it.
        case update(Manifest)
        /// It is as it is to be.
        case unchanged
        /// It is no longer generated: delete it, after ``finalizersForDeletion(of:clusters:)`` are set.
        case delete
        /// It would be changed or deleted, but the policy forbids it.
        case keep
    }

    /// Annotations whose live values always stay, because controllers write them.
    public static let preservedAnnotations = [
        "notified.notifications.argoproj.io", "argocd.argoproj.io/refresh", "argocd.argoproj.io/hydrate",
    ]

    /// Prefixes of finalizers that always stay, because controllers set them for hooks that run at deletion.
    public static let preservedFinalizers = [
        "pre-delete-finalizer.argocd.argoproj.io", "post-delete-finalizer.argocd.argoproj.io",
    ]

    private let sync: ApplicationSetSyncPolicy.ApplicationsSync
    private let preserved: PreservedFields
    private let ignored: IgnoredDifferences

    /// Takes what an ApplicationSet says about its Applications.
    ///
    /// - Throws: ``ModelError`` for rules of `ignoreApplicationDifferences` that can not be.
    public init(of set: ApplicationSet) throws(ModelError) {
        sync = set.syncPolicy.applicationsSync
        preserved = set.preservedFields
        ignored = try IgnoredDifferences(
            set.ignoreApplicationDifferences,
            at: ValuePath(keys: "spec", "ignoreApplicationDifferences")
        )
    }

    /// What to do with one Application.
    ///
    /// - Parameters:
    ///   - desired: The Application as generated; nil when it is no longer generated. One that is generated and has
    ///     problems counts as generated: do not ask for it.
    ///   - current: The Application of that name as it is; nil when there is none.
    /// - Returns: What to do; with neither, ``Outcome/unchanged``.
    public func outcome(desired: Manifest?, current: Manifest?) -> Outcome {
        switch (desired, current) {
        case (nil, nil): .unchanged
        case (nil, .some): sync.allowsDelete ? .delete : .keep
        case (let desired?, nil): .create(Manifest(NormalizedApplication.of(desired.value)))
        case (let desired?, let current?):
            if let updated = updated(current, to: desired) {
                sync.allowsUpdate ? .update(updated) : .keep
            } else {
                .unchanged
            }
        }
    }

    /// The Application that is there made as generated; nil when nothing differs that counts.
    private func updated(_ current: Manifest, to desired: Manifest) -> Manifest? {
        let live = NormalizedApplication.of(current.value)
        var target = live
        let generated = NormalizedApplication.of(desired.value)
        target["spec"] = generated["spec"]
        if let operation = generated["operation"] { target["operation"] = operation }
        var metadata = live["metadata"]?.mapping ?? Mapping()
        metadata["labels"] = kept(preserved.labels, of: "labels", live, generated)
        metadata["annotations"] = kept(
            preserved.annotations + Self.preservedAnnotations,
            of: "annotations",
            live,
            generated
        )
        metadata["finalizers"] = finalizers(live, generated)
        target["metadata"] = .mapping(metadata)
        let name = current.name
        // What is empty without the ignored parts means nothing either.
        let visibleLive = NormalizedApplication.of(ignored.removed(from: live, name: name))
        let visibleTarget = NormalizedApplication.of(ignored.removed(from: target, name: name))
        guard NormalizedApplication.comparable(visibleLive) != NormalizedApplication.comparable(visibleTarget) else {
            return nil
        }
        let changed = Self.changed(current.value, from: visibleLive, to: visibleTarget)
        return Manifest(ignored.restored(in: changed, from: current.value, name: name))
    }

    /// Labels or annotations as generated, with live values under the keys that stay; nil for none.
    private func kept(_ keys: [String], of field: String, _ live: Value, _ generated: Value) -> Value? {
        var entries = generated["metadata"]?[field]?.mapping ?? Mapping()
        for key in keys {
            guard let value = live["metadata"]?[field]?[key] else { continue }
            entries[key] = value
        }
        return entries.isEmpty ? nil : .some(.mapping(entries))
    }

    /// Finalizers as generated, and those that stay after them; nil for none.
    private func finalizers(_ live: Value, _ generated: Value) -> Value? {
        var finalizers = generated["metadata"]?["finalizers"]?.array ?? []
        for finalizer in live["metadata"]?["finalizers"]?.array ?? [] where !finalizers.contains(finalizer) {
            guard let text = finalizer.string, Self.preservedFinalizers.contains(where: text.hasPrefix) else {
                continue
            }
            finalizers.append(finalizer)
        }
        return finalizers.isEmpty ? nil : .some(.array(finalizers))
    }

    /// A tree with the differences between two others made in it: what is equal in both stays as it is in the tree.
    ///
    /// What a JSON merge patch would do, but for nulls, which are values here; lists are replaced whole.
    private static func changed(_ tree: Value, from old: Value, to new: Value) -> Value {
        guard old != new else { return tree }
        guard case .mapping(var result) = tree, case .mapping(let old) = old, case .mapping(let new) = new else {
            return new
        }
        for key in old.keys where new[key] == nil { result[key] = nil }
        for (key, value) in new {
            if let before = old[key] {
                result[key] = changed(result[key] ?? .null, from: before, to: value)
            } else {
                result[key] = value
            }
        }
        return .mapping(result)
    }

    // MARK: Deletion

    /// The finalizers that an Application must have when it is deleted.
    ///
    /// When its destination is no known cluster, nobody could delete its resources there, and the finalizer that waits
    /// for that goes; all others stay.
    ///
    /// - Parameters:
    ///   - application: The Application as it is.
    ///   - clusters: The registered clusters.
    /// - Returns: The finalizers, in order.
    public static func finalizersForDeletion(of application: Manifest, clusters: [Cluster]) -> [String] {
        let finalizers = (application.value["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string)
        let destination = application.value["spec"]?["destination"]
        let problem = DestinationRule(clusters: clusters).problem(
            server: destination?["server"]?.string ?? "",
            name: destination?["name"]?.string ?? ""
        )
        return problem == nil ? finalizers : finalizers.filter { $0 != ApplicationTemplate.resourcesFinalizer }
    }
}
