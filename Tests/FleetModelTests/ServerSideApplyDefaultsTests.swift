import FleetModel
import FleetValue
import FleetYAML
import Testing

struct ServerSideApplyDefaultsTests {
    private func filled(_ yaml: String) throws -> Value {
        ServerSideApplyDefaults.filled(Manifest(try YAMLReader.value(in: yaml))).value
    }

    @Test func fillsServicePorts() throws {
        let value = try filled(
            """
            apiVersion: v1
            kind: Service
            spec:
              ports:
              - {port: 80}
              - {port: 53, protocol: UDP}
              - {port: 54, protocol: null}
            """
        )
        let protocols = (value["spec"]?["ports"]?.array ?? []).map { $0["protocol"]?.string }
        #expect(protocols == ["TCP", "UDP", "TCP"])
        #expect(value["spec"]?["ports"]?[0]?.mapping?.keys == ["port", "protocol"])
    }

    @Test(arguments: [
        ("v1", "Pod", ["spec"]), ("apps/v1", "Deployment", ["spec", "template", "spec"]),
        ("apps/v1", "StatefulSet", ["spec", "template", "spec"]),
        ("apps/v1", "DaemonSet", ["spec", "template", "spec"]),
        ("batch/v1", "Job", ["spec", "template", "spec"]),
        ("batch/v1beta1", "CronJob", ["spec", "jobTemplate", "spec", "template", "spec"]),
        ("v1", "PodTemplate", ["template", "spec"]),
    ])
    func fillsContainerPorts(_ apiVersion: String, _ kind: String, _ path: [String]) throws {
        var spec: Value = [
            "containers": [["name": "a", "ports": [["containerPort": 80]]], ["name": "b"]],
            "initContainers": [["name": "i", "ports": [["containerPort": 81]]]],
        ]
        var expected: Value = [
            "containers": [["name": "a", "ports": [["containerPort": 80, "protocol": "TCP"]]], ["name": "b"]],
            "initContainers": [["name": "i", "ports": [["containerPort": 81, "protocol": "TCP"]]]],
        ]
        for key in path.reversed() {
            spec = [key: spec]
            expected = [key: expected]
        }
        spec["apiVersion"] = .string(apiVersion)
        spec["kind"] = .string(kind)
        expected["apiVersion"] = .string(apiVersion)
        expected["kind"] = .string(kind)
        #expect(ServerSideApplyDefaults.filled(Manifest(spec)).value == expected)
    }

    @Test(arguments: [
        "{apiVersion: example.com/v1, kind: Service, spec: {ports: [{port: 80}]}}",
        "{apiVersion: v1, kind: ConfigMap, spec: {ports: [{port: 80}]}}",
        "{apiVersion: v1, kind: Service, spec: {ports: none}}",
        "{apiVersion: v1, kind: Service, spec: {}}",
        "{apiVersion: v1, kind: Service}",
        "{apiVersion: v1, kind: Pod, spec: {containers: [text, {ports: [text]}]}}",
    ])
    func leavesEverythingElseAlone(_ yaml: String) throws {
        #expect(try filled(yaml) == YAMLReader.value(in: yaml))
    }
}
