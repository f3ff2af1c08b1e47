import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let joining: Paths = [
    "listInvitations": { gym in
      _ = try await gym.invite("staff")
      return try await gym.send("GET", "/v1/invitations?status=pending,expired&limit=10")
    },
    "createInvitation": { gym in
      try await gym.send(
        "POST", "/v1/invitations",
        json: """
          {"email": "\(UUID())@example.com", "name": "Ada", "role": "trainer", "title": "Coach",
           "role_definition_id": "\(gym.role("Coach \(UUID())"))", "grant": ["rooms.manage"], "deny": []}
          """)
    },
    "getInvitation": { gym in try await gym.send("GET", "/v1/invitations/\(gym.invite("staff").id)") },
    "resendInvitation": { gym in
      try await gym.send("POST", "/v1/invitations/\(gym.invite("staff").id)/resending")
    },
    "revokeInvitation": { gym in
      try await gym.send("DELETE", "/v1/invitations/\(gym.invite("staff").id)")
    },
    "previewInvitation": { gym in
      let invited = try await gym.invite("staff")
      return try await gym.send("POST", "/v1/invitations/previews", json: gym.tokenBody(invited))
    },
    "acceptInvitation": { gym in
      let invited = try await gym.invite("staff")
      return try await gym.send("POST", "/v1/invitations/acceptances", json: gym.tokenBody(invited))
    },
    "inviteClient": { gym in
      let client = try await gym.client("Grace", "Hopper", #", "email": "\#(UUID())@example.com""#)
      return try await gym.send("POST", "/v1/clients/\(client)/invitations")
    },
    "createClaimCode": { gym in
      try await gym.send("POST", "/v1/clients/\(gym.client("Grace", "Hopper"))/claim-codes")
    },
    "claimClient": { gym in
      _ = try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)")
      return try await gym.claim(gym.code(of: gym.client("Grace", "Hopper")))
    },
    "unlinkClient": { gym in
      _ = try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)")
      let client = try await gym.client("Grace", "Hopper")
      _ = try await gym.claim(gym.code(of: client))
      return try await gym.send("DELETE", "/v1/clients/\(client)/link")
    },
    "listMyClientLinks": { gym in
      try await gym.linkOwner()
      return try await gym.send("GET", "/v1/me/client-links")
    },
    "endMyClientLink": { gym in
      try await gym.linkOwner()
      return try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)")
    },
    "shareMyProfile": { gym in
      try await gym.linkOwner()
      _ = try await gym.share(false)
      return try await gym.share(true)
    },
    "getMyProfile": { try await $0.send("GET", "/v1/me/profile") },
    "updateMyProfile": { gym in
      try await gym.send(
        "PATCH", "/v1/me/profile",
        json: #"""
          {"preferences": {"goals": "A marathon", "interests": ["Rowing"]}, "emergency_contact": {"name": "Max"}}
          """#, ifMatch: "*")
    },
    "getClientProfile": { gym in
      let client = try await gym.linkOwner()
      _ = try await gym.share(true)
      return try await gym.send("GET", "/v1/clients/\(client)/profile")
    },
    "updateStaffMember": { gym in
      try await gym.send(
        "PATCH", "/v1/staff/\(gym.person(.trainer).user)", json: #"{"title": "Coach", "role": "staff"}"#,
        ifMatch: "*")
    },
    "recordDeparture": { gym in
      let successor = try await gym.person(.trainer).user
      return try await gym.send(
        "POST", "/v1/staff/\(gym.person(.trainer).user)/departure",
        json: #"{"hand_over_to": "\#(successor)"}"#)
    },
    "setSpecialties": { gym in
      try await gym.send(
        "PUT", "/v1/staff/\(gym.person(.trainer).user)/specialties",
        json: #"{"tag_ids": ["\#(gym.specialty("Yoga \(UUID())"))"]}"#)
    },
    "listStaffLocations": { gym in
      try await gym.send("GET", "/v1/staff/\(gym.person(.trainer).user)/locations")
    },
    "assignStaffLocations": { gym in
      try await gym.send(
        "PUT", "/v1/staff/\(gym.person(.trainer).user)/locations",
        json: #"""
          {"locations": [{"organization_id": "\#(gym.id)", "role": "staff", "title": "Desk", "is_primary": true}]}
          """#)
    },
    "setMyPrimaryOrganization": { gym in
      let founded = try await gym.send("POST", "/v1/organizations", json: #"{"name": "Gym \#(UUID())"}"#)
      let other = try #require(founded.json["id"]?.string)
      _ = try await gym.send(
        "POST", "/v1/me/primary-organization", json: #"{"organization_id": "\#(other)"}"#)
      return try await gym.send(
        "POST", "/v1/me/primary-organization", json: #"{"organization_id": "\#(gym.id)"}"#)
    },
  ]
}
