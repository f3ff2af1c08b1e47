import Web

/// The problems that the database itself raises: one for each of its constraints that an operation does not
/// declare by itself. A test reads the constraints from the catalogue and finds each of them here.
enum ConstraintProblems {
  static let all: [ProblemType] =
    invalid.map { name, what in
      ProblemType(
        "\(name)_invalid", 422, "The value for \(what) is not valid",
        "See the field's limits in the API document.")
    }
    + missing.map { name, what in
      ProblemType(
        "\(name)_not_found", 404, "There is no such \(what)", "The id is unknown in this organization.")
    }
    + existing.map { name, what in
      ProblemType(
        name, 409, "There is already \(what) like this", "Read it again; a repeated request may have made it."
      )
    }
    + rules

  private static let invalid: [(String, String)] = [
    ("action", "the action"), ("address", "the address"), ("avatar_url", "the picture's address"),
    ("currency", "the currency"), ("domain", "the domain"), ("email", "the e-mail address"),
    ("email_key", "the e-mail address"), ("emergency_contact", "the emergency contact"),
    ("external_id", "the external id"), ("first_name", "the first name"), ("gender", "gender"),
    ("generation", "the token's generation"), ("hash", "the token's hash"), ("issuer", "the issuer"),
    ("jurisdiction", "the jurisdiction"), ("last_name", "the last name"), ("left_at", "the time of leaving"),
    ("locale", "the locale"), ("logo_url", "the logo's address"), ("member_number", "the member number"),
    ("membership_status", "the membership's status"), ("metadata", "the metadata"),
    ("months", "the number of months"), ("name", "the name"), ("notes", "the notes"),
    ("parent", "the parent organization"), ("password_hash", "the password"),
    ("permissions", "the permissions"),
    ("phone", "the telephone number"), ("phone_key", "the telephone number"),
    ("preferences", "the preferences"),
    ("revoked_reason", "the reason"), ("role", "the role"), ("row_number", "the row number"),
    ("settings", "the settings"), ("slug", "the short name"), ("sort_name", "the name"),
    ("status", "the status"),
    ("subject", "the subject"), ("time_zone", "the time zone"), ("title", "the title"),
    ("user_agent", "the user agent"), ("user_type", "the kind of user"),
    ("visit_count", "the number of visits"),
    ("workos_user_id", "the WorkOS id"),
  ]

  private static let missing: [(String, String)] = [
    ("organization", "organization"), ("user", "person"), ("client", "client"),
    ("parent", "parent organization"),
    ("root", "head of the chain"), ("permission", "permission"), ("role", "role"),
    ("refresh_family", "session"),
  ]

  private static let existing: [(String, String)] = [
    ("organization_exists", "an organization"), ("user_exists", "a person"), ("client_exists", "a client"),
    ("client_profile_exists", "a profile"), ("user_has_client_profile", "a profile"),
    ("client_already_imported", "a client"), ("client_already_linked", "a linked client"),
    ("already_in_organization", "a membership"), ("session_exists", "a session"),
    ("refresh_family_exists", "a session"), ("refresh_token_exists", "a token"),
    ("credential_exists", "a password"),
    ("permission_exists", "a permission"), ("role_exists", "a role"),
    ("role_permission_exists", "a permission"),
    ("rank_taken", "a role"), ("audit_log_exists", "an audit entry"),
    ("personal_value_exists", "an audit entry"),
    ("audited_table_exists", "an audited table"),
  ]

  private static let rules = [
    ProblemType(
      "last_owner", 409, "An organization keeps at least one owner", "Make somebody else owner first."),
    ProblemType(
      "one_primary_organization", 409, "A person has one primary organization",
      "Clear the other one first; it happened at the same time."),
    ProblemType(
      "primary_has_left", 409, "A place that was left cannot be the primary one",
      "Choose another primary organization."),
    ProblemType(
      "rank_too_low", 403, "Your role is below the one concerned",
      "Ask somebody of that role or a higher one."),
    ProblemType(
      "permission_not_held", 403, "Nobody grants what they lack", "Ask somebody who holds the permission."),
    ProblemType(
      "tenant_already_entered", 500, "A transaction has one organization", "A fault of ours; it was logged."),
    ProblemType(
      "read_committed_required", 500, "Writes run at READ COMMITTED", "A fault of ours; it was logged."),
    ProblemType(
      "counter_lost", 500, "A counter could not follow",
      "A fault of ours; it was logged. Nothing was changed."),
    ProblemType("actor_missing", 422, "An operator has to say who acts", "Give a name."),
    ProblemType(
      "audit_append_only", 409, "The audit log is never changed",
      "Nobody may, not even the owner of the tables."),
  ]
}
