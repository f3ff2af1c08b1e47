import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let staff: Paths = [
    "listPermissions": { try await $0.send("GET", "/v1/permissions") },
    "listRoles": { gym in
      _ = try await gym.role("Coach \(UUID())", #""rooms.manage""#)
      return try await gym.send("GET", "/v1/roles?limit=10")
    },
    "createRole": { gym in
      try await gym.send(
        "POST", "/v1/roles",
        json:
          #"{"name": "Coach \#(UUID())", "description": "first\nsecond", "permissions": ["rooms.manage"]}"#)
    },
    "getRole": { gym in try await gym.send("GET", "/v1/roles/\(try await gym.role("Coach \(UUID())"))") },
    "updateRole": { gym in
      try await gym.send(
        "PATCH", "/v1/roles/\(try await gym.role("Coach \(UUID())"))",
        json: #"{"description": "Leads", "permissions": ["tags.manage"]}"#, ifMatch: "\"v1\"")
    },
    "deleteRole": { gym in
      try await gym.send("DELETE", "/v1/roles/\(try await gym.role("Coach \(UUID())"))", ifMatch: "\"v1\"")
    },
    "listStaff": { gym in
      _ = try await gym.patch(
        gym.person(.trainer), #"{"role_definition_id": "\#(try await gym.role("Coach \(UUID())"))"}"#)
      return try await gym.send("GET", "/v1/staff?role=owner,trainer,member&limit=10")
    },
    "getStaffMember": { gym in try await gym.send("GET", "/v1/staff/\(try await gym.person(.trainer).user)")
    },
    "endStaffMembership": { gym in
      try await gym.send("DELETE", "/v1/staff/\(try await gym.person(.trainer).user)")
    },
    "getStaffPermissions": { gym in
      try await gym.send("GET", "/v1/staff/\(try await gym.person(.trainer).user)/permissions")
    },
    "updateStaffPermissions": { gym in
      try await gym.patch(
        gym.person(.trainer),
        #"{"role": "staff", "grant": ["rooms.manage"], "deny": [], "role_definition_id": null}"#)
    },
    "listAuditLogs": { gym in
      _ = try await gym.client("Ada", "Lovelace")
      return try await gym.send(
        "GET",
        "/v1/audit-logs?action=created,updated&include_personal=true&created_at_from=2020-01-01T00:00:00Z")
    },
    "exportAuditLogs": { try await $0.send("GET", "/v1/audit-logs.csv?action=created") },
    "listJobs": { gym in
      _ = try await gym.job()
      return try await gym.send("GET", "/v1/jobs?state=queued,running&kind=test.job&limit=10")
    },
    "getJob": { gym in try await gym.send("GET", "/v1/jobs/\(try await gym.job())") },
    "retryJob": { gym in
      let id = try await gym.job()
      _ = try await gym.send("DELETE", "/v1/operations/\(id)")
      return try await gym.send("POST", "/v1/jobs/\(id)/retries")
    },
    "getOperation": { gym in try await gym.send("GET", "/v1/operations/\(try await gym.job())") },
    "cancelOperation": { gym in try await gym.send("DELETE", "/v1/operations/\(try await gym.job())") },
    "showUnsubscription": { gym in
      try await gym.send("GET", "/v1/mails/\(try await gym.news())/unsubscription")
    },
    "unsubscribe": { gym in
      try await gym.send("POST", "/v1/mails/\(try await gym.news())/unsubscription")
    },
  ]
}
