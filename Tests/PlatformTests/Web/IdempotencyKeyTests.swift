import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

@Suite struct IdempotencyKeyTests {
  private static let api: API = {
    var api = API()
    api.chapter("Things")
    api.add(
      .post, "/v1/payments", "createPayment", summary: "Pay", needs: .member, requiresKey: true
    ) {
      (_: Call<NoInput>, _: Transaction) in NoContent()
    }
    api.add(.post, "/v1/payments/{id}/notes", "addNote", summary: "Note", needs: .member) {
      (_: Call<NoInput>) in Query<One<Part>>.one("select 1")
    }
    api.add(.post, "/v1/own", "createOwn", summary: "Own", needs: .signedIn) {
      (_: Call<NoInput>, _: Transaction) in NoContent()
    }
    api.add(.post, "/v1/open", "createOpen", summary: "Open", needs: .open) {
      (_: Call<NoInput>, _: Database) in NoContent()
    }
    api.add(.put, "/v1/payments/{id}", "putPayment", summary: "Put", needs: .member) {
      (_: Call<NoInput>, _: Transaction) in NoContent()
    }
    return api
  }()

  private func operation(_ id: String) throws -> Web.Operation {
    try #require(Self.api.operations.first { $0.id == id })
  }

  @Test func onlyPostsOfAnOrganizationTakeAKey() throws {
    #expect(Self.api.operations.filter(\.takesKey).map(\.id) == ["createPayment", "addNote"])
  }

  @Test func theDocumentSaysWhichTakeAKey() throws {
    let paths = try OpenAPIDocument(Self.api, version: "1").json()["paths"]
    func header(_ path: String, _ method: String = "post") -> JSONValue? {
      guard case .array(let all)? = paths?[path]?[method]?["parameters"] else { return nil }
      return all.first { $0["name"] == "Idempotency-Key" }
    }
    #expect(header("/v1/payments")?["required"] == true && header("/v1/payments")?["in"] == "header")
    #expect(header("/v1/payments/{id}/notes")?["required"] == false)
    #expect(
      header("/v1/own") == nil && header("/v1/open") == nil && header("/v1/payments/{id}", "put") == nil)
    #expect(try operation("createPayment").problems.contains(.idempotencyKeyRequired))
    #expect(try !operation("addNote").problems.contains(.idempotencyKeyRequired))
    #expect(try operation("addNote").problems.contains(.idempotencyKeyReused))
  }

  @Test func whereItIsRequiredItsAbsenceIsNamed() async throws {
    let sample = try Sample(api: Self.api)
    let answer = await sample.send(.post, "/v1/payments", [.authorization: "Bearer member"])
    #expect(answer.status == .badRequest && answer.code == "idempotency_key_required")
    #expect(sample.record.undeclared.isEmpty)
  }

  @Test func openOperationsLookAtNoKey() async throws {
    let answer = try await Sample(api: Self.api).send(.post, "/v1/open", [.idempotencyKey: "nonsense"])
    #expect(answer.status == .noContent)
  }
}
