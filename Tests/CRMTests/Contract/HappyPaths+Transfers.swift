import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let transfers: Paths = [
    "listConsents": { gym in
      let client = try await gym.client("Grace", "Hopper")
      _ = try await gym.send(
        "POST", "/v1/clients/\(client)/consents", json: ContractTests.body("recordConsent", gym))
      return try await gym.send("GET", "/v1/clients/\(client)/consents")
    },
    "recordConsent": { gym in
      try await gym.send(
        "POST", "/v1/clients/\(try await gym.client("Grace", "Hopper"))/consents",
        json: ContractTests.body("recordConsent", gym))
    },
    "createPrivacyExport": { gym in
      try await gym.send(
        "POST", "/v1/privacy/exports", json: #"{"client_id": "\#(try await gym.client("Ada", "L"))"}"#)
    },
    "getPrivacyExportFile": { gym in
      let id = try await gym.export(of: gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/privacy/exports/\(id)/file")
    },
    "requestErasure": { gym in
      try await gym.send(
        "POST", "/v1/privacy/erasures", json: #"{"client_id": "\#(try await gym.client("Ada", "L"))"}"#)
    },
    "listErasures": { gym in
      _ = try await gym.erasure(of: gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/privacy/erasures?status=requested&limit=10")
    },
    "getErasure": { gym in
      try await gym.send("GET", "/v1/privacy/erasures/\(try await gym.erasure(of: gym.client("Ada", "L")))")
    },
    "withdrawErasure": { gym in
      try await gym.send(
        "DELETE", "/v1/privacy/erasures/\(try await gym.erasure(of: gym.client("Ada", "L")))")
    },
    "createImport": {
      try await $0.upload("name,email\nAda Lovelace,ada@example.com\n", query: "?source=Excel")
    },
    "listImports": { gym in
      _ = try await gym.uploaded("name\nAda Lovelace\n")
      return try await gym.send("GET", "/v1/imports?state=uploaded&limit=10")
    },
    "getImport": { gym in
      let client = try await gym.client("Grace", "Hopper", #", "external_id": "\#(UUID())""#)
      let number = try #require(
        try await gym.send("GET", "/v1/clients/\(client)").json["external_id"]?.string)
      let id = try await gym.uploaded("id,first name,last name,phone\n\(number),Grace,Hopper,911 5550\n")
      _ = try await gym.perform(gym.start("trials", of: id))
      return try await gym.send("GET", "/v1/imports/\(id)")
    },
    "updateImport": { gym in
      try await gym.send(
        "PATCH", "/v1/imports/\(try await gym.uploaded("name,x\nAda Lovelace,y\n"))",
        json: #"{"mapping": [{"column": 1, "field": "notes"}]}"#, ifMatch: "\"v1\"")
    },
    "deleteImport": { gym in
      try await gym.send("DELETE", "/v1/imports/\(try await gym.uploaded("name\nAda Lovelace\n"))")
    },
    "createImportTrial": { gym in
      try await gym.send("POST", "/v1/imports/\(try await gym.uploaded("name\nAda Lovelace\n"))/trials")
    },
    "createImportRun": { gym in
      try await gym.send(
        "POST", "/v1/imports/\(try await gym.uploaded("name\nAda Lovelace\n"))/runs",
        json: #"{"strict": true}"#,
        ifMatch: "*")
    },
    "getImportRejects": { gym in
      let id = try await gym.uploaded("name\nAda\n")
      _ = try await gym.perform(gym.start("trials", of: id))
      return try await gym.send("GET", "/v1/imports/\(id)/rejects.csv")
    },
    "createOrganizationExport": { gym in
      try await gym.send("POST", "/v1/organizations/\(gym.id)/exports", json: #"{"include_medical": true}"#)
    },
    "listExports": { gym in
      _ = try await gym.installation.send(
        "GET", "/v1/clients", token: gym.owner.token, headers: ["Accept": "text/csv"])
      return try await gym.send("GET", "/v1/exports?limit=10")
    },
    "getOrganizationExportFile": { gym in
      try await gym.send("GET", "/v1/exports/\(try await gym.exported())/file")
    },
    "approveErasure": { gym in
      try await gym.send(
        "POST", "/v1/privacy/erasures/\(try await gym.erasure(of: gym.client("Ada", "L")))/approval")
    },
  ]
}
