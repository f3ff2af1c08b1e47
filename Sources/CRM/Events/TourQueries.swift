import Foundation
import Postgres
import Web

/// What is known of a tour's prospect, for making a client of it.
struct LockedTour: Decodable, Sendable {
  let firstName: String?
  let lastName: String?
  let email: String?
  let phone: String?
  let leadSource: LeadSource?
  let guestID: UUID?
  let interests: [UUID]
}

/// The statements on what a tour has beside its event.
enum TourQueries {
  static func insert(_ id: UUID, _ tour: NewTour?) -> SQL {
    """
    insert into crm.tours (id, first_name, last_name, email, phone, attendance, follow_up_on, notes)
    values (\(id), \(tour?.firstName?.text), \(tour?.lastName?.text), \(tour?.email?.text), \(tour?.phone?.text),
      \((tour?.attendance ?? .expected).rawValue), \(tour?.followUpOn?.text)::date, \(tour?.notes?.text))
    """
  }

  /// Writes what the patch names and nothing else; nil where it names nothing.
  static func update(_ id: UUID, _ patch: TourPatch) -> SQL? {
    var assignments: SQL?
    func assign(_ assignment: SQL) {
      if let earlier = assignments {
        assignments = "\(earlier), \(assignment)"
      } else {
        assignments = assignment
      }
    }

    if let name = patch.firstName.changed { assign("first_name = \(name?.text)") }
    if let name = patch.lastName.changed { assign("last_name = \(name?.text)") }
    if let email = patch.email.changed { assign("email = \(email?.text)") }
    if let phone = patch.phone.changed { assign("phone = \(phone?.text)") }
    if case .value(let attendance) = patch.attendance { assign("attendance = \(attendance.rawValue)") }
    if let day = patch.followUpOn.changed { assign("follow_up_on = \(day?.text)::date") }
    if let notes = patch.notes.changed { assign("notes = \(notes?.text)") }
    return assignments.map { "update crm.tours set \($0) where id = \(id)" }
  }

  static func removeOthers(_ interests: Interests, of tour: UUID) -> SQL {
    """
    delete from crm.taggables
    where event_id = \(tour) and event_type = 'tour' and tag_id <> all(\(interests.tags))
    """
  }

  static func add(_ interests: Interests, _ ids: [UUID], to tour: UUID) -> SQL {
    """
    insert into crm.taggables (id, tag_id, taggable_type, taggable_id)
    select n.id, n.tag_id, 'tour', \(tour) from unnest(\(ids), \(interests.tags)) as n(id, tag_id)
    on conflict on constraint already_tagged do nothing
    """
  }

  /// Two who convert it at once come one after the other.
  static func lock(_ id: UUID) -> SQL { "select id from crm.tours where id = \(id) for no key update" }

  static func locked(_ id: UUID) -> SQL {
    """
    select t.first_name, t.last_name, t.email, t.phone, e.lead_source,
      (select c.id from crm.client_organizations c
        where c.organization_id = t.organization_id and c.id = t.guest_id and c.deleted_at is null) as guest_id,
      array(select u.tag_id from crm.taggables u
        where u.organization_id = e.organization_id and u.event_id = e.id and u.event_type = 'tour'
          and \(EventQueries.holds("tags.manage")) order by u.tag_id) as interests
    from crm.tours t join crm.events e on e.organization_id = t.organization_id and e.id = t.id
    where t.id = \(id)
    """
  }

  static func convert(_ id: UUID, to client: UUID) -> SQL {
    "update crm.tours set guest_id = \(client) where id = \(id)"
  }
}
