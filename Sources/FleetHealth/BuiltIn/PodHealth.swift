import FleetModel
import FleetValue

/// Pods that stand alone.
enum PodHealth {
    /// With this annotation set to `true` a Pod is judged as if it were always restarted, unless it is a hook.
    private static let ignoreRestartPolicy = "argocd.argoproj.io/ignore-restart-policy"

    /// Follows health_pod.go.
    static func pod(_ resource: LiveResource) -> Health {
        let message = resource.text("message")
        let runsForever = runsForever(resource)
        if runsForever, let failure = waitingFailure(resource) { return failure }
        switch resource.text("phase") {
        case "Pending": return Health(.progressing, message)
        case "Succeeded": return Health(.healthy, message)
        case "Failed": return Health(.degraded, message.isEmpty ? failureMessage(resource) : message)
        case "Running" where runsForever: return running(resource, message)
        case "Running": return Health(restarts(resource) == nil ? .unknown : .progressing, message)
        default: return Health(.unknown, message)
        }
    }

    /// `spec.restartPolicy`, or nil when it is none that Kubernetes knows.
    private static func restarts(_ resource: LiveResource) -> String? {
        guard let policy = resource.spec["restartPolicy"]?.string else { return nil }
        return ["Always", "OnFailure", "Never"].contains(policy) ? policy : nil
    }

    /// Whether the Pod is meant to run until it is deleted.
    ///
    /// A Pod that is to end, as hooks do, is not failed by a container that waits: the hook would be given up and run
    /// all the same once its image can be fetched.
    private static func runsForever(_ resource: LiveResource) -> Bool {
        if restarts(resource) == "Always" { return true }
        return resource.manifest.annotation(ignoreRestartPolicy) == "true" && !Hook.isHook(resource.manifest)
    }

    /// What containers that wait because of an error say.
    private static func waitingFailure(_ resource: LiveResource) -> Health? {
        var isFailed = false
        var messages: [String] = []
        for container in resource.status["containerStatuses"]?.array ?? [] {
            guard let waiting = container["state"]?["waiting"] else { continue }
            let reason = waiting["reason"]?.string ?? ""
            guard reason.hasPrefix("Err") || reason.hasSuffix("Error") || reason.hasSuffix("BackOff") else { continue }
            isFailed = true
            messages.append(waiting["message"]?.string ?? "")
        }
        return isFailed ? Health(.degraded, messages.joined(separator: ", ")) : nil
    }

    /// The first container, initial ones before others, that ended with an error.
    private static func failureMessage(_ resource: LiveResource) -> String {
        for field in ["initContainerStatuses", "containerStatuses"] {
            for container in resource.status[field]?.array ?? [] {
                guard let end = container["state"]?["terminated"] else { continue }
                if let message = end["message"]?.string, !message.isEmpty { return message }
                if end["reason"]?.string == "OOMKilled" { return "OOMKilled" }
                if let code = end["exitCode"]?.integer, code != 0 {
                    return "container \"\(container["name"]?.string ?? "")\" failed with exit code \(code)"
                }
            }
        }
        return ""
    }

    private static func running(_ resource: LiveResource, _ message: String) -> Health {
        if resource.condition("Ready")?.isTrue == true { return Health(.healthy, message) }
        let hasEndedBefore = (resource.status["containerStatuses"]?.array ?? []).contains { container in
            container["lastState"]?["terminated"].map { !$0.isNull } ?? false
        }
        return Health(hasEndedBefore ? .degraded : .progressing, message)
    }
}
