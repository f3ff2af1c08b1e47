import Foundation
import Postgres
import Web

/// What a change needs to know of the client as it is.
struct LockedClient: Decodable, Sendable {
  let version: Int
  let firstName: String
  let lastName: String
}

extension ClientQueries {
  /// Writes what the patch names and nothing else: whoever changes a client need not see all of it.
  static func update(_ id: UUID, _ current: LockedClient, _ patch: ClientPatch) throws -> SQL {
    var assignments: SQL?
    func assign(_ assignment: SQL) {
      if let earlier = assignments {
        assignments = "\(earlier), \(assignment)"
      } else {
        assignments = assignment
      }
    }

    let first = patch.firstName.map(\.text).applied(to: current.firstName)
    let last = patch.lastName.map(\.text).applied(to: current.lastName)
    if first != current.firstName || last != current.lastName {
      assign("first_name = \(first), last_name = \(last), sort_name = \(sortName(first: first, last: last))")
    }
    if let email = patch.email.changed { assign("email = \(email?.text), email_key = \(email?.key)") }
    if let phone = patch.phone.changed { assign("phone = \(phone?.text), phone_key = \(phone?.key)") }
    if let date = patch.dateOfBirth.changed { assign("date_of_birth = \(date?.text)::date") }
    if let gender = patch.gender.changed { assign("gender = \(gender?.text)") }
    if case .value(let status) = patch.status { assign("status = \(status.rawValue)") }
    if let number = patch.memberNumber.changed { assign("member_number = \(number?.text)") }
    if let external = patch.externalID.changed { assign("external_id = \(external?.text)") }
    if case .value(let isHome) = patch.isHome { assign("is_home = \(isHome)") }
    if let date = patch.joinedOn.changed { assign("joined_on = \(date?.text)::date") }
    if let address = patch.address.changed { assign(try merge(address, into: "address")) }
    if let contact = patch.emergencyContact.changed { assign(try merge(contact, into: "emergency_contact")) }
    if let notes = patch.notes.changed { assign("notes = \(notes?.text)") }
    if let photo = patch.photoURL.changed { assign("photo_url = \(photo?.text)") }
    guard let assignments else { return get(id) }
    return """
      update crm.client_organizations set \(assignments) where id = \(id) and deleted_at is null
      returning \(written)
      """
  }

  /// Member by member, as a merge patch has it (RFC 7396); of what is then empty nothing is kept.
  private static func merge(_ patch: (some Encodable)?, into column: String) throws -> SQL {
    guard let patch else { return "\(unsafe: column) = null" }
    return """
      \(unsafe: column) = nullif(jsonb_strip_nulls(coalesce(\(unsafe: column), '{}') || \(try JSON(encoding: patch))), '{}')
      """
  }
}
