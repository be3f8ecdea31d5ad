import Glibc

/// Runs the benchmarks named on the command line, or all, and prints a line for each measurement.
///
/// Exit status: 0 all limits kept, 1 one was missed, 2 a benchmark failed, 64 there is no such benchmark.
@main
enum FleetBenchmarks {
    /// All benchmarks, in the order in which they run.
    static let all: [any Benchmark.Type] = [
        YAMLBenchmark.self,
        JSONBenchmark.self,
        GenerateBenchmark.self,
        GoTemplateBenchmark.self,
        MatrixBenchmark.self,
        KustomizeBenchmark.self,
    ]

    static func main() {
        let wanted = CommandLine.arguments.dropFirst()
        if let unknown = wanted.first(where: { name in !all.contains { $0.name == name } }) {
            let names = all.map { $0.name }.joined(separator: ", ")
            complain("there is no benchmark \"\(unknown)\"; there are \(names)")
            exit(64)
        }
        var status: Int32 = 0
        for benchmark in all where wanted.isEmpty || wanted.contains(benchmark.name) {
            do {
                for measurement in try benchmark.init().run() {
                    print(measurement.line)
                    if !measurement.isOK { status = max(status, 1) }
                }
            } catch {
                complain("\(benchmark.name): \(error)")
                status = 2
            }
        }
        exit(status)
    }

    private static func complain(_ message: String) {
        let line = Array("fleet-benchmarks: \(message)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
    }
}
