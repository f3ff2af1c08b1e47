import Foundation
import Postgres

extension ClientQueries {
  /// What a list asks of its clients besides status and name.
  static func conditions(_ filter: ClientFilter) -> SQL {
    var conditions: SQL = ""
    func add(_ condition: SQL) { conditions = "\(conditions) and \(condition)" }

    if let wanted = filter.membershipStatus {
      // One walks clients_by_membership in order; several are a filter on the walk by name.
      if wanted.count == 1, let only = wanted.first {
        add("membership_status = \(only.rawValue)")
      } else {
        add("membership_status = any(\(wanted.map(\.rawValue)))")
      }
    }
    if let isHome = filter.isHome { add("is_home = \(isHome)") }
    if let day = filter.joinedFrom { add("joined_on >= \(day.text)::date") }
    if let day = filter.joinedBefore { add("joined_on < \(day.text)::date") }
    if let moment = filter.lastVisitFrom { add("last_visit_at >= \(moment)") }
    if let moment = filter.lastVisitBefore { add("last_visit_at < \(moment)") }
    if let tags = filter.tagID {
      add(
        "id in (select g.client_id from crm.taggables g where g.tag_id = any(\(tags)) and g.client_id is not null)"
      )
    }
    if let segments = filter.segmentID {
      add(
        "id in (select m.client_id from crm.segment_members m where m.segment_id = any(\(segments)) and m.left_at is null)"
      )
    }
    return conditions
  }
}
