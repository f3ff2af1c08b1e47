import Foundation
import Postgres

@testable import Web

extension API {
  /// Every verb, input and access that an operation can have.
  static let sample: API = {
    var api = API()
    api.chapter("Things")
    api.add(
      .get, "/v1/things", "listThings", summary: "List things", needs: .open, problems: [.cursorMismatch]
    ) {
      (call: Call<ThingFilter>, _: Database) in try seen(call)
    }
    api.add(
      .get, "/v1/others", "listOthers", summary: "List others", needs: .open, problems: [.cursorMismatch]
    ) {
      (call: Call<ThingFilter>, _: Database) in try seen(call)
    }
    api.add(.post, "/v1/things", "createThing", summary: "Create a thing", needs: .open, success: .created) {
      (call: Call<NewThing>, _: Database) in
      Thing(
        id: call.context.newID(), displayName: call.input.displayName, quantity: call.input.quantity,
        madeAt: call.input.madeAt, main: call.input.main)
    }
    api.add(.get, "/v1/things/special", "getSpecial", summary: "Special", needs: .open) {
      (call: Call<NoInput>, _: Database) in seen(call)
    }
    api.add(.get, "/v1/things/{id}", "getThing", summary: "Get a thing", needs: .open) {
      (call: Call<NoInput>, _: Database) in seen(call)
    }
    api.add(.put, "/v1/things/{id}", "putThing", summary: "Replace", needs: .open, success: .accepted) {
      (call: Call<NewThing>, _: Database) in NoContent()
    }
    api.add(.delete, "/v1/things/{id}", "deleteThing", summary: "Delete a thing", needs: .open) {
      (_: Call<NoInput>, _: Database) in NoContent()
    }
    api.add(.patch, "/v1/things/{id}/parts", "changePart", summary: "Change", needs: .open) {
      (call: Call<Part>, _: Database) in NoContent()
    }
    api.chapter("People")
    api.add(.get, "/v1/me", "getMe", summary: "Me", needs: .signedIn) {
      (call: Call<NoInput>, _: Database) in seen(call)
    }
    api.add(.get, "/v1/ours", "getOurs", summary: "Ours", needs: .member) {
      (call: Call<NoInput>, _: Database) in seen(call)
    }
    api.add(.get, "/v1/rows", "listRows", summary: "Rows", needs: .permission("things.view")) {
      (_: Call<NoInput>) in Query<List<Part>>.list("select 1")
    }
    api.add(.post, "/v1/steps", "takeSteps", summary: "Steps", needs: .permission("things.create")) {
      (_: Call<NoInput>, tx: Transaction) in
      try await tx.execute("select 1")
      return NoContent()
    }
    api.add(.post, "/v1/failures", "fail", summary: "Fail", needs: .open, problems: [.thingFull]) {
      (call: Call<Failing>, _: Database) in
      try fail(call.input.way)
      return NoContent()
    }
    return api
  }()

  private static func seen(_ call: Call<ThingFilter>) throws -> Seen {
    let paging = try call.paging()
    let next = paging.seal(CursorPosition(value: "last \(paging.limit)", id: call.id))
    return Seen(
      id: call.id, user: nil, organization: nil, after: paging.after?.value, next: next,
      requestID: call.context.requestID)
  }

  private static func seen(_ call: Call<NoInput>) -> Seen {
    Seen(
      id: call.id, user: call.caller?.user, organization: call.caller?.organization, after: nil, next: "",
      requestID: call.context.requestID)
  }

  private static func fail(_ way: Failing.Way) throws {
    switch way {
    case .declared: throw Problem(.thingFull, "All 3 places are taken.")
    case .undeclared: throw Problem(.thingHidden)
    case .secret: throw Secret()
    case .cancelled: throw CancellationError()
    case .lost: throw PostgresError(.connectionLost, message: "swordfish")
    case .constraint:
      throw PostgresError(.server, sqlState: "23505", constraint: "thing_full", message: "swordfish")
    case .permission:
      throw PostgresError(
        .server, sqlState: "42501", constraint: "permission_missing", message: "swordfish",
        detail: "things.fail")
    case .fault:
      throw PostgresError(
        .server, sqlState: "42P01", message: "swordfish", detail: "swordfish", table: "things")
    }
  }
}
