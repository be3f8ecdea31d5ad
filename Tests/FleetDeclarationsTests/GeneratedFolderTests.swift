import FleetModel
import FleetTestSupport
import Foundation
import Testing

@testable import FleetDeclarations

/// What is done to a folder of generated Applications.
@Suite struct GeneratedFolderPlanTests {
    private static let usual = (limit: DeletionLimit(), isExplicit: false)

    private static func generated(
        _ names: [String],
        errors: Int = 0,
        doubtful: Set<String> = []
    ) -> GeneratedFolderPlan.Generated {
        let preview = PreviewBench.preview(PreviewBench.set("web", names))
        var generated = GeneratedFolderPlan.Generated(preview)
        generated.errors += errors
        generated.doubtfulSets = doubtful
        return generated
    }

    private static func present(_ names: [String], set: String = "argocd/web") -> [String: GeneratedFolderPlan.Present]
    {
        Dictionary(
            uniqueKeysWithValues: names.map { ("web-\($0).yaml", .generated(applicationSet: set, isAsGenerated: true)) }
        )
    }

    @Test func filesAreCreatedChangedAndRemoved() {
        var present = Self.present(["eu", "us", "lab"])
        present["web-us.yaml"] = .generated(applicationSet: "argocd/web", isAsGenerated: false)
        let plan = GeneratedFolderPlan(Self.generated(["eu", "us", "new"]), present: present, limit: Self.usual)
        #expect(plan.created.map(\.name) == ["web-new.yaml"])
        #expect(plan.changed.map(\.name) == ["web-us.yaml"])
        #expect(plan.removed == ["web-lab.yaml"])
        #expect(plan.unchanged == 1)
        #expect(plan.refusals == [])
        #expect(!plan.isInSync)
    }

    @Test func nothingIsRemovedWhileThereAreErrors() {
        let plan = GeneratedFolderPlan(
            Self.generated(["eu"], errors: 1),
            present: Self.present(["eu", "us"]),
            limit: (DeletionLimit(count: 100, percent: 100), true)
        )
        #expect(plan.removed == [])
        #expect(plan.kept == ["web-us.yaml"])
        #expect(plan.refusals == ["1 file that is no longer generated stays while there are errors: web-us.yaml"])
    }

