import HTTPTypes
import Postgres
import Testing

@testable import Web

@Suite struct ProblemTests {
  private let catalog = ProblemCatalog([.thingFull, .permissionMissing, .thingHidden])

  @Test(arguments: [
    ("57014", "unavailable"), ("55P03", "unavailable"), ("40001", "unavailable"), ("40P01", "unavailable"),
    ("25006", "unavailable"), ("08006", "unavailable"), ("53300", "unavailable"), ("57P01", "unavailable"),
    ("23505", "internal_error"), ("42P01", "internal_error"), ("22P02", "internal_error"),
    ("XX000", "internal_error"),
    ("25P02", "internal_error"), ("57000", "internal_error"), ("", "internal_error"), (nil, "internal_error"),
  ])
  func judgesByTheState(state: String?, code: String) {
    for constraint in [nil, "things_pkey"] {
      let error = PostgresError(.server, sqlState: state, constraint: constraint, message: "swordfish")
      #expect(catalog.problem(for: error).type.code == code)
    }
  }

  @Test(
    arguments: [
      (.unavailable, "unavailable"), (.connectionLost, "unavailable"), (.overloaded, "unavailable"),
      (.deadlineExceeded, "unavailable"), (.cancelled, "unavailable"), (.decoding, "internal_error"),
    ] as [(PostgresError.Kind, String)])
  func judgesByTheKind(kind: PostgresError.Kind, code: String) {
    let problem = catalog.problem(for: PostgresError(kind, constraint: "thing_full", message: "swordfish"))
    #expect(problem.type.code == code)
    #expect(problem.detail == nil)
    #expect(problem.headers.map(\.name) == (code == "unavailable" ? [.retryAfter] : []))
  }

  @Test(arguments: ["23505", "23514", "P0001", "57014"])
  func aKnownConstraintIsItsProblem(state: String) {
    let error = PostgresError(
      .server, sqlState: state, constraint: "thing_full", message: "swordfish", detail: "Key (x)=(swordfish)")
    let problem = catalog.problem(for: error)
    #expect(problem.type == .thingFull)
    #expect(problem.detail == nil)
    #expect(problem.members.isEmpty)
  }

  @Test func aMissingPermissionIsNamed() {
    var error = PostgresError(.server, sqlState: "42501", constraint: "permission_missing", message: "")
    #expect(catalog.problem(for: error).members.isEmpty)
    error.detail = "clients.view"
    let json = catalog.problem(for: error).json(requestID: "r", base: "")
    #expect(json["required_permission"] == "clients.view")
  }

  @Test func theFirstTypeOfACodeCounts() {
    let again = ProblemType("thing_full", 410, "Another", "Another.")
    let catalog = ProblemCatalog([.thingHidden, .thingFull, again])
    #expect(catalog.types == [.thingFull, .thingHidden])
    #expect(catalog.type("thing_full") == .thingFull)
    #expect(catalog.type("THING_FULL") == nil)
  }

  @Test func aProblemIsWrittenWhole() {
    var problem = Problem(.thingFull, "3 of 3", faults: [Fault("required", "Give it.", at: "/a~1b")])
    problem.members = [("waitlist_url", "/w")]
    #expect(
      problem.json(requestID: "r-1", base: "https://gym.example") == [
        "type": "https://gym.example/problems/thing_full", "title": "No <place> \"left\" & right",
        "status": 409,
        "code": "thing_full", "detail": "3 of 3", "request_id": "r-1", "retryable": false,
        "waitlist_url": "/w",
        "errors": [["pointer": "#/a~1b", "code": "required", "detail": "Give it."]],
      ])
    problem.concernsQuery = true
    #expect(
      problem.json(requestID: "", base: "")["errors"] == [
        ["parameter": "/a~1b", "code": "required", "detail": "Give it."]
      ])
  }

  @Test(arguments: [(503, true), (429, true), (500, false), (409, false)])
  func onlyPassingProblemsAreRetryable(status: Int, retryable: Bool) {
    let json = Problem(ProblemType("x", status, "t", "a")).json(requestID: "", base: "")
    #expect(json["retryable"] == .bool(retryable))
    #expect(json["detail"] == "t")
  }

  @Test func theMarkdownListsAllTypesByCode() {
    let lines = catalog.markdown().split(separator: "\n")
    #expect(
      lines.filter { $0.hasPrefix("| `") }.map { $0.split(separator: "`")[1] } == [
        "permission_missing", "thing_full", "thing_hidden",
      ])
    #expect(lines.contains("| `thing_hidden` | 404 | Hidden | Look elsewhere. |"))
  }
}
