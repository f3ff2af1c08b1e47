import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let groups: Paths = [
    "listTags": { gym in
      _ = try await gym.tag("VIP \(UUID())", "interest")
      return try await gym.send("GET", "/v1/tags?type=interest,custom&q=vip&is_active=true&limit=10")
    },
    "createTag": { gym in
      try await gym.send(
        "POST", "/v1/tags",
        json: ##"""
          {"name": "Tag \##(UUID())", "type": "skill", "color": "#F34A22", "icon": "sun", "description": "first\nsecond",
           "is_active": false}
          """##)
    },
    "getTag": { gym in try await gym.send("GET", "/v1/tags/\(try await gym.tag("Tag \(UUID())"))") },
    "updateTag": { gym in
      try await gym.send(
        "PATCH", "/v1/tags/\(try await gym.tag("Tag \(UUID())"))", json: #"{"icon": "moon"}"#,
        ifMatch: "\"v1\"")
    },
    "deleteTag": { gym in
      try await gym.send("DELETE", "/v1/tags/\(try await gym.tag("Tag \(UUID())"))", ifMatch: "\"v1\"")
    },
    "listTaggables": { gym in
      let tag = try await gym.tag("Tag \(UUID())")
      try await gym.tag(gym.client("Ada", "L"), with: [tag])
      return try await gym.send("GET", "/v1/tags/\(tag)/taggables?taggable_type=client,user&limit=10")
    },
    "createTaggable": { gym in
      let tag = try await gym.tag("Tag \(UUID())")
      return try await gym.send(
        "POST", "/v1/taggables",
        json: #"{"tag_id": "\#(tag)", "taggable_type": "user", "taggable_id": "\#(gym.owner.user)"}"#)
    },
    "deleteTaggable": { gym in
      let tag = try await gym.tag("Tag \(UUID())")
      try await gym.tag(gym.client("Ada", "L"), with: [tag])
      let use = try await gym.send("GET", "/v1/tags/\(tag)/taggables").data.first?["id"]?.string
      return try await gym.send("DELETE", "/v1/taggables/\(use ?? "")")
    },
    "listClientTags": { gym in
      let client = try await gym.client("Ada", "L")
      try await gym.tag(client, with: [gym.tag("Tag \(UUID())")])
      return try await gym.send("GET", "/v1/clients/\(client)/tags")
    },
    "replaceClientTags": { gym in
      let (client, tag) = (try await gym.client("Ada", "L"), try await gym.tag("Tag \(UUID())"))
      return try await gym.send("PUT", "/v1/clients/\(client)/tags", json: #"{"tag_ids": ["\#(tag)"]}"#)
    },
    "previewSegment": { gym in
      _ = try await gym.client("Ada", "L")
      return try await gym.send(
        "POST", "/v1/segments/preview", json: ContractTests.body("previewSegment", gym))
    },
    "listSegments": { gym in
      _ = try await gym.segment("Segment \(UUID())", segmentTree)
      return try await gym.send("GET", "/v1/segments?is_active=true&limit=10")
    },
    "createSegment": { gym in
      try await gym.send(
        "POST", "/v1/segments",
        json:
          #"{"name": "S \#(UUID())", "description": "Call", "rules": \#(segmentTree), "is_active": false}"#)
    },
    "getSegment": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      try await gym.evaluate(segment)
      return try await gym.send("GET", "/v1/segments/\(segment)")
    },
    "updateSegment": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      return try await gym.send(
        "PATCH", "/v1/segments/\(segment)", json: #"{"rules": {"field": "gender", "is": "known"}}"#,
        ifMatch: "\"v1\"")
    },
    "deleteSegment": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      return try await gym.send("DELETE", "/v1/segments/\(segment)", ifMatch: "\"v1\"")
    },
    "listSegmentMembers": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      _ = try await gym.client("Ada", "L")
      try await gym.evaluate(segment)
      return try await gym.send("GET", "/v1/segments/\(segment)/members?limit=10")
    },
    "listSegmentChanges": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      _ = try await gym.client("Ada", "L")
      try await gym.evaluate(segment)
      return try await gym.send(
        "GET", "/v1/segments/\(segment)/changes?change=joined&at_from=2020-01-01T00:00:00Z&limit=10")
    },
    "evaluateSegment": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      return try await gym.send("POST", "/v1/segments/\(segment)/evaluations")
    },
    "listSavedFilters": { gym in
      _ = try await gym.send("POST", "/v1/saved-filters", json: ContractTests.body("createSavedFilter", gym))
      return try await gym.send("GET", "/v1/saved-filters?resource=clients,staff&limit=10")
    },
    "createSavedFilter": { gym in
      try await gym.send("POST", "/v1/saved-filters", json: ContractTests.body("createSavedFilter", gym))
    },
    "getSavedFilter": { gym in
      let made = try await gym.send(
        "POST", "/v1/saved-filters", json: ContractTests.body("createSavedFilter", gym))
      return try await gym.send("GET", "/v1/saved-filters/\(made.json["id"]?.string ?? "")")
    },
    "updateSavedFilter": { gym in
      let made = try await gym.send(
        "POST", "/v1/saved-filters", json: ContractTests.body("createSavedFilter", gym))
      return try await gym.send(
        "PATCH", "/v1/saved-filters/\(made.json["id"]?.string ?? "")", json: #"{"is_shared": false}"#,
        ifMatch: "\"v1\"")
    },
    "deleteSavedFilter": { gym in
      let made = try await gym.send(
        "POST", "/v1/saved-filters", json: ContractTests.body("createSavedFilter", gym))
      return try await gym.send(
        "DELETE", "/v1/saved-filters/\(made.json["id"]?.string ?? "")", ifMatch: "\"v1\"")
    },
  ]

  private static let segmentTree = #"""
    {"any": [{"field": "status", "is": "none_of", "value": ["banned"]}, {"not": {"field": "joined_on", "is": "unknown"}},
      {"all": [{"field": "city", "is": "any_of", "value": ["Berlin"]}, {"field": "age", "is": "at_least", "value": 18}]}]}
    """#
}