    @Test func moreThanTheLimitIsRefusedAndTheRestIsDone() {
        let present = Self.present(["a", "b", "c", "d", "eu"])
        let plan = GeneratedFolderPlan(Self.generated(["eu", "new"]), present: present, limit: Self.usual)
        #expect(plan.created.map(\.name) == ["web-new.yaml"])
        #expect(plan.removed == [])
        #expect(
            plan.refusals == [
                "4 of 5 files would be removed, which is more than 3 and more than 10 %; allow it with "
                    + "--allow-deletions N|P%: web-a.yaml, web-b.yaml, web-c.yaml, web-d.yaml"
            ]
        )
        let allowed = GeneratedFolderPlan(
            Self.generated(["eu"]),
            present: present,
            limit: (DeletionLimit(count: 4, percent: 0), true)
        )
        #expect(allowed.removed.count == 4)
    }

    @Test func aSetWithAnEmptyGeneratorLosesNothingWithoutTheFlag() {
        let present = Self.present(["eu", "us"])
        let generated = Self.generated(["eu"], doubtful: ["argocd/web"])
        let plan = GeneratedFolderPlan(generated, present: present, limit: Self.usual)
        #expect(plan.removed == [])
        #expect(
            plan.refusals == [
                "a generator of argocd/web gives nothing, or no clusters are known; the files that are then no longer "
                    + "generated stay, until --allow-deletions N|P% allows it: web-us.yaml"
            ]
        )
        let allowed = GeneratedFolderPlan(
            generated,
            present: present,
            limit: (DeletionLimit(count: 1, percent: 0), true)
        )
        #expect(allowed.removed == ["web-us.yaml"])
    }

    @Test func aFolderIsNotEmptiedWithoutTheFlag() {
        let present = Self.present(["eu", "us"], set: "argocd/gone")
        let plan = GeneratedFolderPlan(Self.generated([]), present: present, limit: Self.usual)
        #expect(plan.removed == [])
        #expect(
            plan.refusals == [
                "no Application is generated at all; the files stay, until --allow-deletions N|P% allows it: web-eu.yaml, "
                    + "web-us.yaml"
            ]
        )
        let selected = GeneratedFolderPlan.Generated(
            PreviewBench.preview(PreviewBench.set("web", ["eu"])),
            isSelected: { _ in false }
        )
        #expect(GeneratedFolderPlan(selected, present: present, limit: Self.usual).removed.count == 2)
        let allowed = GeneratedFolderPlan(
            Self.generated([]),
            present: present,
            limit: (DeletionLimit(count: 2, percent: 0), true)
        )
        #expect(allowed.removed.count == 2)
    }

    @Test func filesOfSetsThatAreGoneAreRemoved() {
        let plan = GeneratedFolderPlan(
            Self.generated(["eu"]),
            present: Self.present(["old"], set: "argocd/gone"),
            limit: Self.usual
        )
        #expect(plan.removed == ["web-old.yaml"])
    }

    @Test func whatIsNotSelectedStays() {
        let plan = GeneratedFolderPlan(
            Self.generated([]),
            present: Self.present(["eu", "us"]),
            isSelected: { $0 == "web-us.yaml" },
            limit: (DeletionLimit(), true)
        )
        #expect(plan.removed == ["web-us.yaml"])
        #expect(plan.kept == [])
    }

    @Test func whatSomebodyElseWroteIsInTheWay() {
        let plan = GeneratedFolderPlan(
            Self.generated(["eu", "us"]),
            present: ["web-eu.yaml": .foreign, "README.yaml": .foreign],
            limit: Self.usual
        )
        #expect(plan.created.map(\.name) == ["web-us.yaml"])
        #expect(plan.obstructed == ["web-eu.yaml"])
        #expect(
            plan.refusals == ["web-eu.yaml is not a file that fleet generated; move it away, or name another folder"]
        )
    }

    @Test func equalNamesOfTwoNamespacesAreWrittenToNoFile() {
        let one = PreviewBench.set("web", ["eu"])
        let preview = PreviewBench.preview(one + "---\n" + PreviewBench.set("web", ["eu"], namespace: "other"))
        let generated = GeneratedFolderPlan.Generated(preview)
        #expect(generated.files == [])
        #expect(generated.errors == 1)
        let plan = GeneratedFolderPlan(generated, present: Self.present(["eu"]), limit: Self.usual)
        #expect(plan.removed == [])
        #expect(plan.refusals == ["several Applications would be written to web-eu.yaml; their names are the same"])
    }
}

/// The files themselves.
@Suite struct GeneratedFileTests {
    @Test func theFirstLineTellsWhoseFileItIs() throws {
        let preview = PreviewBench.preview(PreviewBench.set("web", ["eu"]))
        let file = try #require(GeneratedFolderPlan.Generated(preview).files.first)
        #expect(file.name == "web-eu.yaml")
        #expect(GeneratedFile.applicationSet(of: Array(file.text.utf8)) == "argocd/web")
        #expect(
            file.text == """
                # fleet app generate: ApplicationSet argocd/web
                # Written by "fleet app generate --out-dir"; changes made here are lost.
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: web-eu
                  namespace: argocd
                  finalizers:
                  - resources-finalizer.argocd.argoproj.io
                spec:
                  project: default
                  source:
                    repoURL: https://git.example.com/apps.git
                    path: apps/web
                  destination:
                    name: eu
                    namespace: web

                """
        )
    }

    @Test(arguments: [
        "", "kind: Application\n", "# fleet app generate: ApplicationSet \n",
        " # fleet app generate: ApplicationSet a\n",
    ])
    func allOtherFilesAreSomebodyElses(_ text: String) {
        #expect(GeneratedFile.applicationSet(of: Array(text.utf8)) == nil)
    }

    @Test func namesThatAreTooLongForAFileAreCutAndHashed() {
        let long = String(repeating: "a", count: 252)
        let name = GeneratedFile.name(of: long)
        #expect(name.utf8.count <= 255)
        #expect(name.hasSuffix(".yaml"))
        #expect(name != GeneratedFile.name(of: long + "b"))
        #expect(GeneratedFile.name(of: "web") == "web.yaml")
    }
}

