// Written by bin/generate from the files of db/migrations; the compiler embeds them.
#include "schema.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char text_0001_roles[] = {
#embed "../../db/migrations/0001_roles.sql"
};

static const unsigned char text_0002_core[] = {
#embed "../../db/migrations/0002_core.sql"
};

static const unsigned char text_0003_clients[] = {
#embed "../../db/migrations/0003_clients.sql"
};

static const unsigned char text_0004_sessions[] = {
#embed "../../db/migrations/0004_sessions.sql"
};

static const unsigned char text_0005_access[] = {
#embed "../../db/migrations/0005_access.sql"
};

static const unsigned char text_0006_audit[] = {
#embed "../../db/migrations/0006_audit.sql"
};

static const unsigned char text_0007_doors[] = {
#embed "../../db/migrations/0007_doors.sql"
};

static const unsigned char text_0008_sign_in[] = {
#embed "../../db/migrations/0008_sign_in.sql"
};

static const unsigned char text_0009_organizations[] = {
#embed "../../db/migrations/0009_organizations.sql"
};

static const unsigned char text_0010_tags[] = {
#embed "../../db/migrations/0010_tags.sql"
};

static const unsigned char text_0011_events[] = {
#embed "../../db/migrations/0011_events.sql"
};

static const unsigned char text_0012_memberships[] = {
#embed "../../db/migrations/0012_memberships.sql"
};

static const unsigned char text_0013_notifications[] = {
#embed "../../db/migrations/0013_notifications.sql"
};

static const unsigned char text_0014_audit_archive[] = {
#embed "../../db/migrations/0014_audit_archive.sql"
};

static const unsigned char text_0015_jobs_schema[] = {
#embed "../../db/migrations/0015_jobs_schema.sql"
};

static const unsigned char text_0016_jobs[] = {
#embed "../../db/migrations/0016_jobs.sql"
};

static const unsigned char text_0017_duties[] = {
#embed "../../db/migrations/0017_duties.sql"
};

static const unsigned char text_0018_mail[] = {
#embed "../../db/migrations/0018_mail.sql"
};

static const unsigned char text_0019_access_api[] = {
#embed "../../db/migrations/0019_access_api.sql"
};

static const unsigned char text_0020_accounts[] = {
#embed "../../db/migrations/0020_accounts.sql"
};

static const unsigned char text_0021_own_sessions[] = {
#embed "../../db/migrations/0021_own_sessions.sql"
};

static const unsigned char text_0022_idempotency[] = {
#embed "../../db/migrations/0022_idempotency.sql"
};

static const unsigned char text_0023_second_factor[] = {
#embed "../../db/migrations/0023_second_factor.sql"
};

static const unsigned char text_0024_identity_providers[] = {
#embed "../../db/migrations/0024_identity_providers.sql"
};

static const unsigned char text_0025_forgotten_contents[] = {
#embed "../../db/migrations/0025_forgotten_contents.sql"
};

static const unsigned char text_0026_medical[] = {
#embed "../../db/migrations/0026_medical.sql"
};

static const unsigned char text_0027_privacy[] = {
#embed "../../db/migrations/0027_privacy.sql"
};

static const unsigned char text_0028_workos[] = {
#embed "../../db/migrations/0028_workos.sql"
};

static const unsigned char text_0029_people[] = {
#embed "../../db/migrations/0029_people.sql"
};

static const unsigned char text_0030_organization_settings[] = {
#embed "../../db/migrations/0030_organization_settings.sql"
};

static const unsigned char text_0031_onboarding[] = {
#embed "../../db/migrations/0031_onboarding.sql"
};

static const unsigned char text_0032_invitations[] = {
#embed "../../db/migrations/0032_invitations.sql"
};

static const unsigned char text_0033_staff[] = {
#embed "../../db/migrations/0033_staff.sql"
};

static const unsigned char text_0034_segments[] = {
#embed "../../db/migrations/0034_segments.sql"
};

static const unsigned char text_0035_transfers[] = {
#embed "../../db/migrations/0035_transfers.sql"
};

static const unsigned char text_0036_merging[] = {
#embed "../../db/migrations/0036_merging.sql"
};

static const unsigned char text_0037_bookings[] = {
#embed "../../db/migrations/0037_bookings.sql"
};

static const unsigned char text_0038_schedule[] = {
#embed "../../db/migrations/0038_schedule.sql"
};

