import Foundation
import Postgres
import Web

/// The statements on notes about clients, and on who answers for minors. Who reads and writes which, policies decide.
enum ClientNoteQueries {
  private static func notes(_ source: SQL) -> SQL {
    """
    select n.id, n.client_id, n.body, n.visibility, n.is_pinned, n.created_by as "author.id",
      u.first_name || ' ' || u.last_name as "author.name", n.created_at, n.updated_at, n.version
    from \(source) n left join crm.users u on u.id = n.created_by
    """
  }

  static func list(_ client: UUID, _ filter: NoteFilter, _ paging: Paging) -> SQL {
    let pinned: SQL = filter.isPinned.map { "and n.is_pinned = \($0)" } ?? ""
    let after: SQL = paging.after.map { "and (n.created_at, n.id) < (\($0.moment), \($0.id))" } ?? ""
    return """
      \(notes("crm.client_notes")) where n.client_id = \(client) \(pinned) \(after)
      order by n.created_at desc, n.id desc limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL { "\(notes("crm.client_notes")) where n.id = \(id)" }

  static func insert(_ id: UUID, _ client: UUID, _ note: NewClientNote) -> SQL {
    """
    with n as (
      insert into crm.client_notes (id, client_id, body, visibility, is_pinned)
      select \(id), id, \(note.body.text), \((note.visibility ?? .team).rawValue), \(note.isPinned ?? false)
      from crm.client_organizations
      where id = \(client) and deleted_at is null and \(isSeen(note.visibility ?? .team))
      returning *)
    \(notes("n"))
    """
  }

  /// Whether who entered reads notes that are for these; the policies refuse the others, without a word.
  private static func isSeen(_ visibility: NoteVisibility) -> SQL {
    let permission: Permission =
      switch visibility {
      case .team: .clientsView
      case .desk: .clientsUpdate
      case .managers: .staffManage
      }
    return "(select current_setting('app.can', true) like \("%,\(permission.rawValue),%"))"
  }

  static func lock(_ id: UUID) -> SQL { "select version from crm.client_notes where id = \(id) for update" }

  static func update(_ id: UUID, _ note: ClientNote, _ patch: ClientNotePatch) -> SQL {
    """
    with n as (
      update crm.client_notes set body = \(patch.body.map(\.text).applied(to: note.body)),
        visibility = \(patch.visibility.applied(to: note.visibility).rawValue),
        is_pinned = \(patch.isPinned.applied(to: note.isPinned))
      where id = \(id) and \(isSeen(patch.visibility.applied(to: note.visibility))) returning *)
    \(notes("n"))
    """
  }

  static func delete(_ id: UUID) -> SQL { "delete from crm.client_notes where id = \(id)" }

  private static let guardianColumns: SQL = """
    id, client_id, guardian_id, name, phone, email, relationship, created_at
    """

  static func guardians(of client: UUID) -> SQL {
    "select \(guardianColumns) from crm.client_guardians where client_id = \(client) order by id limit 20"
  }

  static func insertGuardian(_ id: UUID, _ client: UUID, _ guardian: NewClientGuardian) -> SQL {
    """
    insert into crm.client_guardians (id, client_id, guardian_id, name, phone, email, relationship)
    select \(id), id, \(guardian.guardianID), \(guardian.name?.text), \(guardian.phone?.text),
      \(guardian.email?.text), \(guardian.relationship?.text)
    from crm.client_organizations where id = \(client) and deleted_at is null
      and not exists (
        select from crm.client_organizations g where g.id = \(guardian.guardianID)::uuid and g.deleted_at is not null)
    returning \(guardianColumns)
    """
  }

  static func deleteGuardian(_ id: UUID) -> SQL { "delete from crm.client_guardians where id = \(id)" }
}