/// A folder on disk.
@Suite struct GeneratedFolderTests {
    private let scratch: ScratchFolder
    private let folder: GeneratedFolder

    init() throws {
        scratch = try ScratchFolder("out")
        folder = GeneratedFolder(path: scratch.path("out"))
    }

    private func update(_ names: [String]) throws -> GeneratedFolderPlan {
        let generated = GeneratedFolderPlan.Generated(PreviewBench.preview(PreviewBench.set("web", names)))
        return try folder.update { () throws(GeneratedFolder.Failure) in
            GeneratedFolderPlan(
                generated,
                present: try folder.present(generated.files),
                limit: (DeletionLimit(), false)
            )
        }
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path("out")).sorted() }
    }

    @Test func onlyWhatDiffersIsWritten() throws {
        _ = try update(["eu", "us"])
        #expect(try names == ["web-eu.yaml", "web-us.yaml"])
        let before = try FileManager.default.attributesOfItem(atPath: scratch.path("out/web-eu.yaml"))[
            .systemFileNumber
        ]
        let again = try update(["eu", "us"])
        #expect(again.isInSync)
        #expect(again.unchanged == 2)
        let after = try FileManager.default.attributesOfItem(atPath: scratch.path("out/web-eu.yaml"))[.systemFileNumber]
        #expect(before as? Int == after as? Int)
        try scratch.write("out/web-us.yaml", try scratch.text("out/web-us.yaml") + "# edited\n")
        #expect(try update(["eu", "us"]).changed.map(\.name) == ["web-us.yaml"])
        #expect(try !scratch.text("out/web-us.yaml").contains("edited"))
    }

    @Test func somebodyElsesFilesStay() throws {
        try scratch.write("out/README.md", "mine")
        try scratch.write("out/kustomization.yaml", "resources: []\n")
        try scratch.write("out/web-us.yaml", "kind: Application\n")
        try scratch.write("out/sub/web-old.yaml", "# fleet app generate: ApplicationSet argocd/web\n")
        try scratch.write("target.yaml", "# fleet app generate: ApplicationSet argocd/web\n")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path("out/link.yaml"),
            withDestinationPath: scratch.path("target.yaml")
        )
        let plan = try update(["eu", "us"])
        #expect(plan.obstructed == ["web-us.yaml"])
        #expect(plan.removed == [])
        #expect(try scratch.text("out/web-us.yaml") == "kind: Application\n")
        #expect(try names == ["README.md", "kustomization.yaml", "link.yaml", "sub", "web-eu.yaml", "web-us.yaml"])
        #expect(scratch.has("target.yaml"))
    }

    @Test func aLinkInPlaceOfAFileIsNotWrittenThrough() throws {
        try scratch.write("target.yaml", "# fleet app generate: ApplicationSet argocd/web\n")
        try scratch.makeFolder("out")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path("out/web-eu.yaml"),
            withDestinationPath: scratch.path("target.yaml")
        )
        #expect(try update(["eu"]).obstructed == ["web-eu.yaml"])
        #expect(try scratch.text("target.yaml") == "# fleet app generate: ApplicationSet argocd/web\n")
    }

    @Test func whatAKilledRunLeftIsNoHindrance() throws {
        try scratch.write("out/.fleet-app-generate.tmp", "half")
        _ = try update(["eu"])
        #expect(try names == ["web-eu.yaml"])
    }

    @Test func aFileInPlaceOfTheFolderIsSaid() throws {
        try scratch.write("out", "")
        #expect(throws: GeneratedFolder.Failure(description: "\(scratch.path("out")): the folder can not be made")) {
            _ = try update(["eu"])
        }
    }
}
