import Foundation
import Testing

@testable import CRM
@testable import Web

extension Gym {
  func settings(_ area: String, as person: TestPerson? = nil) async throws -> TestAnswer {
    try await send("GET", "/v1/organizations/\(id)/settings/\(area)", as: person)
  }

  /// Changes settings, whatever has changed before.
  func patchSettings(_ area: String, _ json: String, ifMatch: String = "*") async throws -> TestAnswer {
    try await send("PATCH", "/v1/organizations/\(id)/settings/\(area)", json: json, ifMatch: ifMatch)
  }
}
