import FleetHTTP
import FleetKube
import FleetModel
import FleetTestSupport
import FleetValue
import Testing

@testable import FleetSync

/// The fake cluster keeps what real servers promise, so that what is proved on it holds.
@Suite struct FakeClusterTests {
    @Test(arguments: ResourceClientContract.Promise.allCases)
    func keeps(_ promise: ResourceClientContract.Promise) async throws {
        let cluster = FakeCluster()
        cluster.makeNamespace("contract")
        let contract = ResourceClientContract(client: cluster, namespace: "contract") { name, key, text in
            cluster.edit("ConfigMap", "contract", name) { $0["data"]?[key] = .string(text) }
        }
        try await contract.check(promise)
    }
}

/// The real client against a real kube-apiserver.
@Suite(
    .enabled(if: APIServer.available, "run Tests/kubernetes once, or set KUBEBUILDER_ASSETS"),
    .timeLimit(.minutes(3))
)
struct RealClientTests {
    @Test(arguments: ResourceClientContract.Promise.allCases)
    func keeps(_ promise: ResourceClientContract.Promise) async throws {
        let server = try await APIServer.shared(0)
        let connection = try Kubeconfig.load(file: server.kubeconfig).connection()
        let loop = TransferLoop()
        let client = KubeClient(cluster: "one", connection: connection, loop: loop)
        let namespace = "contract-\(promise.rawValue.lowercased())"
        do {
            try await client.create(.namespace(namespace), as: .namespaces)
            let contract = ResourceClientContract(client: client, namespace: namespace) { name, key, text in
                try await client.patch(
                    FakeState.type("", "v1", "ConfigMap", "configmaps"),
                    namespace: namespace,
                    name: name,
                    with: ["data": [key: .string(text)]],
                    fieldManager: "kubectl-edit"
                )
            }
            try await contract.check(promise)
        } catch {
            await loop.shutdown()
            throw error
        }
        await loop.shutdown()
    }
}
