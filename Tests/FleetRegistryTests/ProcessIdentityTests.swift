import FleetRegistry
import Foundation
import Testing

@Suite struct ProcessIdentityTests {
    private let current = ProcessIdentity.current()

    @Test func thisProcessLives() {
        #expect(current.pid == ProcessInfo.processInfo.processIdentifier)
        #expect(!current.host.isEmpty)
        #expect(!current.boot.isEmpty)
        #expect(Int(current.start) != nil)
        #expect(!current.isGone())
        #expect(ProcessIdentity.current() == current)
    }

    @Test func endedProcessIsGone() throws {
        let child = Process()
        child.executableURL = URL(filePath: "/bin/sleep")
        child.arguments = ["60"]
        try child.run()
        var identity = current
        identity.pid = child.processIdentifier
        identity.start = ""
        #expect(!identity.isGone())
        // Not terminate(): the child did not end by it (Swift 6.3.1).
        kill(child.processIdentifier, SIGKILL)
        child.waitUntilExit()
        #expect(identity.isGone())
    }

    @Test func numberOfANewProcessDoesNotDeceive() {
        var earlier = current
        earlier.start = "1"
        #expect(earlier.isGone())
    }

    @Test func processThatCanNotBeSeenIsNotGone() {
        var elsewhere = current
        elsewhere.host = "another-host"
        elsewhere.start = "1"
        #expect(!elsewhere.isGone())
        elsewhere = current
        elsewhere.boot = "an earlier boot"
        elsewhere.start = "1"
        #expect(!elsewhere.isGone())
    }

    @Test func holdersOfOneProcessDiffer() {
        let holder = LeaseHolder.current(purpose: "fleet sync")
        #expect(holder.process == current)
        #expect(holder.id != LeaseHolder.current(purpose: "fleet sync").id)
        #expect(holder.description == "\"fleet sync\" (process \(current.pid) on host \(current.host))")
    }
}
