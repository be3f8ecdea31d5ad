import FleetModel
import FleetValue

/// What every generated Application must meet and can be checked without looking at anything else.
///
/// Follows argo-cd `applicationset/controllers/applicationset_controller.go` (`validateGeneratedApplications`), and
/// checks what the API server would refuse besides.
struct ApplicationRules {
    /// A broken rule.
    struct Finding {
        /// What kind of problem it is.
        var kind: ApplicationProblem.Kind
        /// What is wrong.
        var message: String
    }

    /// The ApplicationSet's name.
    let applicationSet: String
    /// Whether its placeholders are `{{name}}`, of which those stay that name no parameter.
    var isFlat = true

    /// Every rule that an Application breaks, in the order of its fields.
    func findings(in manifest: Manifest) -> [Finding] {
        var findings: [Finding] = []
        let metadata = manifest.value["metadata"]
        let name = metadata?["name"]?.string ?? ""
        if name.isEmpty {
            findings.append(
                Finding(
                    kind: .missingName,
                    message:
                        "ApplicationSet \(applicationSet) contains an application with no name; a name must be set "
                        + "in the template's metadata.name or via a templatePatch (generateName is not supported)"
                )
            )
        } else if !isPlainName(name), let problem = KubernetesNames.problem(inSubdomain: name) {
            findings.append(invalid("metadata.name", "\"\(name)\" \(problem)", text: name))
        }
        check(labels: metadata?["labels"]?.mapping, &findings)
        for (key, _) in metadata?["annotations"]?.mapping ?? Mapping() {
            // Annotations' keys are compared in lower case, see k8s.io/apimachinery pkg/api/validation.
            guard !isPlainName(key), let problem = KubernetesNames.problem(inLabelKey: key.lowercased()) else {
                continue
            }
            findings.append(invalid("metadata.annotations", "key \"\(key)\" \(problem)", text: key))
        }
        check(destination: manifest.value["spec"]?["destination"], &findings)
        return findings
    }

    private func check(labels: Mapping?, _ findings: inout [Finding]) {
        for (key, value) in labels ?? Mapping() {
            if !isPlainName(key), let problem = KubernetesNames.problem(inLabelKey: key) {
                findings.append(invalid("metadata.labels", "key \"\(key)\" \(problem)", text: key))
            }
            if let text = value.string, !isPlainName(text), let problem = KubernetesNames.problem(inLabelValue: text) {
                findings.append(invalid("metadata.labels", "value \"\(text)\" of \"\(key)\" \(problem)", text: text))
            }
        }
    }

    private func check(destination: Value?, _ findings: inout [Finding]) {
        let server = destination?["server"]?.string ?? ""
        let name = destination?["name"]?.string ?? ""
        let problem: String
        switch (server.isEmpty, name.isEmpty) {
        case (false, false):
            problem = "application destination can't have both name and server defined: \(name) \(server)"
        case (true, true):
            problem = "Destination server missing from app spec; set destination.name or destination.server"
        default: return
        }
        findings.append(Finding(kind: .destination, message: "application destination spec is invalid: \(problem)"))
    }

    private func invalid(_ field: String, _ message: String, text: String) -> Finding {
        var message = "\(field): \(message)"
        if isFlat, text.contains("{{") {
            message += "; there is no such parameter"
            if text.contains("{{.") || text.contains("{{ .") { message += " (Go templates need goTemplate: true)" }
        }
        return Finding(kind: .invalidMetadata, message: message)
    }

    /// Whether a text is certainly a name, key and value at once, as nearly all are: 1 to 63 lower case letters, digits
    /// and `-`, not at the ends.
    private func isPlainName(_ text: String) -> Bool {
        var count = 0
        var last = UInt8(ascii: "-")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "-") where count > 0: break
            default: return false
            }
            last = byte
            count += 1
        }
        return count > 0 && count <= KubernetesNames.maximumLabelLength && last != UInt8(ascii: "-")
    }
}
