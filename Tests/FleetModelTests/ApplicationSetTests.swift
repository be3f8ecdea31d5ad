import FleetModel
import FleetValue
import Testing

@Suite struct ApplicationSetTests {
    private func document(_ spec: Value) -> Value {
        [
            "apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet",
            "metadata": ["name": "web", "namespace": "argocd"], "spec": spec,
        ]
    }

    @Test func decodesEveryField() throws {
        let value = document([
            "goTemplate": true, "goTemplateOptions": ["missingkey=error"],
            "generators": [["selector": ["matchLabels": ["url": "https://x/?y"]], "git": ["a": 1], "list": [:]]],
            "template": ["metadata": [:]], "templatePatch": "spec: {}",
            "syncPolicy": ["applicationsSync": "create-update", "preserveResourcesOnDeletion": true],
            "strategy": ["type": "RollingSync"], "preservedFields": ["annotations": ["a"], "labels": ["l"]],
            "ignoreApplicationDifferences": [["jsonPointers": ["/spec"]]], "applyNestedSelectors": true,
        ])
        let set = try ApplicationSet(decoding: value)
        #expect(set.name == "web")
        #expect(set.namespace == "argocd")
        #expect(set.manifest.value == value)
        #expect(set.goTemplate)
        #expect(set.goTemplateOptions == ["missingkey=error"])
        #expect(set.generators.map(\.path.description) == ["spec.generators[0]"])
        #expect(set.generators[0].bodies.map(\.kind) == [.list, .git])
        #expect(set.generators[0].bodies.map(\.value) == [[:], ["a": 1]])
        #expect(set.generators[0].selector?.requirements.map(\.values) == [["https://x/?y"]])
        #expect(set.template == ["metadata": [:]])
        #expect(set.templatePatch == "spec: {}")
        #expect(
            set.syncPolicy
                == ApplicationSetSyncPolicy(applicationsSync: .createUpdate, preserveResourcesOnDeletion: true)
        )
        #expect(set.strategy == ["type": "RollingSync"])
        #expect(set.preservedFields == PreservedFields(annotations: ["a"], labels: ["l"]))
        #expect(set.ignoreApplicationDifferences == [["jsonPointers": ["/spec"]]])
    }

    @Test func absentFieldsHaveTheirDefaults() throws {
        let set = try ApplicationSet(decoding: document(["generators": [["clusters": [:]]], "template": [:]]))
        #expect(!set.goTemplate)
        #expect(set.templatePatch == nil)
        #expect(set.generators[0].selector == nil)
        #expect(set.syncPolicy.applicationsSync == .sync)
        #expect(!set.syncPolicy.preserveResourcesOnDeletion)
    }

    @Test func policiesSayWhatTheyAllow() {
        let policies = ApplicationSetSyncPolicy.ApplicationsSync.allCases
        #expect(policies.filter(\.allowsUpdate) == [.createUpdate, .sync])
        #expect(policies.filter(\.allowsDelete) == [.createDelete, .sync])
    }

    @Test(
        arguments: [
            (["template": [:]], "spec.generators: is required"),
            (["generators": []], "spec.template: is required"),
            (
                ["generators": [[:]], "template": [:]],
                "spec.generators[0]: names no generator; known are list, clusters, git, scmProvider, clusterDecisionResource, "
                    + "pullRequest, matrix, merge, plugin"
            ),
            (
                ["generators": [["clusters": nil]], "template": [:]],
                "spec.generators[0].clusters: is empty; write \"clusters: {}\" for a generator without fields"
            ),
            (
                ["generators": [["Cluster": [:]]], "template": [:]],
                "spec.generators[0].Cluster: is not a generator; did you mean \"clusters\"?"
            ),
            (
                ["generators": [["list": [:], "filter": [:]]], "template": [:]],
                "spec.generators[0].filter: is not a generator; known are list, clusters, git, scmProvider, "
                    + "clusterDecisionResource, pullRequest, matrix, merge, plugin, selector"
            ),
            (
                ["generators": [], "template": [:], "synchPolicy": [:]],
                "spec.synchPolicy: is not a known field; did you mean \"syncPolicy\"?"
            ),
            (
                ["generators": [], "template": [:], "syncPolicy": ["applicationsSync": "none"]],
                "spec.syncPolicy.applicationsSync: \"none\" is none of create-only, create-update, create-delete, sync"
            ),
            (["generators": [], "template": "x"], "spec.template: expected a mapping, found a string"),
            (
                ["generators": [["list": [:], "selector": ["matchLabels": ["path[0]": "x"]]]], "template": [:]],
                "spec.generators[0].selector.matchLabels[\"path[0]\"]: label key \"path[0]\" must consist of letters, digits, "
                    + "\"-\", \"_\" and \".\", and start and end with a letter or digit"
            ),
        ] as [(Value, String)]
    )
    func refuses(_ spec: Value, _ message: String) {
        #expect {
            try ApplicationSet(decoding: document(spec))
        } throws: { error in
            "\(error)" == message
        }
    }

    @Test func otherKindsAreRefused() {
        #expect(throws: ModelError(ValuePath(keys: "kind"), "expected \"ApplicationSet\", found \"Application\"")) {
            try ApplicationSet(decoding: ["apiVersion": "argoproj.io/v1alpha1", "kind": "Application"])
        }
    }

    @Test(
        arguments: [
            (
                ["spec": ["syncPolicy": ["automated": ["prune": "{{x}}"]]]],
                "spec.syncPolicy.automated.prune: expected a boolean, found a string with a placeholder; only texts can have "
                    + "placeholders"
            ),
            (
                ["spec": ["sources": [["helm": ["valueFiles": "a"]]]]],
                "spec.sources[0].helm.valueFiles: expected a list, found a string"
            ),
            (["metadata": ["labels": ["a": true]]], "metadata.labels.a: expected a string, found a boolean"),
            (
                ["spec": ["revisionHistoryLimit": 1.5]],
                "spec.revisionHistoryLimit: expected a whole number, found a number"
            ),
            (["spec": "x"], "spec: expected a mapping, found a string"),
        ] as [(Value, String)]
    )
    func schemaNamesTheFieldOfAWrongType(_ template: Value, _ message: String) {
        #expect {
            try ApplicationSetTemplateSchema.template.check(template, at: ValuePath())
        } throws: { error in
            "\(error)" == message
        }
    }

    @Test func schemaLetsThroughWhatItDoesNotKnow() throws {
        let template: Value = [
            "spec": [
                "unknown": 1,
                "source": ["helm": ["valuesObject": [1, true]], "kustomize": ["replicas": [["count": 3]]]],
                "syncPolicy": nil, "revisionHistoryLimit": 3.0,
            ]
        ]
        try ApplicationSetTemplateSchema.template.check(template, at: ValuePath())
    }
}
