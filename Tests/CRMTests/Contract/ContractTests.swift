import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// What holds for every operation, read from the list of operations itself: a new one is tested by being there.
@Suite struct ContractTests {
  /// One call that succeeds for each operation; the test below fails for an operation without one.
  static let happy = HappyPaths.all

  /// A body that passes, so that what is refused is the person: whoever reads it is told of no fault in it.
  static func body(_ operation: String, _ gym: Gym) -> String {
    switch operation {
    case "switchOrganization": #"{"organization_id": "\#(gym.id)"}"#
    case "createOrganization": #"{"name": "Gym \#(UUID())"}"#
    case "changePassword":
      #"{"current_password": "correct horse", "new_password": "another horse"}"#
    case "stepUp": #"{"password": "correct horse"}"#
    case "confirmSecondFactor": #"{"code": "123456"}"#
    case "beginIdentityLink": #"{"provider": "oidc"}"#
    case "linkIdentity":
      #"{"state": "\#(SecretToken().text)", "login_token": "\#(SecretToken().text)", "code": "x"}"#
    case "discloseMedicalNote": #"{"reason": "Asked"}"#
    case "createRole": #"{"name": "Role \#(UUID())", "permissions": []}"#
    case "recordConsent": #"{"kind": "photos", "status": "given", "source": "paper"}"#
    case "createPrivacyExport", "requestErasure": #"{"client_id": "\#(UUID())"}"#
    case "mergeClients": #"{"client_id": "\#(UUID())"}"#
    case "createClientNote": #"{"body": "Note"}"#
    case "createClientGuardian": #"{"name": "Maria"}"#
    case "createTag": #"{"name": "Tag \#(UUID())", "type": "custom"}"#
    case "createTaggable": #"{"tag_id": "\#(UUID())", "taggable_type": "user", "taggable_id": "\#(UUID())"}"#
    case "replaceClientTags": #"{"tag_ids": []}"#
    case "previewSegment": #"{"rules": {"field": "status", "is": "any_of", "value": ["active"]}}"#
    case "createSegment":
      #"{"name": "S \#(UUID())", "rules": {"field": "visit_count", "is": "at_least", "value": 1}}"#
    case "createSavedFilter":
      #"{"name": "F \#(UUID())", "resource": "clients", "query": {"status": "lead"}, "is_shared": true}"#
    case "createClient": #"{"first_name": "A", "last_name": "B"}"#
    case "createInvitation": #"{"email": "\#(UUID())@example.com", "role": "trainer"}"#
    case "acceptInvitation": #"{"token": "\#(OrganizationToken(organization: gym.id).text)"}"#
    case "claimClient": #"{"organization": "\#(gym.slug)", "code": "23456789"}"#
    case "shareMyProfile": #"{"shares_profile": true}"#
    case "setSpecialties": #"{"tag_ids": []}"#
    case "assignStaffLocations":
      #"{"locations": [{"organization_id": "\#(gym.id)", "role": "staff", "is_primary": true}]}"#
    case "setMyPrimaryOrganization": #"{"organization_id": "\#(gym.id)"}"#
    case "waiveFee": #"{"reason": "Ill"}"#
    case "createQuote": #"{"act": "book", "event_id": "\#(UUID())"}"#
    case "bookSeries": #"{"mode": "per_item"}"#
    case "createCheckIn": #"{"client_id": "\#(UUID())", "source": "search"}"#
    case "createRoom": #"{"name": "Room \#(UUID())"}"#
    case "createProgram": #"{"name": "Program \#(UUID())"}"#
    case "createEvent": #"{"title": "Event", "starts_at": "\#(Gym.start())"}"#
    case "substituteInstructor": #"{"instructor_id": "\#(UUID())"}"#
    case "createCalendarFeed": #"{"kind": "member"}"#
    case "updateImport": #"{"mapping": []}"#
    case "previewEventSeries", "createEventSeries": Gym.weekly()
    default: "{}"
    }
  }

  static func operations() async throws -> [Web.Operation] {
    try await TestInstallation.shared.value.product.api.operations
  }

