import FleetHealth
import FleetModel
import FleetValue
import Testing

@Suite struct ApplicationHealthTests {
    private func key(_ kind: String, _ name: String, group: String = "", namespace: String = "shop") -> ResourceKey {
        ResourceKey(group: group, kind: kind, namespace: namespace, name: name)
    }

    private func resource(_ name: String, _ status: HealthStatus?) -> ResourceHealth {
        ResourceHealth(key: key("Pod", name), health: status.map { Health(status: $0) })
    }

    private func manifest(_ kind: String, annotations: [String: String] = [:]) -> Manifest {
        var manifest = Manifest(["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "web"]])
        for (key, text) in annotations { manifest.setAnnotation(key, text) }
        return manifest
    }

    @Test func noResourcesAreHealthy() {
        #expect(HealthAssessment.application(resources: []) == Health(status: .healthy))
    }

    @Test func theWorstCounts() {
        let resources = [resource("a", .healthy), resource("b", .progressing), resource("c", .suspended)]
        #expect(
            HealthAssessment.application(resources: resources)
                == Health(status: .progressing, message: "Caused by Pod:shop/b")
        )
    }

    @Test func allHealthyNamesNone() {
        let resources = [resource("a", .healthy), resource("b", nil)]
        #expect(HealthAssessment.application(resources: resources) == Health(status: .healthy))
    }

    @Test func threeCausesAreNamedAndTheRestIsCounted() {
        let resources = ["a", "b", "c", "d", "e"].map { resource($0, .degraded) }
        let health = HealthAssessment.application(resources: resources)
        #expect(health.message == "Caused by Pod:shop/a, Pod:shop/b, Pod:shop/c and 2 more")
    }

    @Test func causesNameGroupAndScope() {
        let resources = [
            ResourceHealth(key: key("Deployment", "web", group: "apps"), health: Health(status: .degraded)),
            ResourceHealth(
                key: key("APIService", "v1.x", group: "apiregistration.k8s.io", namespace: ""),
                health: Health(status: .degraded)
            ),
        ]
        let health = HealthAssessment.application(resources: resources)
        #expect(
            health.message == "Caused by apps/Deployment:shop/web, apiregistration.k8s.io/APIService:v1.x"
        )
    }

    @Test func missingResourcesDoNotCountBesideLiveOnes() {
        let missing = ResourceHealth(key: key("Pod", "b"), health: Health(status: .missing), isLive: false)
        #expect(
            HealthAssessment.application(resources: [resource("a", .healthy), missing]) == Health(status: .healthy)
        )
        #expect(HealthAssessment.application(resources: [resource("a", nil), missing]) == Health(status: .healthy))
    }

    @Test func nothingLiveIsMissing() {
        let missing = ResourceHealth(key: key("Pod", "b"), health: Health(status: .missing), isLive: false)
        #expect(HealthAssessment.application(resources: [missing, missing]) == Health(status: .missing))
    }

    @Test func whatIsNoPartDoesNotCountAtAll() {
        let hook = ResourceHealth(key: key("Job", "a"), health: Health(status: .degraded), isPart: false)
        let missing = ResourceHealth(key: key("Pod", "b"), health: Health(status: .missing), isLive: false)
        #expect(HealthAssessment.application(resources: [hook]) == Health(status: .healthy))
        #expect(HealthAssessment.application(resources: [hook, missing]) == Health(status: .missing))
    }

    @Test func aLiveResourceThatIsNotCountedStillIsLive() {
        let ignored = ResourceHealth(key: key("Pod", "a"), health: Health(status: .degraded), isCounted: false)
        let missing = ResourceHealth(key: key("Pod", "b"), health: Health(status: .missing), isLive: false)
        #expect(HealthAssessment.application(resources: [ignored, missing]) == Health(status: .healthy))
    }

    @Test(arguments: [HealthStatus.missing, .unknown])
    func aChildApplicationThatIsGoneOrUnknownDoesNotCount(_ status: HealthStatus) {
        let child = ResourceHealth(
            key: key("Application", "child", group: "argoproj.io"),
            health: Health(status: status)
        )
        #expect(HealthAssessment.application(resources: [child]) == Health(status: .healthy))
    }

    @Test func aDegradedChildApplicationCounts() {
        let child = ResourceHealth(
            key: key("Application", "child", group: "argoproj.io"),
            health: Health(status: .degraded)
        )
        #expect(
            HealthAssessment.application(resources: [child])
                == Health(status: .degraded, message: "Caused by argoproj.io/Application:shop/child")
        )
    }

    @Test func anApplicationDoesNotCountForItself() {
        let itself = key("Application", "root", group: "argoproj.io")
        let resources = [ResourceHealth(key: itself, health: Health(status: .degraded))]
        #expect(HealthAssessment.application(resources: resources, itself: itself) == Health(status: .healthy))
    }

    @Test func assessingTellsWhatAResourceIs() {
        let assessment = HealthAssessment()
        let key = key("Service", "web")
        let service = manifest("Service")
        let ignored = manifest("Service", annotations: [HealthAssessment.ignoreAnnotation: "true"])
        let hook = manifest("Service", annotations: [Hook.annotation: "PreSync"])
        let skipped = manifest("Service", annotations: [Hook.annotation: "Skip"])
        #expect(
            assessment.assess(key: key, desired: service, live: service)
                == ResourceHealth(key: key, health: Health(status: .healthy))
        )
        #expect(
            assessment.assess(key: key, desired: service, live: nil)
                == ResourceHealth(key: key, health: Health(status: .missing), isLive: false)
        )
        #expect(
            assessment.assess(key: key, desired: service, live: ignored)
                == ResourceHealth(key: key, health: Health(status: .healthy), isCounted: false)
        )
        #expect(assessment.assess(key: key, desired: nil, live: hook).isPart == false)
        #expect(assessment.assess(key: key, desired: skipped, live: service).isPart == false)
        #expect(assessment.assess(key: key, desired: hook, live: nil).isPart == false)
    }

    @Test func statusesAreOrderedFromBestToWorst() {
        #expect(
            HealthStatus.allCases.shuffled().sorted()
                == [.healthy, .suspended, .progressing, .missing, .degraded, .unknown]
        )
    }
}
