import Foundation
import Postgres
import Web

/// The statements on invitations. Who may send and see which, policies and a trigger decide.
enum InvitationQueries {
  static func list(_ filter: InvitationFilter, _ paging: Paging) -> SQL {
    let statuses: SQL = filter.status.map { "and \(status) = any(\($0.map(\.rawValue)))" } ?? ""
    let after: SQL = paging.after.map { "and i.id < \($0.id)" } ?? ""
    return """
      \(invitations) where i.organization_id = \(Door.organization) \(statuses) \(after)
      order by i.id desc limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL { "\(invitations) where i.id = \(id)" }

  private static let invitations: SQL = """
    select i.id, i.email, i.name, i.role, d.id as "custom_role.id", d.name as "custom_role.name", i.title,
      array(select jsonb_array_elements_text(coalesce(i.permissions -> 'grant', '[]')) order by 1) as "grant",
      array(select jsonb_array_elements_text(coalesce(i.permissions -> 'deny', '[]')) order by 1) as deny,
      i.client_id, \(status) as status, i.expires_at, i.sent_count, i.last_sent_at, i.invited_by, i.accepted_by,
      i.accepted_at, i.revoked_at, i.created_at
    from crm.invitations i left join crm.role_definitions d on d.id = i.role_definition_id
    """

  private static let status: SQL = """
    case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
      when i.expires_at <= now() then 'expired' else 'pending' end
    """

  static func insert(_ id: UUID, _ invitation: NewInvitation, _ token: OrganizationToken) -> SQL {
    """
    insert into crm.invitations (id, email, email_key, name, role, role_definition_id, permissions, title, token_hash)
    values (\(id), \(invitation.email.text), \(invitation.email.key), \(invitation.name?.text),
      \(invitation.role.rawValue), \(invitation.roleDefinitionID),
      jsonb_build_object('grant', to_jsonb(\((invitation.grant ?? []).slugs)),
        'deny', to_jsonb(\((invitation.deny ?? []).slugs))),
      \(invitation.title?.text), \(token.secret.hash))
    """
  }

  /// For a client, to the address of the gym's record.
  static func insert(_ id: UUID, client: UUID, _ token: OrganizationToken) -> SQL {
    """
    insert into crm.invitations (id, email, email_key, name, role, client_id, token_hash)
    select \(id), email, email_key, first_name || ' ' || last_name, 'member', id, \(token.secret.hash)
    from crm.client_organizations where id = \(client) and deleted_at is null and email is not null
    """
  }

  /// The link before it is dead; a trigger dates the new one.
  static func renew(_ id: UUID, _ token: OrganizationToken) -> SQL {
    "update crm.invitations set token_hash = \(token.secret.hash) where id = \(id)"
  }

  static func revoke(_ id: UUID) -> SQL {
    "update crm.invitations set revoked_at = coalesce(revoked_at, now()) where id = \(id)"
  }

  static func letter(_ id: UUID) -> SQL {
    """
    select i.email, i.role, o.name as organization, u.first_name || ' ' || u.last_name as inviter, u.locale,
      (i.expires_at at time zone o.time_zone)::date as expires_on
    from crm.invitations i join crm.organizations o on o.id = i.organization_id
    left join crm.users u on u.id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    where i.id = \(id)
    """
  }

  static func preview(_ token: OrganizationToken) -> SQL {
    """
    select organization_name, role, expires_at
    from private.preview_invitation(\(token.organization), \(token.secret.hash))
    """
  }

  static func accept(_ token: OrganizationToken) -> SQL {
    """
    select organization_id, organization_name, role, client_id
    from private.accept_invitation(\(token.organization), \(token.secret.hash))
    """
  }
}
