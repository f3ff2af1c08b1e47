"""Where what is secret or personal may stand, and why. Secrets (passwords, tokens) stand nowhere."""


def places(*groups):
    """`(field, place)` of each group, with its reason."""
    return {(field, place): reason for reason, fields, where in groups for field in fields for place in where}


AUDIT = ["dump audit.personal_values.new_values"]
ANSWER = ["dump private.idempotency_keys.answer"]
PAYLOAD = ["dump jobs.jobs.payload"]


def client(*columns):
    return [f"dump crm.client_organizations.{column}" for column in columns]


ALLOWED = places(
    ("it is the account's", ["account e-mail", "e-mail of an undelivered mail"], ["dump crm.users.email"]),
    ("one signs in with it", ["account e-mail", "e-mail of an undelivered mail"], ["dump private.identities.subject"]),
    ("to whom a mail goes", ["account e-mail", "e-mail of an undelivered mail"], ["dump jobs.mails.recipient"]),
    ("it is the account's", ["account name"], ["dump crm.users.first_name", "dump crm.users.last_name"]),
    ("it is the account's", ["name in an undelivered mail"], ["dump crm.users.first_name"]),
    ("who did it, for who may read the log", ["account name"], ["GET /v1/audit-logs"]),
    ("the gym's record of a person", ["client's name"], client("first_name", "last_name", "sort_name")),
    ("a part of it finds the person", ["client's name"], ["dump crm.client_name_parts.part"]),
    ("the gym's record of a person", ["client e-mail"], client("email", "email_key")),
    ("the gym's record of a person", ["client phone"], client("phone", "phone_key")),
    ("the gym's record of a person", ["birth date"], client("date_of_birth")),
    ("the gym's record of a person", ["gender"], client("gender")),
    ("the gym's record of a person", ["notes"], client("notes")),
    ("the gym's record of a person", ["address"], client("address")),
    ("the gym's record of a person", ["emergency contact"], client("emergency_contact")),
    ("the gym's record of a person", ["metadata"], client("metadata")),
    ("the gym's record of a person", ["member number"], client("member_number")),
    ("the gym's record of a person", ["external id"], client("external_id")),
    (
        "the one part of the audit log that erasing a person deletes",
        [
            "account e-mail", "account name", "e-mail of an undelivered mail", "name in an undelivered mail", "client's name", "client e-mail",
            "client phone", "birth date", "gender", "notes", "address", "emergency contact", "metadata", "news",
            "member number", "external id",
        ],
        AUDIT,
    ),
    ("plain columns of the audit log", ["role"], ["dump audit.audit_logs.new_values"]),
    ("it is the role's", ["role"], ["dump crm.role_definitions.name", "dump crm.role_definitions.description"]),
    (
        "an answer is repeated as it was, for seven days",
        [
            "client's name", "client e-mail", "client phone", "birth date", "gender", "notes", "address", "emergency contact", "member number",
            "external id",
        ],
        ANSWER,
    ),
    ("under which an answer is repeated", ["Idempotency-Key"], ["dump private.idempotency_keys.key"]),
    ("the person's own list of sessions shows it", ["User-Agent"], ["dump private.sessions.user_agent"]),
    ("the person's own list of sessions shows it", ["IP address"], ["dump private.sessions.ip_address"]),
    ("from where somebody changed something", ["User-Agent"], ["dump audit.audit_logs.user_agent"]),
    ("from where somebody changed something", ["IP address"], ["dump audit.audit_logs.ip_address"]),
    (
        "a client makes it up to follow a request by it",
        ["X-Request-Id"],
        [
            "headers of answers", "bodies of problems", "the server's log at debug", "the server's log as it comes", "dump audit.audit_logs.request_id",
            "GET /v1/audit-logs",
        ],
    ),
    ("the news of a person", ["news"], ["dump crm.notifications.title", "dump crm.notifications.message"]),
    ("a member or parameter that is not known is named to who sent it", ["unknown member's name", "name of a parameter"], ["bodies of problems"]),
    ("work that is not done yet", ["payload of an unknown job"], PAYLOAD),
    ("a dead letter, which may be tried again", ["news of a failing job", "payload that cannot be read"], PAYLOAD),
    ("a mail that is not sent yet", ["name in an undelivered mail", "reset token of a mail to be sent"], ["dump jobs.mails.contents"]),
)
