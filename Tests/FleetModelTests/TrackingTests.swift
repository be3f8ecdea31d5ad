import FleetModel
import FleetTestSupport
import Testing

@Suite struct TrackingTests {
    @Test(
        arguments: [
            (
                ResourceKey(group: "apps", kind: "Deployment", namespace: "shop", name: "web"),
                "a:apps/Deployment:shop/web"
            ),
            (ResourceKey(group: "", kind: "ConfigMap", namespace: "shop", name: "x"), "a:/ConfigMap:shop/x"),
            (
                ResourceKey(group: "rbac.authorization.k8s.io", kind: "ClusterRole", namespace: "", name: "system:x:y"),
                "a:rbac.authorization.k8s.io/ClusterRole:/system:x:y"
            ),
        ]
    )
    func identifiersReadBack(_ key: ResourceKey, _ text: String) throws {
        #expect(Tracking.identifier(application: "a", key: key) == text)
        let parsed = try #require(Tracking.parse(text))
        #expect(parsed.application == "a")
        #expect(parsed.key == key)
    }

    @Test(arguments: [
        "", "a", "a:b", "a:b:c", "a:apps/Deployment:web", "a:Deployment:shop/web", "a:x/y/z:s/w", "a:x/y:s/w/z",
    ])
    func otherTextProvesNothing(_ text: String) {
        #expect(Tracking.parse(text) == nil)
    }

    @Test func namesThatCanBeValuesStay() {
        #expect(Tracking.labelValue(for: "shop") == "shop")
        #expect(Tracking.labelValue(for: "argocd_shop.eu-1") == "argocd_shop.eu-1")
        let longest = String(repeating: "a", count: 63)
        #expect(Tracking.labelValue(for: longest) == longest)
    }

    @Test func longNamesAreCutAndHashed() {
        let name = "my-app-with-an-extremely-long-name-that-is-over-sixty-three-characters"
        let value = Tracking.labelValue(for: name)
        #expect(value == "my-app-with-an-extremely-long-name-that-is-over-s-245sq8igbh4w5")
        #expect(value != Tracking.labelValue(for: name + "x"))
        // What is cut off at a hyphen loses it.
        let hyphen = String(repeating: "a", count: 48) + "-" + String(repeating: "b", count: 30)
        #expect(Tracking.labelValue(for: hyphen).hasPrefix(String(repeating: "a", count: 48) + "-"))
        #expect(Tracking.labelValue(for: hyphen).utf8.count == 62)
    }

    @Test func everyNameBecomesAValue() {
        var random = SplitMix64(seed: 7)
        let letters: [Character] = ["a", "Z", "0", "-", "_", ".", "/", " ", "é", "😀", ":"]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0...90, using: &random)
            let name = String((0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
            let value = Tracking.labelValue(for: name)
            #expect(!value.isEmpty)
            #expect(KubernetesNames.problem(inLabelValue: value) == nil, "\(name) became \(value)")
            #expect(Tracking.labelValue(for: name) == value)
        }
    }
}

@Suite struct KubernetesNamesTests {
    private static let characters = "letters, digits, \"-\", \"_\" and \".\", and start and end with a letter or digit"

    @Test(arguments: ["a", "a-b", "0", "a0", String(repeating: "a", count: 63)])
    func labelsAreAccepted(_ text: String) {
        #expect(KubernetesNames.problem(inLabel: text) == nil)
        #expect(KubernetesNames.problem(inSubdomain: text) == nil)
    }

    @Test(
        arguments: [
            ("", "must not be empty"),
            (String(repeating: "a", count: 64), "must be at most 63 characters, has 64"),
            ("A", "must consist of lower case letters, digits and \"-\", and start and end with a letter or digit"),
            ("-a", "must consist of lower case letters, digits and \"-\", and start and end with a letter or digit"),
            ("a-", "must consist of lower case letters, digits and \"-\", and start and end with a letter or digit"),
            ("a.b", "must consist of lower case letters, digits and \"-\", and start and end with a letter or digit"),
            ("ä", "must consist of lower case letters, digits and \"-\", and start and end with a letter or digit"),
        ]
    )
    func otherLabelsAreNot(_ text: String, _ problem: String) {
        #expect(KubernetesNames.problem(inLabel: text) == problem)
    }

    @Test func subdomainsMayHaveDots() {
        let rule =
            "must consist of lower case letters, digits, \"-\" and \".\", and start and end with a letter or digit"
        #expect(KubernetesNames.problem(inSubdomain: "a.b-c.d0") == nil)
        #expect(KubernetesNames.problem(inSubdomain: String(repeating: "a", count: 253)) == nil)
        #expect(KubernetesNames.problem(inSubdomain: "") == "must not be empty")
        #expect(KubernetesNames.problem(inSubdomain: "a..b") == rule)
        #expect(KubernetesNames.problem(inSubdomain: ".a") == rule)
        #expect(KubernetesNames.problem(inSubdomain: "a-.b") == rule)
        #expect(KubernetesNames.problem(inSubdomain: "a_b") == rule)
        #expect(
            KubernetesNames.problem(inSubdomain: String(repeating: "a", count: 254))
                == "must be at most 253 characters, has 254"
        )
    }

    @Test(arguments: ["a", "A_b.c-9", "example.com/a", "a.b/C", String(repeating: "k", count: 63)])
    func labelKeysAreAccepted(_ text: String) {
        #expect(KubernetesNames.problem(inLabelKey: text) == nil)
    }

    @Test(
        arguments: [
            ("", "must not be empty"),
            ("/a", "has a prefix that must not be empty"),
            ("a/", "has no name after the \"/\""),
            ("a/b/c", "must have at most one \"/\""),
            ("_a", "must consist of " + characters),
            ("a b", "must consist of " + characters),
            ("x/" + String(repeating: "k", count: 64), "has a name part that must be at most 63 characters, has 64"),
        ]
    )
    func otherLabelKeysAreNot(_ text: String, _ problem: String) {
        #expect(KubernetesNames.problem(inLabelKey: text) == problem)
    }

    @Test func labelValuesMayBeEmpty() {
        #expect(KubernetesNames.problem(inLabelValue: "") == nil)
        #expect(KubernetesNames.problem(inLabelValue: "v1.2_3-X") == nil)
        #expect(KubernetesNames.problem(inLabelValue: "-a") == "must consist of " + Self.characters)
        #expect(
            KubernetesNames.problem(inLabelValue: String(repeating: "v", count: 70))
                == "must be at most 63 characters, has 70"
        )
    }
}
