import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let clients: Paths = [
    "listClients": { gym in
      _ = try await gym.client("Ada", "Lovelace")
      return try await gym.send("GET", "/v1/clients?status=active,lead&sort=-last_name&limit=10&q=love")
    },
    "createClient": { gym in
      try await gym.send(
        "POST", "/v1/clients",
        json: """
          {"first_name": "Zoë", "last_name": "Łukasz", "email": "zoe@example.com", "phone": "+1 212 555 0100",
           "date_of_birth": "1990-02-28", "gender": "female", "status": "lead", "member_number": "M-1",
           "external_id": "x", "joined_on": "2024-01-31", "address": {"street": "1 Elm", "postal_code": "10001"},
           "emergency_contact": {"name": "Max", "phone": "911 555"}, "notes": "first\\nsecond"}
          """)
    },
    "getMedicalSummary": { gym in
      let client = try await gym.client("Grace", "Hopper")
      _ = try await gym.medical(client, #"{"allergies": "nuts"}"#)
      return try await gym.send("GET", "/v1/clients/\(client)/medical")
    },
    "updateMedicalNote": { gym in
      try await gym.medical(
        gym.client("Grace", "Hopper"), #"{"allergies": "nuts", "notes": "first\nsecond"}"#)
    },
    "discloseMedicalNote": { gym in
      let client = try await gym.client("Grace", "Hopper")
      _ = try await gym.medical(client, #"{"allergies": "nuts"}"#)
      return try await gym.disclose(client)
    },
    "getClient": { try await $0.send("GET", "/v1/clients/\($0.client("Grace", "Hopper"))") },
    "updateClient": { gym in
      try await gym.send(
        "PATCH", "/v1/clients/\(gym.client("Ada", "L"))", json: #"{"phone": "+1 212 555 0100"}"#,
        ifMatch: "\"v1\"")
    },
    "deleteClient": { gym in
      try await gym.send("DELETE", "/v1/clients/\(gym.client("Ada", "L"))", ifMatch: "\"v1\"")
    },
    "restoreClient": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.send("DELETE", "/v1/clients/\(client)", ifMatch: "*")
      return try await gym.send("POST", "/v1/clients/\(client)/restoration")
    },
    "listClientNotes": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.note(on: client)
      return try await gym.send("GET", "/v1/clients/\(client)/notes?is_pinned=true&limit=10")
    },
    "createClientNote": { gym in
      try await gym.send(
        "POST", "/v1/clients/\(gym.client("Ada", "L"))/notes",
        json: #"{"body": "first\nsecond", "visibility": "desk", "is_pinned": true}"#)
    },
    "getClientNote": { gym in
      try await gym.send("GET", "/v1/client-notes/\(gym.note(on: gym.client("Ada", "L")))")
    },
    "updateClientNote": { gym in
      try await gym.send(
        "PATCH", "/v1/client-notes/\(gym.note(on: gym.client("Ada", "L")))",
        json: #"{"visibility": "managers"}"#,
        ifMatch: "\"v1\"")
    },
    "deleteClientNote": { gym in
      try await gym.send(
        "DELETE", "/v1/client-notes/\(gym.note(on: gym.client("Ada", "L")))", ifMatch: "\"v1\"")
    },
    "listClientGuardians": { gym in
      let client = try await gym.client("Mona", "Minor")
      _ = try await gym.guardian(of: client)
      return try await gym.send("GET", "/v1/clients/\(client)/guardians")
    },
    "createClientGuardian": { gym in
      try await gym.send(
        "POST", "/v1/clients/\(gym.client("Mona", "Minor"))/guardians",
        json: #"{"name": "Maria", "email": "maria@example.com", "phone": "+1 212 555 0100"}"#)
    },
    "deleteClientGuardian": { gym in
      try await gym.send("DELETE", "/v1/client-guardians/\(gym.guardian(of: gym.client("Mona", "Minor")))")
    },
    "searchFrontDesk": { gym in
      _ = try await gym.client("Ada", "Lovelace", #", "date_of_birth": "2020-02-29""#)
      return try await gym.send("GET", "/v1/front-desk/search?q=love")
    },
    "getClientAlerts": { gym in try await gym.send("GET", "/v1/clients/\(gym.client("Ada", "L"))/alerts") },
    "search": { gym in
      _ = try await gym.client("Ada", "Lovelace")
      return try await gym.send("GET", "/v1/search?q=love&types=client,event,staff")
    },
    "listClientTimeline": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.note(on: client)
      return try await gym.send("GET", "/v1/clients/\(client)/timeline?kind=note,created&limit=10")
    },
    "getClientVisits": { gym in try await gym.send("GET", "/v1/clients/\(gym.client("Ada", "L"))/visits") },
    "listClientDuplicates": { gym in
      for _ in 0..<2 { _ = try await gym.client("Ada", "L") }
      return try await gym.send("GET", "/v1/client-duplicates")
    },
    "getClientDuplicates": { gym in
      _ = try await gym.client("Ada", "L")
      return try await gym.send("GET", "/v1/clients/\(gym.client("Ada", "L"))/duplicates")
    },
    "mergeClients": { gym in
      try await gym.merge(gym.client("Ada", "L"), into: gym.client("Ada", "L"), taking: #""name", "email""#)
    },
    "listClientMerges": { gym in
      _ = try await gym.merge(gym.client("Ada", "L"), into: gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/client-merges?limit=10")
    },
    "undoClientMerge": { gym in
      let merged = try await gym.client("Ada", "L")
      _ = try await gym.merge(merged, into: gym.client("Ada", "L"))
      return try await gym.send("DELETE", "/v1/client-merges/\(merged)")
    },
  ]
}
