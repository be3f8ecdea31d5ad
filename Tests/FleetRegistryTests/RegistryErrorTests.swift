import FleetRegistry
import Testing

@Suite struct RegistryErrorTests {
    @Test(
        arguments: [
            (
                .clusterExists(name: "eu-1"),
                "cluster \"eu-1\" is registered already; see \"fleet cluster get eu-1\""
            ),
            (
                .unknownCluster(name: "eu-1"),
                "cluster \"eu-1\" is not registered; see \"fleet cluster list\""
            ),
            (
                .ambiguousServer(server: "https://a", clusters: ["one", "two"]),
                "server \"https://a\" is the address of several clusters (one, two); say which one by its name"
            ),
            (
                .clusterInUse(name: "eu-1", by: .run(7), until: 1),
                "cluster \"eu-1\" is in use by \"fleet sync\" (process 7 on host build-3); try again when that has ended"
            ),
            (
                .leaseLost(cluster: "eu-1", to: .run(7)),
                "the lease of cluster \"eu-1\" ran out and was taken over by \"fleet sync\" (process 7 on host build-3)"
            ),
            (
                .leaseLost(cluster: "eu-1", to: nil),
                "the lease of cluster \"eu-1\" is not held any more"
            ),
            (
                .unknownOperation(id: 3),
                "there is no operation 3; see \"fleet operation list\""
            ),
            (
                .unknownStep(id: 3),
                "there is no step 3 in the journal"
            ),
            (
                .operationFinished(id: 3, phase: .succeeded),
                "operation 3 has ended (Succeeded); start a new one"
            ),
            (
                .operationRunning(id: 3, by: .run(7)),
                "operation 3 is still carried out by \"fleet sync\" (process 7 on host build-3); wait for it or cancel it"
            ),
            (
                .newerSchema(path: "/s/fleet.db", found: 2, known: 1),
                "state file \"/s/fleet.db\" has schema version 2, this fleet knows up to 1; "
                    + "use the newer fleet that wrote it, or another file with --state"
            ),
            (
                .notDatabase(path: "/s/fleet.db"),
                "state file \"/s/fleet.db\" is not an SQLite database; name another file with --state"
            ),
            (
                .foreignDatabase(path: "/s/fleet.db"),
                "state file \"/s/fleet.db\" is the database of another program; name another file with --state"
            ),
            (
                .corrupted(path: "/s/fleet.db", detail: "database disk image is malformed"),
                "state file \"/s/fleet.db\" is damaged (database disk image is malformed); "
                    + "restore it from a backup, or move it away to start anew"
            ),
            (
                .readOnly(path: "/s/fleet.db"),
                "state file \"/s/fleet.db\" can not be written; check the permissions of the file and its folder"
            ),
            (
                .diskFull(path: "/s/fleet.db"),
                "no space is left to write state file \"/s/fleet.db\"; nothing was changed"
            ),
            (
                .busy(path: "/s/fleet.db"),
                "state file \"/s/fleet.db\" was locked by another process for too long; try again"
            ),
            (
                .cannotOpen(path: "/s/fleet.db", reason: "unable to open database file"),
                "state file \"/s/fleet.db\" can not be opened: unable to open database file"
            ),
            (
                .sqlite(path: "/s/fleet.db", code: 1, message: "no such table: cluster"),
                "state file \"/s/fleet.db\": SQLite error 1: no such table: cluster"
            ),
        ] as [(RegistryError, String)]
    )
    func messageNamesTheThingAndTheWayOut(_ error: RegistryError, _ message: String) {
        #expect(error.description == message)
    }
}
