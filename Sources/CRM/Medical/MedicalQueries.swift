import Foundation
import Postgres
import Web

/// The statements on medical notes and their keys.
enum MedicalQueries {
  struct Sealed: Decodable, Sendable {
    let clientID: UUID
    let note: [UInt8]?
    let keyID: String?
    let wrapped: [UInt8]?
    let version: Int

    /// The key that the note's row names; nil where there is none.
    var key: MedicalKey? {
      guard let keyID, let wrapped else { return nil }
      return MedicalKey(id: keyID, wrapped: wrapped, isCurrent: false)
    }
  }

  static func summary(_ client: UUID) -> SQL {
    """
    select c.id as client_id, coalesce(m.fields, '{}') as fields, m.updated_at, coalesce(m.version, 0) as version
    from crm.client_organizations c left join private.medical_overview(\(client)) m on true
    where c.id = \(client) and c.deleted_at is null
    """
  }

  /// The client's note with its key, read at one moment: a key may be deleted in the next.
  static func sealed(_ client: UUID) -> SQL {
    """
    select c.id as client_id, m.note, m.key_id, k.wrapped, coalesce(m.version, 0) as version
    from crm.client_organizations c
    left join crm.client_medical m on m.client_id = c.id
    left join private.my_medical_keys() k on k.id = m.key_id
    where c.id = \(client) and c.deleted_at is null
    """
  }

  /// Whether there is a note, and what whoever entered may do with it.
  static func overview(_ client: UUID) -> SQL {
    """
    select exists (select from private.medical_overview(\(client)) o where o.fields <> '{}') as is_there,
      current_setting('app.can', true) like '%,clients.medical.view,%' as is_readable,
      current_setting('app.can', true) like '%,clients.medical.update,%' as is_writable
    """
  }

  static func lock(_ client: UUID) -> SQL {
    "select client_id from crm.client_medical where client_id = \(client) for no key update"
  }

  static func keys() -> SQL { "select id, wrapped, is_current from private.my_medical_keys()" }

  static func add(_ key: MedicalKey) -> SQL { "select private.add_medical_key(\(key.id), \(key.wrapped))" }

  static func rotate(to key: MedicalKey) -> SQL {
    "select private.rotate_medical_key(\(key.id), \(key.wrapped))"
  }

  static func insert(_ client: UUID, _ note: [UInt8], _ key: MedicalKey, _ patch: MedicalPatch) -> SQL {
    """
    insert into crm.client_medical (client_id, note, key_id, fields)
    values (\(client), \(note), \(key.id), \(moments(patch.written)))
    """
  }

  static func update(_ client: UUID, _ note: [UInt8], _ key: MedicalKey, _ patch: MedicalPatch) -> SQL {
    """
    update crm.client_medical set note = \(note), key_id = \(key.id),
      fields = (fields - \(patch.cleared)) || \(moments(patch.written))
    where client_id = \(client)
    """
  }

  private static func moments(_ fields: [String]) -> SQL {
    "(select coalesce(jsonb_object_agg(name, now()), '{}') from unnest(\(fields)) name)"
  }

  static func disclose(_ id: UUID, _ client: UUID, _ reason: DisclosureReason) -> SQL {
    """
    insert into crm.medical_disclosures (id, client_id, reason) values (\(id), \(client), \(reason.text))
    returning created_at
    """
  }

  // Rotation.

  struct Stale: Decodable, Sendable {
    let clientID: UUID
    let note: [UInt8]
    let keyID: String
  }

  static func stale(after client: UUID?, current: String, limit: Int) -> SQL {
    let after: SQL = client.map { " and client_id > \($0)" } ?? ""
    return """
      select client_id, note, key_id from crm.client_medical where key_id <> \(current)\(after)
      order by client_id limit \(limit) for no key update
      """
  }

  static func reencrypt(_ notes: [(client: UUID, note: [UInt8])], _ key: MedicalKey) -> SQL {
    """
    update crm.client_medical m set note = n.note, key_id = \(key.id)
    from unnest(\(notes.map(\.client)), \(notes.map(\.note))) as n (client_id, note) where m.client_id = n.client_id
    """
  }

  static func forgetKeys() -> SQL { "select private.forget_medical_keys() as count" }
}
