import FleetHealth
import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@Suite struct HealthTests {
    @Test(arguments: try CaseFolder.all("Health"))
    func assessesAsArgoDoes(_ folder: CaseFolder) throws {
        let live = Manifest(try YAMLReader.value(in: folder.text("live.yaml")))
        let health = HealthAssessment.assess(live)?.description ?? "none"
        folder.expect(health + "\n", in: "health.txt")
    }

    @Test func malformedConditionsOfAnAutoscalerAreUnknown() {
        let live = Manifest([
            "apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler",
            "metadata": ["name": "web", "annotations": ["autoscaling.alpha.kubernetes.io/conditions": "[{"]],
        ])
        let health = HealthAssessment.assess(live)
        #expect(health?.status == .unknown)
        #expect(
            health?.message.hasPrefix("annotation autoscaling.alpha.kubernetes.io/conditions is not JSON: ") == true
        )
    }

    @Test func fieldsOfWrongTypesReadAsAbsent() {
        let live = Manifest([
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "generation": "one"],
            "spec": "nothing", "status": ["conditions": ["Available"], "replicas": "3"],
        ])
        #expect(HealthAssessment.assess(live) == Health(status: .healthy))
    }
}

@Suite struct HealthRuleTests {
    private struct Fixed: HealthRule {
        let kind: String
        let answer: Health

        func health(of live: Manifest) -> Health? { live.kind == kind ? answer : nil }
    }

    private let service = Manifest(["apiVersion": "v1", "kind": "Service", "metadata": ["name": "web"]])
    private let thing = Manifest(["apiVersion": "example.com/v1", "kind": "Thing", "metadata": ["name": "a"]])

    @Test func aRuleComesBeforeTheBuiltInOnes() {
        let assessment = HealthAssessment(rules: [
            Fixed(kind: "Service", answer: Health(status: .suspended, message: "closed"))
        ])
        #expect(assessment.assess(service) == Health(status: .suspended, message: "closed"))
        #expect(assessment.assess(thing) == nil)
    }

    @Test func theFirstRuleThatAnswersCounts() {
        let assessment = HealthAssessment(rules: [
            Fixed(kind: "Other", answer: Health(status: .unknown)),
            Fixed(kind: "Thing", answer: Health(status: .degraded, message: "first")),
            Fixed(kind: "Thing", answer: Health(status: .healthy, message: "second")),
        ])
        #expect(assessment.assess(thing) == Health(status: .degraded, message: "first"))
        #expect(assessment.assess(service) == Health(status: .healthy))
    }

    @Test func deletionComesBeforeAnyRule() {
        var leaving = thing
        leaving.value["metadata"]?["deletionTimestamp"] = "2026-01-02T03:04:05Z"
        let assessment = HealthAssessment(rules: [Fixed(kind: "Thing", answer: Health(status: .healthy))])
        #expect(assessment.assess(leaving) == Health(status: .progressing, message: "Pending deletion"))
    }
}
