import FleetHTTP
import FleetValue
import Testing

@testable import FleetKube

struct FieldConflictTests {
    @Test(arguments: [
        (#"conflict with "kubectl""#, "kubectl", false),
        (#"conflict with "kubectl-edit" using apps/v1"#, "kubectl-edit", true),
        (#"conflict with "kubectl" using v1 at 2020-01-02T03:04:05Z"#, "kubectl", true),
        (
            #"conflict with "kube-controller-manager" with subresource "status" using apps/v1"#,
            "kube-controller-manager", true
        ),
        (#"conflict with "flux" with subresource "scale""#, "flux", false),
        (#"conflict with "a \"using\" b\\c\tü\u00e9\x41""#, "a \"using\" b\\c\tüéA", false),
        ("conflict with somebody", "", false),
        (#"conflict with "open"#, "", false),
    ])
    func readsWhoOwnsAField(_ message: String, _ manager: String, _ isUpdate: Bool) {
        let conflict = FieldConflict(field: ".spec.replicas", message: message)
        #expect(conflict.manager == manager)
        #expect(conflict.isUpdate == isUpdate)
        #expect(conflict.message == message)
    }
}

struct KubeErrorTests {
    private func request(secret: Bool = false) -> APIRequest {
        var request = APIRequest(
            path: "/apis/apps/v1/namespaces/web/deployments/a",
            safety: .once,
            place: RequestPlace(
                cluster: "eu",
                action: "apply",
                subject: secret ? "Secret web/a" : "Deployment.apps web/a"
            )
        )
        request.kindText = "apps/v1 Deployment"
        request.isSecret = secret
        return request
    }

    private func error(
        _ status: Int,
        _ body: String,
        secret: Bool = false,
        headers: [HTTPHeaders.Field] = []
    ) -> KubeError {
        let response = HTTPResponse(status: status, headers: HTTPHeaders(headers), body: Array(body.utf8))
        return KubeError(response, to: request(secret: secret), hint: "the hint")
    }

    private static func status(_ reason: String, _ message: String, details: String = "{}") -> String {
        """
        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"\(reason)",
        "message":\(JSONWriter.text(of: .string(message))),"details":\(details)}
        """
    }

    @Test(arguments: [
        (401, status("Unauthorized", "Unauthorized"), "unauthorized: the hint"),
        (403, status("Forbidden", "user x cannot"), "forbidden: user x cannot"),
        (
            404, status("NotFound", "deployments.apps \"a\" not found", details: #"{"name":"a"}"#),
            "not found: deployments.apps \"a\" not found"
        ),
        (
            404, status("NotFound", "namespaces \"web\" not found", details: #"{"name":"web","kind":"namespaces"}"#),
            "not found: namespaces \"web\" not found"
        ),
        (
            404, status("NotFound", "the server could not find the requested resource"),
            "the server does not serve apps/v1 Deployment; is its CustomResourceDefinition installed?"
        ),
        (
            404, "404 page not found\n",
            "the server does not serve apps/v1 Deployment; is its CustomResourceDefinition installed?"
        ),
        (409, status("AlreadyExists", "it exists"), "already exists: it exists"),
        (409, status("Conflict", "it was modified"), "conflict: it was modified"),
        (410, status("Expired", "too old"), "gone: too old"),
        (429, status("TooManyRequests", "slow down"), "too many requests: slow down"),
        (500, status("ServerTimeout", "try later"), "unavailable (500): try later"),
        (500, status("InternalError", "boom\nbang"), "rejected (500): boom bang"),
        (503, "upstream connect error", "unavailable (503): upstream connect error"),
        (
            504, "<html>\n<h1>Gateway</h1>",
            "unavailable (504): the answer is a web page, not Kubernetes; something stands in between"
        ),
        (502, "", "unavailable (502): no explanation given"),
        (400, status("BadRequest", "unknown field"), "bad request: unknown field"),
        (415, status("UnsupportedMediaType", ""), "rejected (415): UnsupportedMediaType"),
        (302, "", "rejected (302): the server redirects to https://login"),
    ])
    func saysWhatWentWrong(_ status: Int, _ body: String, _ expected: String) {
        let headers = [HTTPHeaders.Field(name: "Location", value: "https://login")]
        #expect(
            "\(error(status, body, headers: headers))" == "cluster \"eu\": apply Deployment.apps web/a: " + expected
        )
    }

    @Test func listsWhoOwnsTheFields() {
        let body = Self.status(
            "Conflict",
            "Apply failed with 2 conflicts",
            details: """
                {"causes":[
                {"reason":"FieldManagerConflict","message":"conflict with \\"kubectl\\" using v1","field":".spec.replicas"},
                {"reason":"FieldManagerConflict","message":"conflict with \\"flux\\"","field":".data.x"}]}
                """
        )
        let conflict = error(409, body)
        guard case .applyConflict(_, let conflicts) = conflict else {
            Issue.record("\(conflict)")
            return
        }
        #expect(conflicts.map(\.manager) == ["kubectl", "flux"])
        #expect(conflicts.map(\.isUpdate) == [true, false])
        #expect(
            "\(conflict)" == "cluster \"eu\": apply Deployment.apps web/a: owned by another field manager: "
                + ".spec.replicas (owned by \"kubectl\"), .data.x (owned by \"flux\")"
        )
    }

    @Test func keepsTheCausesOfInvalidContent() {
        let causes =
            #"{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: -1","field":"spec.replicas"}]}"#
        let invalid = error(422, Self.status("Invalid", "Deployment is invalid", details: causes))
        let fault = FieldFault(field: "spec.replicas", reason: "FieldValueInvalid", message: "Invalid value: -1")
        #expect(invalid == .invalid(request().place, message: "Deployment is invalid", causes: [fault]))
    }

    @Test func tellsHowLongTheServerWantsToBeLeftAlone() {
        let headers = [HTTPHeaders.Field(name: "Retry-After", value: "3")]
        #expect(
            error(429, "{}", headers: headers)
                == .tooManyRequests(request().place, message: "{}", retryAfter: .seconds(3))
        )
    }

    /// Messages that quote values, as real servers and webhooks write them.
    @Test(arguments: [
        (422, status("Invalid", "Secret \"a\" is invalid: data[hunter2]: Invalid value: \"hunter2\"")),
        (400, status("BadRequest", "error decoding: .data.password: expected string, got &{Value:hunter2}")),
        (403, status("Forbidden", "admission webhook \"x\" denied the request: password hunter2 is weak")),
        (403, status("Forbidden", "secrets \"a\" is forbidden: User \"x\" hunter2 admission webhook")),
        (500, status("InternalError", "failed to create typed patch object: hunter2")),
        (409, status("Conflict", "something about hunter2")),
        (503, "hunter2"),
        (429, status("TooManyRequests", "hunter2")),
    ])
    func neverRepeatsWhatMayQuoteASecret(_ status: Int, _ body: String) {
        let error = error(status, body, secret: true)
        #expect(!"\(error)".contains("hunter2"))
        #expect(!"\(String(reflecting: error))".contains("hunter2"))
        #expect("\(error)".contains("the server's message is withheld, since it may quote the Secret's data"))
    }

    @Test(arguments: [
        (403, status("Forbidden", "secrets \"a\" is forbidden: User \"jane\" cannot patch resource")),
        (404, status("NotFound", "namespaces \"web\" not found", details: #"{"name":"web"}"#)),
        (409, status("AlreadyExists", "secrets \"a\" already exists")),
        (409, status("Conflict", "Operation cannot be fulfilled on secrets \"a\": the object has been modified")),
    ])
    func repeatsWhatTheServerSaysOfNames(_ status: Int, _ body: String) throws {
        let message = try #require(APIStatus(body: Array(body.utf8))).message
        #expect("\(error(status, body, secret: true))".hasSuffix(message))
    }

    @Test func anInvalidSecretNamesItsFields() {
        let causes =
            #"{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: \"hunter2\"","field":"data[x]"}]}"#
        let error = error(422, Self.status("Invalid", "hunter2", details: causes), secret: true)
        #expect(
            "\(error)" == "cluster \"eu\": apply Secret web/a: invalid: data[x] (FieldValueInvalid); "
                + "the server's message is withheld, since it may quote the Secret's data"
        )
        #expect(!"\(String(reflecting: error))".contains("hunter2"))
    }

    @Test func longListsOfConflictsAreCut() {
        let conflicts = (0..<10).map { FieldConflict(field: ".f\($0)", message: #"conflict with "m""#) }
        let text = "\(KubeError.applyConflict(request().place, conflicts))"
        #expect(text.hasSuffix(".f7 (owned by \"m\") and 2 more"))
    }
}
