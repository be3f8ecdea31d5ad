import FleetServerSupport
import FleetTestSupport
import Testing

/// Something that happens to a resource after it was applied, and whether that leaves what was declared as it is.
struct Tampering: Sendable, CustomTestStringConvertible {
    /// Who does something, and what.
    enum Act: Sendable {
        /// A JSON patch, as somebody with `kubectl edit`.
        case edit(String)
        /// A merge patch of a subresource, by a controller.
        case control(subresource: String, String)
        /// A forced server-side apply of another manager; the manifest's part behind `metadata`.
        case apply(String)
    }

    let testDescription: String
    let kind: SampleKind
    let acts: [Act]
    /// Whether the local look is expected to show that nothing is to do.
    let staysInSync: Bool

    private init(_ name: String, _ kind: SampleKind, inSync: Bool = false, _ acts: Act...) {
        testDescription = "\(kind): \(name)"
        self.kind = kind
        self.acts = acts
        staysInSync = inSync
    }

    private static func edit(_ operation: String, _ path: String, _ value: String? = nil) -> Act {
        let value = value.map { #","value":\#($0)"# } ?? ""
        return .edit(#"[{"op":"\#(operation)","path":"\#(path)"\#(value)}]"#)
    }

    private static let container = "/spec/template/spec/containers/0"

    static let all: [Tampering] = [
        Tampering("nothing", .deployment, inSync: true),
        Tampering("image", .deployment, edit("replace", container + "/image", #""evil""#)),
        Tampering(
            "image and back",
            .deployment,
            edit("replace", container + "/image", #""evil""#),
            edit("replace", container + "/image", #""registry.example/web:1""#)
        ),
        Tampering("scale", .deployment, .control(subresource: "/scale", #"{"spec":{"replicas":5}}"#)),
        Tampering(
            "status",
            .deployment,
            inSync: true,
            .control(subresource: "/status", #"{"status":{"replicas":1,"observedGeneration":1}}"#)
        ),
        Tampering("label of ours", .deployment, edit("replace", "/metadata/labels/app", #""other""#)),
        Tampering("label of theirs", .deployment, inSync: true, edit("add", "/metadata/labels/theirs", #""x""#)),
        Tampering("label removed", .deployment, edit("remove", "/metadata/labels/app")),
        Tampering(
            "annotation of theirs",
            .deployment,
            inSync: true,
            edit("add", "/metadata/annotations/theirs", #""x""#)
        ),
        Tampering("annotations removed", .deployment, edit("remove", "/metadata/annotations")),
        Tampering(
            "template annotation",
            .deployment,
            inSync: true,
            edit("add", "/spec/template/metadata/annotations", #"{"restartedAt":"now"}"#)
        ),
        Tampering("environment value", .deployment, edit("replace", container + "/env/0/value", #""debug""#)),
        Tampering(
            "environment added",
            .deployment,
            inSync: true,
            edit("add", container + "/env/-", #"{"name":"X","value":"1"}"#)
        ),
        Tampering(
            "environment added in front",
            .deployment,
            inSync: true,
            edit("add", container + "/env/0", #"{"name":"X","value":"1"}"#)
        ),
        Tampering("environment removed", .deployment, edit("remove", container + "/env/1")),
        Tampering(
            "environment reordered",
            .deployment,
            .edit(#"[{"op":"move","from":"\#(container)/env/1","path":"\#(container)/env/0"}]"#)
        ),
        Tampering(
            "environment repeated",
            .deployment,
            edit("add", container + "/env/-", #"{"name":"LEVEL","value":"info"}"#)
        ),
        Tampering(
            "environment source",
            .deployment,
            edit("replace", container + "/env/1/valueFrom/fieldRef/fieldPath", #""metadata.namespace""#)
        ),
        Tampering(
            "port added",
            .deployment,
            inSync: true,
            edit("add", container + "/ports/-", #"{"containerPort":9}"#)
        ),
        Tampering("port protocol", .deployment, edit("replace", container + "/ports/0/protocol", #""UDP""#)),
        Tampering("port removed", .deployment, edit("remove", container + "/ports")),
        Tampering("arguments reordered", .deployment, edit("replace", container + "/args", #"["b","a"]"#)),
        Tampering(
            "toleration added",
            .deployment,
            edit("add", "/spec/template/spec/tolerations/-", #"{"operator":"Exists"}"#)
        ),
        Tampering(
            "sidecar",
            .deployment,
            inSync: true,
            edit("add", "/spec/template/spec/containers/-", #"{"name":"proxy","image":"p"}"#)
        ),
        Tampering("resources", .deployment, edit("replace", container + "/resources/limits/memory", #""1Gi""#)),
        Tampering(
            "same quantity in other units",
            .deployment,
            inSync: true,
            edit("replace", container + "/resources/limits/memory", #""131072Ki""#)
        ),
        Tampering(
            "volume source",
            .deployment,
            edit("replace", "/spec/template/spec/volumes/0/configMap/name", #""other""#)
        ),
        Tampering("strategy", .deployment, inSync: true, edit("replace", "/spec/strategy", #"{"type":"Recreate"}"#)),
        Tampering("finalizer", .deployment, inSync: true, edit("add", "/metadata/finalizers", #"["example.com/x"]"#)),
        Tampering("applied the same", .deployment, inSync: true, .apply(#""spec":{"replicas":2}"#)),
        Tampering("applied otherwise", .deployment, .apply(#""spec":{"replicas":4}"#)),
        Tampering(
            "applied an element",
            .deployment,
            .apply(#""spec":{"template":{"spec":{"containers":[{"name":"web","image":"other"}]}}}"#)
        ),
        Tampering("value", .configMap, edit("replace", "/data/a", #""2""#)),
        Tampering("key added", .configMap, inSync: true, edit("add", "/data/z", #""2""#)),
        Tampering("key removed", .configMap, edit("remove", "/data/a")),
        Tampering("data removed", .configMap, edit("remove", "/data")),
        Tampering("binary", .configMap, edit("replace", "/binaryData/b", #""AQ==""#)),
        Tampering("letter decomposed", .configMap, edit("replace", "/data/letter", "\"e\u{301}\"")),
        Tampering("immutable", .configMap, inSync: true, edit("add", "/immutable", "true")),
        Tampering("target port", .service, edit("replace", "/spec/ports/0/targetPort", "81")),
        Tampering("port appended", .service, inSync: true, edit("add", "/spec/ports/-", #"{"name":"x","port":99}"#)),
        Tampering("selector extended", .service, edit("add", "/spec/selector/track", #""canary""#)),
        Tampering("type", .service, inSync: true, edit("replace", "/spec/type", #""NodePort""#)),
        Tampering("data", .secret, edit("replace", "/data/password", #""eA==""#)),
        Tampering("data added", .secret, inSync: true, edit("add", "/data/more", #""eA==""#)),
    ]
}

/// What is tampered with.
enum SampleKind: String, Sendable, CustomStringConvertible {
    case configMap = "configmaps"
    case deployment = "deployments"
    case secret = "secrets"
    case service = "services"

    var description: String { rawValue }

    /// The folder of the kind in a namespace.
    func path(in namespace: String) -> String {
        (self == .deployment ? "/apis/apps/v1" : "/api/v1") + "/namespaces/\(namespace)/\(rawValue)"
    }

    var apiVersion: String { self == .deployment ? "apps/v1" : "v1" }

    var kind: String {
        switch self {
        case .configMap: "ConfigMap"
        case .deployment: "Deployment"
        case .secret: "Secret"
        case .service: "Service"
        }
    }

    /// The declared manifest, without its name.
    var yaml: String {
        switch self {
        case .configMap:
            """
            data: {a: "1", letter: "\u{e9}", file.conf: "x = 1\\n"}
            binaryData: {b: AA==}
            """
        case .secret: "data: {password: aHVudGVyMg==}\ntype: Opaque"
        case .service:
            """
            spec:
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: 8080}, {name: dns, port: 53, protocol: UDP}]
            """
        case .deployment:
            """
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  tolerations: [{key: a, operator: Exists}]
                  containers:
                  - name: web
                    image: registry.example/web:1
                    args: [a, b]
                    ports: [{containerPort: 80, name: http}, {containerPort: 53, protocol: UDP}]
                    env:
                    - {name: LEVEL, value: info}
                    - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    resources: {limits: {cpu: 500m, memory: 128Mi}, requests: {cpu: 100m}}
                    volumeMounts: [{name: config, mountPath: /config}]
                  volumes: [{name: config, configMap: {name: web}}]
            """
        }
    }
}