static const unsigned char text_0039_series[] = {
#embed "../../db/migrations/0039_series.sql"
};

static const unsigned char text_0040_changes[] = {
#embed "../../db/migrations/0040_changes.sql"
};

static const unsigned char text_0041_feeds[] = {
#embed "../../db/migrations/0041_feeds.sql"
};

static const unsigned char text_0042_tries[] = {
#embed "../../db/migrations/0042_tries.sql"
};

static const unsigned char text_0043_rooms_and_changes[] = {
#embed "../../db/migrations/0043_rooms_and_changes.sql"
};

static const struct tryzore_migration migrations[] = {
  {"0001_roles", text_0001_roles, sizeof text_0001_roles},
  {"0002_core", text_0002_core, sizeof text_0002_core},
  {"0003_clients", text_0003_clients, sizeof text_0003_clients},
  {"0004_sessions", text_0004_sessions, sizeof text_0004_sessions},
  {"0005_access", text_0005_access, sizeof text_0005_access},
  {"0006_audit", text_0006_audit, sizeof text_0006_audit},
  {"0007_doors", text_0007_doors, sizeof text_0007_doors},
  {"0008_sign_in", text_0008_sign_in, sizeof text_0008_sign_in},
  {"0009_organizations", text_0009_organizations, sizeof text_0009_organizations},
  {"0010_tags", text_0010_tags, sizeof text_0010_tags},
  {"0011_events", text_0011_events, sizeof text_0011_events},
  {"0012_memberships", text_0012_memberships, sizeof text_0012_memberships},
  {"0013_notifications", text_0013_notifications, sizeof text_0013_notifications},
  {"0014_audit_archive", text_0014_audit_archive, sizeof text_0014_audit_archive},
  {"0015_jobs_schema", text_0015_jobs_schema, sizeof text_0015_jobs_schema},
  {"0016_jobs", text_0016_jobs, sizeof text_0016_jobs},
  {"0017_duties", text_0017_duties, sizeof text_0017_duties},
  {"0018_mail", text_0018_mail, sizeof text_0018_mail},
  {"0019_access_api", text_0019_access_api, sizeof text_0019_access_api},
  {"0020_accounts", text_0020_accounts, sizeof text_0020_accounts},
  {"0021_own_sessions", text_0021_own_sessions, sizeof text_0021_own_sessions},
  {"0022_idempotency", text_0022_idempotency, sizeof text_0022_idempotency},
  {"0023_second_factor", text_0023_second_factor, sizeof text_0023_second_factor},
  {"0024_identity_providers", text_0024_identity_providers, sizeof text_0024_identity_providers},
  {"0025_forgotten_contents", text_0025_forgotten_contents, sizeof text_0025_forgotten_contents},
  {"0026_medical", text_0026_medical, sizeof text_0026_medical},
  {"0027_privacy", text_0027_privacy, sizeof text_0027_privacy},
  {"0028_workos", text_0028_workos, sizeof text_0028_workos},
  {"0029_people", text_0029_people, sizeof text_0029_people},
  {"0030_organization_settings", text_0030_organization_settings, sizeof text_0030_organization_settings},
  {"0031_onboarding", text_0031_onboarding, sizeof text_0031_onboarding},
  {"0032_invitations", text_0032_invitations, sizeof text_0032_invitations},
  {"0033_staff", text_0033_staff, sizeof text_0033_staff},
  {"0034_segments", text_0034_segments, sizeof text_0034_segments},
  {"0035_transfers", text_0035_transfers, sizeof text_0035_transfers},
  {"0036_merging", text_0036_merging, sizeof text_0036_merging},
  {"0037_bookings", text_0037_bookings, sizeof text_0037_bookings},
  {"0038_schedule", text_0038_schedule, sizeof text_0038_schedule},
  {"0039_series", text_0039_series, sizeof text_0039_series},
  {"0040_changes", text_0040_changes, sizeof text_0040_changes},
  {"0041_feeds", text_0041_feeds, sizeof text_0041_feeds},
  {"0042_tries", text_0042_tries, sizeof text_0042_tries},
  {"0043_rooms_and_changes", text_0043_rooms_and_changes, sizeof text_0043_rooms_and_changes},
};

size_t tryzore_migration_count(void) { return sizeof migrations / sizeof migrations[0]; }

struct tryzore_migration tryzore_migration(size_t index) { return migrations[index]; }
