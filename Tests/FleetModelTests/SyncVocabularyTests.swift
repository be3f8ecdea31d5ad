import FleetModel
import FleetValue
import Testing

@Suite struct SyncVocabularyTests {
    private func manifest(_ annotations: [String: String]) -> Manifest {
        var manifest = Manifest(["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"]])
        for (key, text) in annotations { manifest.setAnnotation(key, text) }
        return manifest
    }

    // MARK: Waves

    @Test(
        arguments: [
            ([:], 0),
            ([SyncWave.annotation: "5"], 5),
            ([SyncWave.annotation: "-3"], -3),
            ([SyncWave.annotation: "+2"], 2),
            ([SyncWave.annotation: "1.5"], 0),
            ([SyncWave.annotation: " 1"], 0),
            ([SyncWave.helmAnnotation: "7"], 7),
            ([SyncWave.annotation: "early", SyncWave.helmAnnotation: "7"], 7),
            ([SyncWave.annotation: "0", SyncWave.helmAnnotation: "7"], 0),
            ([SyncWave.helmAnnotation: "late"], 0),
        ] as [([String: String], Int)]
    )
    func readsWaves(_ annotations: [String: String], _ wave: Int) {
        #expect(SyncWave.of(manifest(annotations)) == wave)
    }

    // MARK: Hooks

    /// Types, phases, and whether it is a hook, skipped, ignored.
    private struct Expectation {
        var types: [Hook.Kind] = []
        var phases: [SyncPhase] = [.sync]
        var isHook = false
        var isSkipped = false
        var isIgnored = false
    }

    private func check(_ annotations: [String: String], _ expected: Expectation) {
        let manifest = manifest(annotations)
        #expect(Hook.types(of: manifest) == expected.types, "\(annotations)")
        #expect(Hook.phases(of: manifest) == expected.phases, "\(annotations)")
        #expect(Hook.isHook(manifest) == expected.isHook, "\(annotations)")
        #expect(Hook.isSkipped(manifest) == expected.isSkipped, "\(annotations)")
        #expect(Hook.isIgnored(manifest) == expected.isIgnored, "\(annotations)")
    }

    @Test func resourcesAreNoHooks() {
        check([:], Expectation())
        check(["helm.sh/hook": "crd-install"], Expectation())
    }

    @Test func argoTypesAreRead() {
        check([Hook.annotation: "PreSync"], Expectation(types: [.preSync], phases: [.preSync], isHook: true))
        check(
            [Hook.annotation: "PostSync, PreSync,,PostSync,Nonsense"],
            Expectation(types: [.postSync, .preSync], phases: [.preSync, .postSync], isHook: true)
        )
        check([Hook.annotation: "SyncFail"], Expectation(types: [.syncFail], phases: [.syncFail], isHook: true))
        check([Hook.annotation: "PostDelete"], Expectation(types: [.postDelete], phases: [], isHook: true))
        check([Hook.annotation: "presync"], Expectation(phases: [], isHook: true, isIgnored: true))
    }

    @Test func skippingCountsAlone() {
        check([Hook.annotation: "Skip"], Expectation(types: [.skip], phases: [], isSkipped: true))
        check(
            [Hook.annotation: "Skip,PreSync"],
            Expectation(types: [.skip, .preSync], phases: [.preSync], isHook: true)
        )
    }

    @Test func helmTypesStandForArgoTypes() {
        check(
            ["helm.sh/hook": "pre-install,pre-upgrade"],
            Expectation(types: [.preSync], phases: [.preSync], isHook: true)
        )
        check(["helm.sh/hook": "post-upgrade"], Expectation(types: [.postSync], phases: [.postSync], isHook: true))
        check(["helm.sh/hook": "pre-delete"], Expectation(types: [.preDelete], phases: [], isHook: true))
        check(["helm.sh/hook": "test"], Expectation(phases: [], isHook: true, isIgnored: true))
        check(
            [Hook.annotation: "Sync", "helm.sh/hook": "pre-install"],
            Expectation(types: [.sync], phases: [.sync], isHook: true)
        )
    }

    @Test func deletePoliciesHaveADefault() {
        #expect(Hook.deletePolicies(of: manifest([:])) == [.beforeHookCreation])
        #expect(
            Hook.deletePolicies(of: manifest([Hook.deletePolicyAnnotation: "HookSucceeded, HookFailed,x"]))
                == [.hookSucceeded, .hookFailed]
        )
        #expect(
            Hook.deletePolicies(of: manifest([Hook.helmDeletePolicyAnnotation: "before-hook-creation,hook-succeeded"]))
                == [.beforeHookCreation, .hookSucceeded]
        )
        #expect(
            Hook.deletePolicies(
                of: manifest([
                    Hook.deletePolicyAnnotation: "HookFailed", Hook.helmDeletePolicyAnnotation: "hook-succeeded",
                ])
            ) == [.hookFailed]
        )
    }

    @Test func theFinalizerIsFound() {
        var hook = manifest([:])
        #expect(!Hook.hasFinalizer(hook))
        hook.value["metadata"]?["finalizers"] = ["other", .string(Hook.finalizer)]
        #expect(Hook.hasFinalizer(hook))
    }

    // MARK: Options

    @Test func optionsAreComparedAsText() {
        let manifest = manifest([SyncOption.annotation: "Prune=false, Replace=true,prune=confirm,Delete=True"])
        #expect(SyncOption.declared(on: manifest) == [.neverPrune, .replace])
        #expect(
            SyncOption.unknown(in: manifest.list(annotation: SyncOption.annotation)) == [
                "prune=confirm", "Delete=True",
            ]
        )
        #expect(SyncOption.unknown(in: ["Validate=true", "CreateNamespace=true"]) == [])
        #expect(SyncPolicy(syncOptions: ["CreateNamespace=true"]).has(.createNamespace))
        #expect(!SyncPolicy(syncOptions: ["CreateNamespace=false"]).has(.createNamespace))
    }

    // MARK: Order

    @Test func phasesRunInOrder() {
        #expect(SyncPhase.allCases.shuffled().sorted() == [.preSync, .sync, .postSync, .syncFail])
        #expect(SyncPhase.allCases.map(\.order) == [-1, 0, 1, 2])
    }

    @Test func whatOthersNeedComesFirst() {
        #expect(KindOrder.rank("Namespace") == 0)
        #expect(KindOrder.rank("Secret") < KindOrder.rank("Deployment"))
        #expect(KindOrder.rank("CustomResourceDefinition") < KindOrder.rank("ClusterRole"))
        #expect(KindOrder.rank("APIService") == KindOrder.kinds.count - 1)
        #expect(KindOrder.rank("Widget") == KindOrder.kinds.count)
        #expect(Set(KindOrder.kinds).count == KindOrder.kinds.count)
    }
}

