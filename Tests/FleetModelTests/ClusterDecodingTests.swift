import FleetModel
import FleetTestSupport
import FleetValue
import FleetYAML
import Testing

@Suite struct ClusterDecodingTests {
    @Test(arguments: try CaseFolder.all("ModelCluster"))
    func decodesOrSaysWhatIsWrong(_ folder: CaseFolder) throws {
        let value = try YAMLReader.value(in: folder.text("cluster.yaml"))
        do {
            let cluster = try Cluster(decoding: value)
            folder.expect(JSONWriter.text(of: cluster.value, layout: .indented) + "\n", in: "expected.json")
            #expect(Cluster.isCluster(value))
        } catch {
            folder.expect(error.description + "\n", in: "error.txt")
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let credentials: [CredentialReference?] = [
            nil, .inCluster, .kubeconfig(file: nil, context: "a"), .kubeconfig(file: "/k", context: "a"),
            .tokenFile(path: "/t", certificateAuthority: nil), .tokenFile(path: "/t", certificateAuthority: "/ca"),
            .tokenEnvironment(variable: "T", certificateAuthority: nil),
            .tokenEnvironment(variable: "T", certificateAuthority: "/ca"),
            .argocdSecret(hub: "hub", namespace: "argocd", name: "cluster-eu-1"),
            .argocdSecretFile(path: "/clusters.yaml", cluster: "eu 1"),
        ]
        for credential in credentials {
            let cluster = Cluster(
                name: "any text / at all",
                server: "https://eu-1.example.com:6443/prefix",
                labels: ["b": "2", "a.example.com/x": ""],
                annotations: ["note": "free text: yes"],
                project: "shop",
                credential: credential
            )
            #expect(try Cluster(decoding: cluster.value) == cluster)
        }
    }

    @Test func onlyClustersAreClusters() {
        #expect(!Cluster.isCluster(["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "a"]]))
        #expect(!Cluster.isCluster(["apiVersion": "cluster.x-k8s.io/v1beta1", "kind": "Cluster"]))
        #expect(!Cluster.isCluster(nil))
        #expect(Cluster.isCluster(["apiVersion": "fleet.internal/v1alpha1", "kind": "Cluster"]))
    }
}

@Suite struct FleetConfigurationTests {
    @Test(arguments: try CaseFolder.all("ModelFleet"))
    func decodesOrSaysWhatIsWrong(_ folder: CaseFolder) throws {
        let value = try YAMLReader.value(in: folder.text("fleet.yaml"))
        do {
            let fleet = try FleetConfiguration(decoding: value)
            let line =
                "name=\(fleet.name) local=\(fleet.localCluster) hubs=\(fleet.hubs.joined(separator: ","))"
                + " concurrency=\(fleet.concurrency.fleet)/\(fleet.concurrency.perCluster)"
                + " deletions=\(fleet.deletions.count)/\(fleet.deletions.percent)%"
            folder.expect(line + "\n", in: "expected.txt")
        } catch {
            folder.expect(error.description + "\n", in: "error.txt")
        }
    }

    @Test func theLimitNeedsBothToBeExceeded() {
        let limit = DeletionLimit(count: 3, percent: 10)
        #expect(!limit.refuses(deleting: 3, of: 3))
        #expect(limit.refuses(deleting: 4, of: 39))
        #expect(!limit.refuses(deleting: 4, of: 40))
        #expect(!limit.refuses(deleting: 0, of: 0))
        #expect(!limit.refuses(deleting: 100, of: 1_000))
        #expect(limit.refuses(deleting: 101, of: 1_000))
    }

    @Test func aFlagSetsOneBound() throws {
        #expect(try DeletionLimit(parsing: "5") == DeletionLimit(count: 5, percent: 0))
        #expect(try DeletionLimit(parsing: "20%") == DeletionLimit(count: 0, percent: 20))
        #expect(try !DeletionLimit(parsing: "100%").refuses(deleting: 7, of: 7))
        #expect(try DeletionLimit(parsing: "0").refuses(deleting: 1, of: 1_000))
    }

    @Test(arguments: ["", "%", "-1", "+5", "1.5", "101%", "5 %", "many"])
    func otherFlagsAreErrors(_ text: String) {
        #expect(throws: ModelError(ValuePath(), "\"\(text)\" is neither a number nor a percentage, such as 5 or 20%")) {
            try DeletionLimit(parsing: text)
        }
    }
}
