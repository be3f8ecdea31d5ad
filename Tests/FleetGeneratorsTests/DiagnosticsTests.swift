import FleetGenerators
import FleetModel
import FleetValue
import FleetYAML
import Testing

@Suite struct DiagnosticsTests {
    private static func findings(_ spec: String, _ inputs: GeneratorInputs = GeneratorInputs()) throws -> [String] {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: web, namespace: argocd}
            spec:

            """
        let lines = spec.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        let document = try YAMLReader.value(in: text + lines.joined(separator: "\n"))
        let generator = try ApplicationSetGenerator(applicationSet: ApplicationSet(decoding: document))
        return generator.diagnostics(inputs).map(\.description)
    }

    private static let template = """
        template:
          metadata: {name: '{{name}}'}
          spec: {source: {repoURL: r, path: p}, destination: {server: s}}
        """

    @Test func soundSetHasNoFindings() throws {
        #expect(try Self.findings("generators: [{list: {elements: [{name: a}]}}]\n" + Self.template) == [])
    }

    @Test func whatGivesNothingIsAWarning() throws {
        let generators = """
            generators:
              - clusters: {selector: {matchLabels: {env: prod}}}
              - list: {elements: [{name: a}]}
                selector: {matchLabels: {name: b}}
              - list: {}
              - matrix:
                  generators:
                    - list: {elements: [{name: b}]}
                    - list: {elements: [{x: c}, {x: d}]}
                      selector: {matchLabels: {x: e}}
              - merge:
                  mergeKeys: [name]
                  generators:
                    - clusters: {selector: {matchLabels: {env: test}}}
                    - list: {elements: [{name: a}]}

            """
        #expect(
            try Self.findings(generators + Self.template) == [
                "warning: spec.generators[0].clusters.selector: matches no cluster",
                "warning: spec.generators[1].selector: matches none of the 1 parameter sets",
                "warning: spec.generators[2].list: gives no parameter sets",
                "warning: spec.generators[3].matrix.generators[1].selector: matches none of the 2 parameter sets",
                "warning: spec.generators[4].merge.generators[0].clusters.selector: matches no cluster",
            ]
        )
    }

    @Test func leftPlaceholdersAndMisspeltFieldsAreWarnings() throws {
        let spec = """
            generators: [{list: {elements: [{name: a}, {name: b}], template: {spec: {sync: x}}}}]
            template:
              metadata: {name: '{{name}}', annotations: {a: '{{ .name }}', b: '{{ $labels.x }}'}}
              spec:
                source: {repoURL: r, path: 'apps/{{path}}'}
                destination: {server: s}
                syncPolicy: {automatd: {}}
            """
        #expect(
            try Self.findings(spec) == [
                "warning: spec.template.spec.syncPolicy.automatd: is not a known field of an Application, and has no effect",
                "warning: spec.generators[0].list.template.spec.sync: is not a known field of an Application, and has "
                    + "no effect",
                "warning: spec.template.metadata.annotations.a: \"{{ .name }}\" is left at spec.generators[0], "
                    + "parameter set 0, and in 1 more Applications: there is no such parameter (Go templates need "
                    + "goTemplate: true)",
                "warning: spec.template.spec.source.path: \"{{path}}\" is left at spec.generators[0], parameter set 0, "
                    + "and in 1 more Applications: there is no such parameter",
            ]
        )
    }

    @Test func missingKeysOfGoTemplatesAreWarnings() throws {
        let spec = """
            goTemplate: true
            generators: [{list: {elements: [{name: a}, {name: b, dir: d}]}}]
            template:
              metadata: {name: '{{.name}}'}
              spec: {source: {repoURL: r, path: 'apps/{{.dir}}'}, destination: {server: s}}
            """
        #expect(
            try Self.findings(spec) == [
                "warning: spec.template.spec.source.path: \"<no value>\" is left at spec.generators[0], parameter set 0: "
                    + "there is no such parameter"
            ]
        )
    }

    @Test func problemsOfApplicationsAreErrors() throws {
        let spec = """
            generators: [{list: {elements: [{name: a}, {name: a}, {name: B}, {name: c, patch: 'spec: {source: null}'}]}}]
            templatePatch: '{{patch}}'

            """
        #expect(try Self.findings(spec + Self.template).first?.hasPrefix("error: spec.generators[0]: ") ?? false)
        let plain = """
            generators: [{list: {elements: [{name: a}, {name: a}, {name: B}]}}]

            """
        let shared = "(spec.generators[0], parameter set 0; spec.generators[0], parameter set 1)"
        #expect(
            try Self.findings(plain + Self.template) == [
                "error: spec.template.metadata.name: spec.generators[0], parameter set 0: application \"a\": "
                    + "ApplicationSet web contains applications with duplicate name: a \(shared)",
                "error: spec.template.metadata.name: spec.generators[0], parameter set 1: application \"a\": "
                    + "ApplicationSet web contains applications with duplicate name: a \(shared)",
                "error: spec.template.metadata: spec.generators[0], parameter set 2: application \"B\": metadata.name: "
                    + "\"B\" must consist of lower case letters, digits, \"-\" and \".\", and start and end with a letter "
                    + "or digit",
            ]
        )
    }

    @Test func openQuestionsAndWrongRulesAreErrors() throws {
        let spec = """
            generators: [{git: {repoURL: r, directories: [{path: /a}, {path: '['}]}}]
            ignoreApplicationDifferences: [{jsonPointers: [a]}]

            """
        #expect(
            try Self.findings(spec + Self.template) == [
                "error: spec.ignoreApplicationDifferences[0].jsonPointers[0]: \"a\" is no JSON pointer: it must begin with "
                    + "\"/\"",
                "error: a question of its generators is not answered",
                "warning: spec.generators[0].git.directories[0].path: matches nothing: folders have no \"/\" or \"./\" "
                    + "before them",
                "warning: spec.generators[0].git.directories[1].path: is no pattern, and matches nothing",
            ]
        )
    }

    @Test func stepsThatSelectNothingAreAWarning() throws {
        let spec = """
            generators: [{list: {elements: [{name: a}]}}]
            strategy:
              type: RollingSync
              rollingSync: {steps: [{}, {matchExpressions: [{key: env, operator: In, values: [prod]}]}]}

            """
        #expect(
            try Self.findings(spec + Self.template) == [
                "warning: spec.strategy.rollingSync: Steps [2] have no applications matching their criteria"
            ]
        )
    }
}