@Suite struct FieldReaderTests {
    private func message(_ body: () throws(ModelError) -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return error.description
        }
    }

    private let reader: FieldReader? = try? FieldReader(
        [
            "text": "a", "empty": "", "yes": true, "five": 5, "half": 0.5, "whole": 2.0, "list": ["a", 1],
            "map": ["a": "b", "c": 3], "nothing": nil,
        ],
        at: ValuePath(keys: "spec")
    )

    @Test func absentFieldsHaveDefaults() throws {
        let reader = try #require(reader)
        #expect(try reader.optionalString("nothing") == nil)
        #expect(try reader.string("x", default: "y") == "y")
        #expect(try reader.bool("x") == false)
        #expect(try reader.bool("x", default: true))
        #expect(try reader.integer("x", default: 7) == 7)
        #expect(try reader.strings("x") == [])
        #expect(try reader.readers("nothing").isEmpty)
        #expect(try reader.stringMap("x") == [:])
        #expect(try reader.optionalReader("x")?.path == nil)
    }

    @Test func fieldsAreRead() throws {
        let reader = try #require(reader)
        #expect(try reader.string("text") == "a")
        #expect(try reader.bool("yes"))
        #expect(try reader.integer("five", default: 0) == 5)
        #expect(try reader.integer("whole", default: 0) == 2)
        #expect(try reader.integer("five", default: 0, in: 1...5) == 5)
        #expect(try reader.reader("map").path.description == "spec.map")
        #expect(try reader.optionalMapping("map")?.count == 2)
    }

    @Test func wrongTypesAreErrorsWithTheirPath() throws {
        let reader = try #require(reader)
        #expect(
            message { () throws(ModelError) in _ = try reader.string("yes") }
                == "spec.yes: expected a string, found a boolean"
        )
        #expect(message { () throws(ModelError) in _ = try reader.string("x") } == "spec.x: is required")
        #expect(message { () throws(ModelError) in _ = try reader.string("empty") } == "spec.empty: must not be empty")
        #expect(
            message { () throws(ModelError) in _ = try reader.bool("text") }
                == "spec.text: expected a boolean, found a string"
        )
        #expect(
            message { () throws(ModelError) in _ = try reader.integer("half", default: 0) }
                == "spec.half: expected a whole number, found a fraction"
        )
        #expect(
            message { () throws(ModelError) in _ = try reader.integer("text", default: 0) }
                == "spec.text: expected a whole number, found a string"
        )
        #expect(
            message { () throws(ModelError) in _ = try reader.integer("five", default: 0, in: 6...9) }
                == "spec.five: must be 6 to 9, is 5"
        )
        #expect(
            message { () throws(ModelError) in _ = try reader.strings("list") }
                == "spec.list[1]: expected a string, found a number"
        )
        #expect(
            message { () throws(ModelError) in _ = try reader.strings("map") }
                == "spec.map: expected a list, found a mapping"
        )
        #expect(
            message { () throws(ModelError) in _ = try reader.stringMap("map") }
                == "spec.map.c: expected a string, found a number"
        )
        #expect(message { () throws(ModelError) in _ = try reader.reader("x") } == "spec.x: is required")
        #expect(
            message { () throws(ModelError) in _ = try reader.readers("list") }
                == "spec.list[0]: expected a mapping, found a string"
        )
        #expect(
            message { () throws(ModelError) in try reader.requireKnown(["text", "empty"]) }
                == "spec.yes: is not a known field; known are text, empty"
        )
    }
}
