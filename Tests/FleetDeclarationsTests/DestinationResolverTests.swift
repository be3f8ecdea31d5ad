import FleetModel
import Testing

@testable import FleetDeclarations

@Suite struct DestinationResolverTests {
    private let clusters = [
        Cluster(name: "one", server: "https://one.example:6443"), Cluster(name: "two", server: "https://two.example/"),
        Cluster(name: "twin-b", server: "https://twin.example"),
        Cluster(name: "twin-a", server: "https://twin.example"),
    ]

    /// The name of the cluster that a destination means, or why there is none.
    private func resolve(
        _ destination: ApplicationDestination,
        local: String = "",
        and more: Cluster...
    ) -> String {
        switch DestinationResolver(clusters: clusters + more, local: local).resolve(destination) {
        case .success(let cluster): cluster.name
        case .failure(let problem): problem.description
        }
    }

    @Test func namesAndServersAreFound() {
        #expect(resolve(ApplicationDestination(name: "one")) == "one")
        #expect(resolve(ApplicationDestination(server: "https://one.example:6443")) == "one")
        #expect(resolve(ApplicationDestination(server: "https://one.example:6443/")) == "one")
        #expect(resolve(ApplicationDestination(server: "https://two.example")) == "two")
    }

    @Test func whatIsNotFoundIsNamed() {
        #expect(
            resolve(ApplicationDestination(name: "three"))
                == #"there are no clusters with this name: three; see "fleet cluster list""#
        )
        #expect(
            resolve(ApplicationDestination(server: "https://three.example"))
                == #"no registered cluster has the address https://three.example; see "fleet cluster list""#
        )
        #expect(resolve(ApplicationDestination(namespace: "web")) == "the destination names no cluster")
        #expect(
            resolve(ApplicationDestination(server: "https://twin.example"))
                == "destination.server https://twin.example is the address of several clusters: twin-a, twin-b"
        )
    }

    @Test(arguments: [
        ApplicationDestination(name: "in-cluster"), ApplicationDestination(server: "https://kubernetes.default.svc"),
    ])
    func theLocalClusterIsConfigured(_ destination: ApplicationDestination) {
        #expect(resolve(destination, local: "two") == "two")
        #expect(resolve(destination, local: "three") == #"fleet.yaml's localCluster "three" is not registered"#)
        #expect(resolve(destination) == "the destination is in-cluster, but fleet.yaml names no localCluster")
        // In a Pod the cluster that is reached with the Pod's account is meant, if there is just one.
        let own = Cluster(name: "own", server: "https://10.0.0.1", credential: .inCluster)
        #expect(resolve(destination, and: own) == "own")
        #expect(resolve(destination, local: "two", and: own) == "two")
        let other = Cluster(name: "other", server: "https://10.0.0.2", credential: .inCluster)
        #expect(
            resolve(destination, and: own, other)
                == "the destination is in-cluster, but fleet.yaml names no localCluster"
        )
    }

    @Test func aRegisteredNameCountsBeforeItsMeaning() {
        let named = Cluster(name: "in-cluster", server: "https://10.0.0.1")
        #expect(resolve(ApplicationDestination(name: "in-cluster"), local: "two", and: named) == "in-cluster")
    }
}
