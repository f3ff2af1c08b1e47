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

  /// Those of these codes, for an operation that declares what a constraint may say.
  static func named(_ codes: String...) -> [ProblemType] { all.filter { codes.contains($0.code) } }

  private static let invalid: [(String, String)] = [
    ("change_type", "the kind of change"), ("feed_kind", "the kind of calendar"),
    ("feed_room", "the calendar's room"),
    ("accepted_at", "the time of acceptance"), ("action", "the action"),
    ("invited_client", "the client who is invited"), ("sent_count", "the number of mails"),
    ("action_label", "the action's label"), ("action_url", "the action's address"),
    ("answers", "the answers"), ("address", "the address"), ("answer_status", "the answer's status"),
    ("attempts", "the number of tries"), ("avatar_url", "the picture's address"),
    ("billing_period", "the billing period"), ("billing_time", "the billing time"),
    ("body_hash", "the body's hash"), ("booking_status", "the booking's status"),
    ("body", "the text"),
    ("bounce_reason", "the reason of the bounce"),
    ("cancellation_reason", "the reason for cancelling"),
    ("cancelled_at", "the time of cancelling"), ("capacity", "the capacity"), ("category", "the category"),
    ("class_limit", "the number of classes"), ("class_limit_period", "the period of the class limit"),
    ("classes_used", "the number of classes used"),
    ("classes_remaining", "the number of classes left"), ("color", "the colour"),
    ("consent_kind", "the kind of consent"), ("consent_source", "where the consent came from"),
    ("consent_status", "the consent's status"), ("contents", "the mail's contents"),
    ("contract_end_date", "the end of the contract"),
    ("contract_length", "the length of the contract"),
    ("currency", "the currency"), ("cursor", "the cursor"),
    ("current_participants", "the number of participants"),
    ("description", "the description"), ("domain", "the domain"), ("duration", "the duration"),
    ("email", "the e-mail address"), ("email_key", "the e-mail address"),
    ("emergency_contact", "the emergency contact"), ("end_date", "the last day"), ("ends_at", "the end"),
    ("ends_on", "the last day"), ("erased_at", "the time of erasing"),
    ("erasure_status", "the erasure's status"), ("event_type", "the kind of event"),
    ("external_id", "the external id"), ("features", "the features"), ("fields", "the fields"),
    ("finished_at", "the time of ending"),
    ("first_name", "the first name"),
    ("gender", "gender"), ("generation", "the token's generation"),
    ("guest_passes", "the number of guest passes"), ("hash", "the token's hash"), ("icon", "the icon"),
    ("issuer", "the issuer"), ("job_state", "the job's state"), ("jurisdiction", "the jurisdiction"),
    ("kept", "how long it is kept"), ("key", "the key"), ("key_id", "the encryption key"),
    ("kind", "the kind of job"),
    ("language", "the language"),
    ("last_name", "the last name"), ("last_step", "the code"), ("lead_source", "the lead's source"),
    ("lease", "the lease"),
    ("left_at", "the time of leaving"),
    ("locale", "the locale"), ("location", "the location"), ("logo_url", "the logo's address"),
    ("meeting_link", "the meeting's address"), ("member_number", "the member number"),
    ("membership_status", "the membership's status"), ("message", "the message"),
    ("metadata", "the metadata"), ("months", "the number of months"), ("name", "the name"),
    ("note", "the medical note"), ("notes", "the notes"), ("operation", "the operation"),
    ("occurred_at", "the time when it happened"), ("notification_type", "the kind of notification"),
    ("parent", "the parent organization"), ("parent_event", "the event above"),
    ("password_hash", "the password"), ("payload", "the payload"), ("payment_method", "the payment method"),
    ("payment_status", "the payment's status"), ("permissions", "the permissions"),
    ("phone", "the telephone number"), ("phone_key", "the telephone number"),
    ("photo_url", "the photo's address"),
    ("plan_kind", "the kind of plan"), ("preferences", "the preferences"), ("price", "the price"),
    ("priority", "the priority"), ("progress", "the progress"), ("provider", "the provider"),
    ("provider_session", "the provider's session"), ("event_id", "the event's id"),
    ("purpose", "the token's purpose"),
    ("quiet_hours", "the quiet hours"),
    ("read_at", "the time of reading"), ("recipient", "the recipient"),
    ("recurring_pattern", "the recurrence rule"), ("related_entity", "the thing concerned"),
    ("relationship", "the relationship"),
    ("resume_date", "the day of resuming"), ("reason", "the reason"), ("reversed_by", "who took it back"),
    ("revoked_reason", "the reason"), ("role", "the role"), ("room_number", "the room number"),
    ("row_number", "the row number"), ("seed", "the second factor"), ("settings", "the settings"),
    ("slug", "the short name"),
    ("sort_name", "the name"), ("source", "the source"), ("staff_capacity", "the capacity for staff"),
    ("status", "the status"), ("subject", "the subject"), ("tag_type", "the kind of tag"),
    ("taggable_type", "the kind of thing"), ("template", "the template"),
    ("time", "a time or date"), ("time_zone", "the time zone"),
    ("title", "the title"), ("topic", "the topic"),
    ("tour_type", "the kind of tour"), ("trial_days", "the trial's days"), ("unique_key", "the job's key"),
    ("usage_type", "the kind of use"), ("user_agent", "the user agent"), ("user_type", "the kind of user"),
    ("visibility", "who reads it"),
    ("visit_count", "the number of visits"), ("waitlist_position", "the place in line"),
    ("rules", "the rules"), ("evaluation_status", "the evaluation's status"),
    ("member_count", "the number of members"), ("resource", "the list"), ("query", "the list's parameters"),
    ("wording_version", "the version of the wording"), ("workos_id", "the WorkOS id"),
    ("workos_user_id", "the WorkOS id"), ("wrapped", "the medical key"),
    ("import_status", "the import's status"), ("mapping", "the mapping"),
    ("export_content", "what was exported"), ("export_format", "the format"),
    ("part", "the part of an import or export"), ("content", "the row"),
    ("policy", "the booking rules"), ("current_waitlisted", "the number of people who wait"),
    ("fee", "the fee"), ("fee_currency", "the fee's currency"), ("fee_waiver", "the waiver of the fee"),
    ("notice", "the notice before the event"), ("ledger_kind", "the kind of transaction"),
    ("ledger_account", "the account"), ("amount", "the amount"), ("act", "what was decided on"),
    ("outcome", "the outcome of the decision"), ("facts", "the facts of the decision"),
    ("override_reason", "the reason for the override"), ("check_in_source", "how somebody came in"),
    ("verdict", "the verdict"),
    ("difficulty", "the difficulty"), ("text_color", "the text's colour"),
    ("image_url", "the picture's address"),
    ("substitution_reason", "the reason for the substitution"), ("attendance", "whether they came"),
    ("exdates", "the excluded times"), ("rdates", "the added times"), ("parent_series", "the series before"),
  ]

  private static let missing: [(String, String)] = [
    ("organization", "organization"), ("user", "person"), ("client", "client"),
    ("inviter", "person who invited"), ("accepter", "person who accepted"),
    ("root", "head of the chain"), ("permission", "permission"),
    ("role", "role"), ("refresh_family", "session"), ("session", "session"),
    ("checker", "person who checked in"), ("creator", "person who made it"),
    ("reverser", "person who took it back"), ("recorder", "person who wrote it down"),
    ("requester", "person who asked"), ("export", "export"), ("event", "event"),
    ("event_of_type", "event of that kind"),
    ("event_series", "series"), ("event_template", "template"), ("parent_event", "event above"),
    ("instructor", "instructor"), ("location", "location"), ("membership", "membership"),
    ("month", "month of the audit log"),
    ("membership_plan", "plan"), ("room", "room"), ("tag", "tag"), ("segment", "segment"),
    ("booking", "booking"), ("waiver", "person who waived the fee"), ("ledger_transaction", "transaction"),
    ("planned_instructor", "instructor who was planned"),
    ("parent_series", "series before"),
  ]

  private static let existing: [(String, String)] = [
    ("organization_exists", "an organization"), ("user_exists", "a person"), ("client_exists", "a client"),
    ("client_name_part_exists", "a name"), ("client_note_exists", "a note"),
    ("client_guardian_exists", "a guardian"), ("client_merge_exists", "a merge"),
    ("client_profile_exists", "a profile"), ("user_has_client_profile", "a profile"),
    ("client_already_imported", "a client"),
    ("medical_key_exists", "a medical key"), ("one_medical_key", "a medical key"),
    ("medical_disclosure_exists", "a disclosure"), ("role_definition_exists", "a role"),
    ("already_in_organization", "a membership"),
    ("tag_exists", "a tag"), ("taggable_exists", "a tag"), ("segment_exists", "a segment"),
    ("segment_member_exists", "a member"), ("already_in_segment", "a member"),
    ("saved_filter_exists", "a filter"),
    ("change_exists", "a change"), ("calendar_feed_exists", "a calendar"),
    ("room_exists", "a room"), ("room_name_taken", "a room"),
    ("event_template_exists", "a template"), ("template_name_taken", "a template"),
    ("event_series_exists", "a series"), ("event_exists", "an event"), ("event_kind_exists", "an event"),
    ("booking_exists", "a booking"),
    ("occurrence_exists", "an occurrence"),
    ("booking_exists", "a booking"),
    ("membership_plan_exists", "a plan"), ("plan_name_taken", "a plan"),
    ("location_already_allowed", "a location"), ("membership_exists", "a membership"),
    ("usage_exists", "a use"), ("already_used", "a use"), ("notification_exists", "a notification"),
    ("notification_preference_exists", "preferences"), ("job_exists", "a job"),
    ("schedule_exists", "a schedule"), ("mail_exists", "a mail"),
    ("location_exists", "an organization"), ("session_exists", "a session"),
    ("refresh_family_exists", "a session"), ("refresh_token_exists", "a token"),
    ("credential_exists", "a password"), ("budget_exists", "a limit"), ("device_exists", "a device"),
    ("mail_token_exists", "a token"), ("recovery_code_exists", "a recovery code"),
    ("mail_token_taken", "a token"),
    ("authorization_exists", "a sign-in"), ("identity_id_taken", "an identity"),
    ("provider_session_exists", "a session"), ("workos_environment_exists", "an environment of WorkOS"),
    ("workos_organization_exists", "an organization at WorkOS"),
    ("workos_organization_taken", "an organization at WorkOS"),
    ("workos_membership_exists", "a membership at WorkOS"), ("workos_event_exists", "an event of WorkOS"),
    ("permission_exists", "a permission"), ("role_exists", "a role"),
    ("role_permission_exists", "a permission"),
    ("rank_taken", "a role"), ("audit_log_exists", "an audit entry"),
    ("personal_value_exists", "an audit entry"),
    ("consent_exists", "a consent"), ("privacy_export_exists", "an export"),
    ("privacy_erasure_exists", "an erasure"), ("export_file_exists", "a file"),
    ("retention_rule_exists", "a rule"),
    ("invitation_exists", "an invitation"), ("invitation_token_taken", "an invitation"),
    ("claim_code_exists", "a code"), ("claim_code_taken", "a code"),
    ("onboarding_exists", "an onboarding"), ("onboarding_token_taken", "a token"),
    ("onboarding_resume_taken", "a token"),
    ("tour_exists", "a tour"),
    ("import_exists", "an import"), ("export_exists", "an export"), ("transfer_file_exists", "a file"),
    ("staged_row_exists", "a row"),
    ("audited_table_exists", "an audited table"), ("idempotency_key_exists", "an answer"),
    ("event_time_exists", "an event"), ("booking_decision_exists", "a decision"),
    ("check_in_exists", "a check-in"), ("ledger_transaction_exists", "a transaction"),
    ("ledger_entry_exists", "an entry"), ("ledger_account_taken", "an entry"),
    ("already_reversed", "a reversal"),
  ]

  private static let rules = [
    ProblemType(
      "export_too_large", 422, "The export is too large", "Ask the operator: a file has at most 50 MB."),
    ProblemType(
      "transfer_too_large", 422, "The file is too large", "A file has at most 50 MB."),
    ProblemType(
      "transfer_column_unknown", 422, "A table or column is unknown here",
      "Update this installation; the file is of another version."),
    ProblemType(
      "transfer_row_foreign", 422, "A row is of another organization",
      "The file was changed; export the organization again."),
    ProblemType(
      "transfer_parent_outside", 422, "The organization is below one that is not with it",
      "Export the whole chain, or this organization alone anew."),
    ProblemType(
      "only_booked", 403, "You may book a place, and nothing more",
      "Send the event alone; staff decide the rest."),
    ProblemType(
      "only_cancelled", 403, "You may cancel your own booking, and nothing more",
      "Book again, or ask at the desk."),
    ProblemType(
      "waitlist_closed", 409, "The event has no waitlist", "Choose another event."),
    ProblemType(
      "room_taken", 409, "The room is taken",
      "Choose another room or time; the organization allows one event at a time."),
    ProblemType(
      "room_inactive", 409, "The room is retired", "Choose another room, or have this one used again."),
    ProblemType(
      "room_too_small", 409, "The room holds fewer people",
      "Choose a larger room, or lower `max_participants` and `staff_capacity` to what the room holds."),
    ProblemType(
      "no_classes_left", 409, "No class is left on the membership",
      "Sell another one, or wait for its next period."),
    ProblemType(
      "no_guest_passes_left", 409, "No guest pass is left on the membership", "Wait for its next period."),
    ProblemType(
      "currency_missing", 422, "A price has a currency", "Give both or neither."),
    ProblemType(
      "time_zone_missing", 422, "A wall time has a time zone", "Give both or neither."),
    ProblemType(
      "recurring_pattern_missing", 422, "What recurs has a rule", "Give the recurrence rule."),
    ProblemType(
      "one_primary_organization", 409, "A person has one primary organization",
      "Clear the other one first; it happened at the same time."),
    ProblemType(
      "primary_has_left", 409, "A place that was left cannot be the primary one",
      "Choose another primary organization."),
    ProblemType(
      "tenant_already_entered", 500, "A transaction has one organization", "A fault of ours; it was logged."),
    ProblemType(
      "read_committed_required", 500, "Writes run at READ COMMITTED", "A fault of ours; it was logged."),
    ProblemType(
      "one_live_job", 409, "There is already such a job",
      "It waits or runs; read the jobs to see how far it is."),
    ProblemType(
      "lease_lost", 409, "The job is another worker's by now",
      "Nothing was changed; whoever has it goes on."),
    ProblemType(
      "counter_lost", 500, "A counter could not follow",
      "A fault of ours; it was logged. Nothing was changed."),
    ProblemType(
      "month_not_over", 409, "The month is not over", "Archive months that have ended."),
    ProblemType(
      "rows_differ", 409, "The archive and the table differ",
      "Nothing was dropped. Write the archive again."),
    ProblemType(
      "ledger_unbalanced", 500, "Debits and credits differ", "A fault of ours; it was logged."),
    ProblemType("actor_missing", 422, "An operator has to say who acts", "Give a name."),
    ProblemType(
      "audit_append_only", 409, "The audit log is never changed",
      "Nobody may, not even the owner of the tables."),
  ]
}

extension ProblemType {
  static let outranked = ProblemType(
    "outranked", 403, "Only those above a person decide about them",
    "Ask somebody of a higher role; owners decide about everybody.")
  static let trainerTaken = ProblemType(
    "trainer_taken", 409, "The trainer is busy",
    "Choose somebody else or another time; the organization allows one event at a time.")
}
