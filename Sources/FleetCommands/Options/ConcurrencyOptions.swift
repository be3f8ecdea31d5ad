import ArgumentParser

/// How much happens at once, and how long is waited.
struct ConcurrencyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The number of clusters worked on at once. (default: $FLEET_CONCURRENCY, else fleet.yaml, else 64)",
            valueName: "n"
        )
    )
    var concurrency: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds to wait for a connection. (default: $FLEET_CONNECT_TIMEOUT, else 5)",
            valueName: "seconds"
        )
    )
    var connectTimeout: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds that one request may take. (default: $FLEET_REQUEST_TIMEOUT, else 60)",
            valueName: "seconds"
        )
    )
    var requestTimeout: Int?

    func validate() throws {
        for (name, value) in [
            ("--concurrency", concurrency), ("--connect-timeout", connectTimeout),
            ("--request-timeout", requestTimeout),
        ] {
            if let value, value < 1 { throw ValidationError("\(name) \(value): expected at least 1") }
        }
    }
}
