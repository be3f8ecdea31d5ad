import FleetModel
import FleetValue

/// Jobs and CronJobs.
enum BatchHealth {
    /// Follows health_job.go, where the presence of a condition counts, not its status.
    ///
    /// The condition `Suspended` with the status `False`, which a resumed Job keeps, makes it healthy there and so here.
    static func job(_ resource: LiveResource) -> Health {
        var isComplete = false
        var isSuspended = false
        var message = ""
        var failure: String?
        for condition in resource.conditions {
            switch condition.type {
            case "Failed":
                isComplete = true
                failure = condition.message
            case "Complete":
                isComplete = true
                message = condition.message
            case "Suspended":
                isComplete = true
                message = condition.message
                isSuspended = isSuspended || condition.isTrue
            default:
                continue
            }
        }
        if !isComplete { return Health(.progressing, message) }
        if let failure { return Health(.degraded, failure) }
        return Health(isSuspended ? .suspended : .healthy, message)
    }

    /// Follows resource_customizations/batch/CronJob.
    static func cronJob(_ resource: LiveResource) -> Health {
        if resource.spec["suspend"]?.bool == true { return Health(.suspended, "CronJob is Suspended") }
        guard !resource.status.isNull else { return Health(.progressing, "Waiting for CronJob") }
        let scheduled = resource.text("lastScheduleTime")
        let succeeded = resource.text("lastSuccessfulTime")
        if scheduled.isEmpty { return Health(.healthy, "CronJob has not been scheduled yet") }
        // Whether the first run is under way or all runs failed can not be told apart.
        if succeeded.isEmpty {
            return Health(.healthy, "The CronJob never completed successfully. It may not be healthy")
        }
        if resource.status["active"]?.array?.isEmpty == false {
            return Health(.healthy, "The job is running. Its last execution may not have been successful")
        }
        // Times of one form, so that their text sorts as they do.
        if succeeded < scheduled {
            return Health(.degraded, "CronJob has not completed its last execution successfully")
        }
        return Health(.healthy, "CronJob has completed its last execution successfully")
    }
}
