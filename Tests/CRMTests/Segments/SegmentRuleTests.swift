import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct SegmentRuleTests {
  @Test func rulesComeBackAsTheyWereGiven() throws {
    let json = #"""
      {"all":[{"field":"visit_count","is":"at_least","value":10},{"any":[{"field":"gender","is":"unknown"},{"not":{"field":"joined_on","is":"from","value":"2024-02-29"}}]},{"field":"has_email","is":"exactly","value":true},{"field":"tag","is":"all_of","value":["019ab0c4-7e00-7000-8000-000000000001"]}]}
      """#
    #expect(try JSONWriter.text(segmentRules(json)) == json)
  }

  @Test func allFaultsAreToldAtOnceEachAtItsPlace() throws {
    let faults = try segmentFaults(
      #"""
      {"all": [
        {"field": "shoe_size", "is": "any_of", "value": [1]},
        {"field": "status", "is": "looks_like", "value": ["lead"]},
        {"field": "status", "is": "at_least", "value": 3},
        {"field": "status", "is": "any_of", "value": ["lead", "gone", 7]},
        {"any": []},
        {"not": {"field": "visit_count", "is": "at_least", "value": "many"}},
        {"field": "visit_count", "is": "at_least"},
        {"field": "visit_count", "is": "at_least", "value": -1},
        {"field": "gender", "is": "known", "value": []},
        {"field": "joined_on", "is": "before", "value": "2023-02-29"},
        {"field": "tag", "is": "any_of", "value": ["x"]},
        {"field": "is_home", "is": "exactly", "value": true, "note": 1},
        {"all": [{"field": "gender", "is": "known"}], "any": []},
        {"is": "known"}, {}, 5, null
      ]}
      """#)
    #expect(
      faults == [
        "/all/0/field not_in_list", "/all/1/is not_in_list", "/all/2/is not_in_list",
        "/all/3/value/1 not_in_list",
        "/all/3/value/2 wrong_type", "/all/4/any required", "/all/5/not/value wrong_type",
        "/all/6/value required",
        "/all/7/value out_of_range", "/all/8/value unexpected", "/all/9/value invalid_date",
        "/all/10/value/0 invalid_id", "/all/11/note unknown_member", "/all/12 invalid_rule",
        "/all/13 invalid_rule",
        "/all/14 invalid_rule", "/all/15 wrong_type", "/all/16 wrong_type",
      ])
  }

  @Test func depthAndNumberOfConditionsAreBounded() throws {
    func nested(_ depth: Int) -> String {
      let leaf = #"{"field": "gender", "is": "known"}"#
      return (1..<depth).reduce(leaf) { rule, _ in #"{"not": \#(rule)}"# }
    }
    #expect(try segmentFaults(nested(5)) == [])
    #expect(try segmentFaults(nested(6)) == ["/not/not/not/not/not too_deep"])
    func wide(_ count: Int) -> String {
      let leaves = Array(repeating: #"{"field": "gender", "is": "known"}"#, count: count).joined(
        separator: ",")
      return #"{"all": [\#(leaves)]}"#
    }
    #expect(try segmentFaults(wide(50)) == [])
    #expect(try segmentFaults(wide(51)) == [" too_many"])
    let values = Array(repeating: "\"lead\"", count: 51).joined(separator: ",")
    #expect(
      try segmentFaults(#"{"field": "status", "is": "any_of", "value": [\#(values)]}"#) == [
        "/value out_of_range"
      ])
  }

  @Test func tagsAndPlansAreBoundedInAll() throws {
    func rules(_ counts: [(String, Int)]) -> String {
      let conditions = counts.map { field, count in
        let ids = (0..<count).map { _ in "\"\(UUID())\"" }.joined(separator: ",")
        return #"{"not": {"field": "\#(field)", "is": "any_of", "value": [\#(ids)]}}"#
      }
      return #"{"all": [\#(conditions.joined(separator: ","))]}"#
    }
    #expect(try segmentFaults(rules([("tag", 50), ("plan", 50)])) == [])
    #expect(try segmentFaults(rules([("tag", 50), ("plan", 50), ("tag", 1)])) == [" too_many"])
  }

  @Test func valuesAreBoundAndNeverPartOfTheStatement() throws {
    let hostile = "x'; drop table crm.segments; --"
    let rules = try segmentRules(#"{"field": "city", "is": "any_of", "value": ["\#(hostile)"]}"#)
    let sql = SegmentQueries.count(rules, at: nil)
    #expect(!sql.text.contains("drop table") && !sql.isNamed)
    #expect(
      sql.binds.contains { $0.value.map { String(decoding: $0, as: UTF8.self).contains(hostile) } == true })
  }

  /// The guide's table is this one.
  @Test func theGuideListsEveryField() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let guide = try String(contentsOf: root.appending(path: "docs/guides/segments.md"), encoding: .utf8)
    for field in SegmentField.allCases {
      let comparisons = field.comparisons.map { "`\($0.rawValue)`" }.joined(separator: " ")
      let permission = field.permission.map { " Needs `\($0.rawValue)`." } ?? ""
      let line = "| `\(field.rawValue)` | \(comparisons) | \(field.meaning)\(permission) |\n"
      #expect(guide.contains(line), "the guide has no line \(line)")
    }
  }
}