  @Test func everyOperationHasAHappyPathThatMatchesItsSchema() async throws {
    let installation = try await TestInstallation.shared.value
    let check = SchemaCheck(document: try JSONParser.parse(installation.product.document().utf8))
    let gym = try await Gym.make()
    for operation in try await Self.operations() {
      let call = try #require(Self.happy[operation.id], "no happy path for \(operation.id)")
      let answer = try await call(gym)
      #expect(
        answer.status == operation.success.code,
        "\(operation.id): \(String(decoding: answer.body, as: UTF8.self))")
      let described = check.document["paths"]?[operation.path]?[operation.method.rawValue.lowercased()]?[
        "responses"]?[
          "\(answer.status)"]
      if operation.contentType != "application/json", !answer.body.isEmpty {
        #expect(answer.headers[.contentType] == operation.contentType)
        #expect(described?["content"]?[operation.contentType] != nil)
        continue
      }
      #expect(
        (answer.headers[.eTag] != nil)
          == (operation.maxAge != nil || operation.isVersioned && !answer.body.isEmpty), "\(operation.id)")
      guard let schema = described?["content"]?["application/json"]?["schema"] else {
        #expect(answer.body.isEmpty, "\(operation.id) answers what is not described")
        continue
      }
      #expect(check.faults(answer.json, schema).isEmpty, "\(operation.id)")
    }
  }

  @Test func withoutATokenEveryClosedOperationIs401() async throws {
    let installation = try await TestInstallation.shared.value
    for operation in try await Self.operations() where operation.needs != .open {
      for token in [nil, "", "garbage", "a.b.c"] as [String?] {
        let answer = try await installation.send(
          operation.method.rawValue, operation.path.replacing("{id}", with: UUID().uuidString), token: token,
          json: operation.takesBody ? "{}" : nil)
        #expect(answer.status == 401 && answer.code == "unauthenticated", "\(operation.id)")
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
      }
    }
  }

  @Test func aRoleWithoutThePermissionIs403AndNamesIt() async throws {
    let gym = try await Gym.make()
    for role in Role.allCases {
      let person = try await gym.person(role)
      for operation in try await Self.operations() {
        guard let slug = operation.needs.permission, let permission = Permission(rawValue: slug),
          !permission.roles.contains(role)
        else { continue }
        // A valid body: what is refused is the person, not the input.
        let answer = try await gym.send(
          operation.method.rawValue, operation.path.replacing("{id}", with: UUID().uuidString), as: person,
          json: operation.takesBody ? Self.body(operation.id, gym) : nil, ifMatch: "*")
        #expect(answer.status == 403, "\(operation.id) as \(role)")
        #expect(answer.code == "permission_missing")
        #expect(answer.json["required_permission"]?.string == slug)
      }
    }
  }

  @Test func idsOfAnotherGymAreLikeUnknownOnes() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let foreign = [
      try await other.client("Not", "Yours"), try await other.role("Not yours"), other.owner.user.uuidString,
      other.id.uuidString, UUID().uuidString,
    ]
    for operation in try await Self.operations() where operation.hasPathID {
      // An open one is for whoever has the id, which a mail brought.
      let unknown = operation.needs == .open ? [] : foreign
      for id in unknown + ["1", "%00", "'or'1'='1"] {
        let answer = try await gym.send(
          operation.method.rawValue, operation.path.replacing("{id}", with: id),
          json: operation.takesBody ? Self.body(operation.id, gym) : nil, ifMatch: "*")
        #expect(answer.status == 404 && answer.code == "not_found", "\(operation.id) with \(id)")
      }
    }
  }

  @Test func garbageIsRefusedByName() async throws {
    let gym = try await Gym.make()
    let bodies: [(String, Int)] = [
      ("", 400), ("{", 400), ("nope", 400), ("{\"a\":1,\"a\":2}", 400), ("[]", 422), ("null", 422),
      ("\"x\"", 422),
      (#"{"surprise": 1}"#, 422), (String(repeating: "[", count: 10_000), 400),
      (String(repeating: "x", count: 2 << 20), 413),
    ]
    for operation in try await Self.operations() {
      let path = operation.path.replacing("{id}", with: UUID().uuidString)
      if operation.takesBody {
        for (body, status) in bodies {
          let answer = try await gym.send(operation.method.rawValue, path, json: body, ifMatch: "*")
          #expect(answer.status == status, "\(operation.id) with \(body.prefix(20))")
        }
        let untyped = try await gym.installation.send(
          operation.method.rawValue, path, token: gym.owner.token,
          headers: ["Content-Type": "text/plain", "If-Match": "*"])
        #expect(untyped.status == 415, "\(operation.id)")
      }
      let answer = try await gym.send(
        operation.method.rawValue, path + "?surprise=1", json: operation.takesBody ? "{}" : nil, ifMatch: "*")
      #expect(answer.status == 400 && answer.faults == ["surprise unknown_parameter"], "\(operation.id)")
    }
  }

  @Test func aSessionThatEndedIsRefusedAtOnce() async throws {
    let gym = try await Gym.make()
    for operation in try await Self.operations() where operation.needs != .open && operation.id != "logout" {
      let person = try await gym.person(.owner)
      #expect(try await gym.send("POST", "/v1/auth/logout", as: person).status == 204)
      let answer = try await gym.send(
        operation.method.rawValue, operation.path.replacing("{id}", with: UUID().uuidString), as: person,
        json: operation.takesBody ? Self.body(operation.id, gym) : nil, ifMatch: "*")
      #expect(answer.status == 401 && answer.code == "session_revoked", "\(operation.id)")
    }
  }

  @Test func everyProblemHasAPage() async throws {
    let installation = try await TestInstallation.shared.value
    for type in installation.product.catalog.types {
      let page = try await installation.send("GET", "/problems/\(type.code)")
      #expect(page.status == 200)
      #expect(String(decoding: page.body, as: UTF8.self).contains(type.code))
    }
  }
}
