import FleetGenerators
import FleetModel
import FleetValue
import Foundation

/// Applications a second of one ApplicationSet in Go's template language, 10,000 in all with six expressions each,
/// without and with a `templatePatch`; and the time for each against that of Go's own `text/template`, which parses and
/// runs the same six expressions for each Application, as Argo CD does.
///
/// Go is given little: a program with nothing but the templates and the two functions they call, and no documents to
/// walk through. Where there is no `go`, that comparison is passed over with a word.
struct GoTemplateBenchmark: Benchmark {
    static let name = "gotemplate"

    private static let count = 10_000

    func run() throws -> [Measurement] {
        let plain = try Self.applicationSet(patch: nil)
        let patched = try Self.applicationSet(patch: Self.patch)
        let sink = try Sink()
        let times = try Stopwatch.shortest(
            rounds: 5,
            { try Self.generate(plain, into: sink) },
            { try Self.generate(patched, into: sink) }
        )
        var measurements = [
            Measurement(
                name: "gotemplate",
                value: Double(Self.count) / times.subject,
                unit: "apps/s",
                peer: 40_000,
                limit: .atLeast(1)
            ),
            Measurement(
                name: "gotmpl-patch",
                value: Double(Self.count) / times.peer,
                unit: "apps/s",
                peer: 10_000,
                limit: .atLeast(1)
            ),
        ]
        if let go = try Self.secondsOfGo() {
            measurements.append(
                Measurement(
                    name: "gotmpl-vs-go",
                    value: times.subject * 1e6 / Double(Self.count),
                    unit: "us/app",
                    peer: go * 1e6 / Double(Self.count),
                    limit: .atMost(1)
                )
            )
        } else {
            print("gotmpl-vs-go  skipped: there is no go on this machine")
        }
        return measurements
    }

    private static func generate(_ set: ApplicationSet, into sink: Sink) throws {
        var made = 0
        try ApplicationSetGenerator(applicationSet: set).render(GeneratorInputs()) { generated in
            guard generated.problems.isEmpty else { throw generated.problems[0] }
            sink.write(JSONWriter.bytes(of: generated.manifest.value))
            made += 1
        }
        sink.flush()
        guard made == count else { throw GenerateProblem.wrongCount(made) }
    }

    // MARK: Input

    private static let expressions = [
        "{{ .cluster }}-web",
        "{{ .env }}",
        "{{ if eq .env \"production\" }}gold{{ else }}silver{{ end }}",
        "apps/web/{{ printf \"%s-%s\" .env .region }}",
        "{{ .server }}",
        "{{ .cluster | upper | lower }}",
    ]

    private static let patch = """
        metadata:
          annotations:
            example.com/tier: '{{ if eq .env "production" }}gold{{ else }}silver{{ end }}'
        {{- if eq .env "production" }}
        spec:
          syncPolicy:
            automated: {prune: true}
        {{- end }}
        """

    private static func element(_ number: Int) -> Value {
        [
            "cluster": .string("cluster-\(number)"),
            "server": .string("https://cluster-\(number).fleet.example.com:6443"),
            "env": number % 5 == 0 ? "staging" : "production",
            "region": .string(["eu-west-1", "eu-central-1", "us-east-1"][number % 3]),
        ]
    }

    private static func applicationSet(patch: String?) throws -> ApplicationSet {
        var spec: Value = [
            "goTemplate": true,
            "goTemplateOptions": ["missingkey=error"],
            "generators": [["list": ["elements": .array((0..<count).map(element))]]],
            "template": [
                "metadata": [
                    "name": .string(expressions[0]),
                    "labels": ["env": .string(expressions[1]), "tier": .string(expressions[2])],
                ],
                "spec": [
                    "project": "default",
                    "source": [
                        "repoURL": "https://git.example.com/platform/apps.git",
                        "path": .string(expressions[3]),
                        "targetRevision": "HEAD",
                    ],
                    "destination": ["server": .string(expressions[4]), "namespace": .string(expressions[5])],
                    "syncPolicy": ["syncOptions": ["CreateNamespace=true", "ServerSideApply=true"]],
                ],
            ],
        ]
        if let patch { spec["templatePatch"] = .string(patch) }
        return try ApplicationSet(decoding: [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "ApplicationSet",
            "metadata": ["name": "web", "namespace": "argocd"],
            "spec": spec,
        ])
    }

    // MARK: Go

    /// The shortest of five times that Go takes for the expressions of all Applications; nil without Go.
    private static func secondsOfGo() throws -> Double? {
        guard let go = Executable.find("go") else { return nil }
        let folder = FileManager.default.temporaryDirectory.appending(path: "fleet-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(program.utf8).write(to: folder.appending(path: "main.go"))
        let process = Process()
        process.executableURL = go
        process.arguments = ["run", "main.go"]
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging([
            "GO111MODULE": "off", "GOFLAGS": "", "GOMAXPROCS": "1", "GOCACHE": folder.appending(path: "cache").path,
        ]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, let nanoseconds = Double(text.split(separator: "\n").last ?? "") else {
            throw GenerateProblem.failed(command: "go run", text)
        }
        return nanoseconds / 1e9
    }

    private static let program = """
        package main

        import (
        	"bytes"
        	"fmt"
        	"strings"
        	"text/template"
        	"time"
        )

        var expressions = []string{
        \(expressions.map { "\t`\($0)`," }.joined(separator: "\n"))
        }

        func main() {
        	functions := template.FuncMap{"lower": strings.ToLower, "upper": strings.ToUpper}
        	regions := []string{"eu-west-1", "eu-central-1", "us-east-1"}
        	sets := make([]map[string]interface{}, \(count))
        	for i := range sets {
        		env := "production"
        		if i%5 == 0 {
        			env = "staging"
        		}
        		sets[i] = map[string]interface{}{
        			"cluster": fmt.Sprintf("cluster-%d", i),
        			"server":  fmt.Sprintf("https://cluster-%d.fleet.example.com:6443", i),
        			"env":     env,
        			"region":  regions[i%3],
        		}
        	}
        	best := time.Duration(1 << 62)
        	for round := 0; round < 5; round++ {
        		start := time.Now()
        		size := 0
        		for _, set := range sets {
        			for _, expression := range expressions {
        				parsed, err := template.New("base").Funcs(functions).Parse(expression)
        				if err != nil {
        					panic(err)
        				}
        				parsed = parsed.Option("missingkey=error")
        				var output bytes.Buffer
        				if err := parsed.Execute(&output, set); err != nil {
        					panic(err)
        				}
        				size += len(output.String())
        			}
        		}
        		if elapsed := time.Since(start); size > 0 && elapsed < best {
        			best = elapsed
        		}
        	}
        	fmt.Println(best.Nanoseconds())
        }
        """
}
