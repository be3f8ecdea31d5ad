import FleetKube
import FleetModel

extension DeletePropagation {
    /// What `PrunePropagationPolicy=` says; in the foreground when it says nothing.
    init(policy: SyncPolicy) {
        if policy.has(.prunesBackground) {
            self = .background
        } else if policy.has(.prunesOrphan) {
            self = .orphan
        } else {
            self = .foreground
        }
    }
}
