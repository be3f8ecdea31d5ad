import FleetHTTP
import Testing

@Suite
struct ResponseCollectorTests {
    private func collector(limit: Int = 1000) -> ResponseCollector {
        ResponseCollector(host: "host:1", limit: limit, keepsBody: true)
    }

    /// Feeds lines as libcurl does, one at a time with its line end, and answers after which ones a head was whole.
    private func feed(_ lines: [String], to collector: inout ResponseCollector) throws -> [Int] {
        var whole: [Int] = []
        for (index, line) in lines.enumerated() {
            let bytes = Array((line + "\r\n").utf8)
            if try bytes.withUnsafeBytes({ try collector.take(headerLine: $0) }) { whole.append(index) }
        }
        return whole
    }

    @Test
    func onlyTheFinalHeadCounts() throws {
        var collector = collector()
        let lines = ["HTTP/1.1 100 Continue", "A: 1", "", "HTTP/2 200", "b:2", "B:", "", "Trailer: 3", ""]
        let whole = try feed(lines, to: &collector)
        #expect(whole == [6])
        #expect(collector.status == 200)
        #expect(collector.headers.map { "\($0.name)=\($0.value)" } == ["b=2", "B="])
    }

    @Test
    func oddLinesDoNoHarm() throws {
        var collector = collector()
        let lines = [
            "HTTP/1.1 404", " folded into nothing", "no colon", "A: one", "\t  two  ", ": nameless", "C: a:b", "",
        ]
        let whole = try feed(lines, to: &collector)
        #expect(whole == [7])
        #expect(collector.status == 404)
        #expect(collector.headers["a"] == "one two")
        #expect(collector.headers["C"] == "a:b")
    }

    @Test
    func headIsBounded() throws {
        var collector = collector()
        let line = "X: " + String(repeating: "x", count: 100_000)
        let expected = HTTPError.other(code: 0, text: "the header of host:1 has more than 1048576 bytes")
        #expect(throws: expected) { try feed([String](repeating: line, count: 11), to: &collector) }
    }

    @Test
    func bodyIsBounded() throws {
        var collector = collector(limit: 5)
        _ = try feed(["HTTP/1.1 200 OK", ""], to: &collector)
        try [1, 2, 3].withUnsafeBytes { try collector.take(body: UnsafeRawBufferPointer(rebasing: $0[..<3])) }
        try [4, 5].withUnsafeBytes { try collector.take(body: UnsafeRawBufferPointer(rebasing: $0[..<2])) }
        #expect(collector.receivedBytes == 5)
        #expect(collector.body.count == 5)
        #expect(throws: HTTPError.tooLarge(host: "host:1", limit: 5)) {
            try [6].withUnsafeBytes { try collector.take(body: UnsafeRawBufferPointer(rebasing: $0[..<1])) }
        }
    }

    @Test
    func wildLengthReservesNothingWild() throws {
        var collector = ResponseCollector(host: "host:1", limit: .max, keepsBody: true)
        _ = try feed(["HTTP/1.1 200 OK", "Content-Length: 9000000000000000000", ""], to: &collector)
        try [UInt8](repeating: 1, count: 3).withUnsafeBytes { try collector.take(body: $0) }
        #expect(collector.body == [1, 1, 1])
        #expect(collector.body.capacity < 1 << 28)
    }
}
