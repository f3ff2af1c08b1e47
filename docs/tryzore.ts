// TryZore CRM, API revision 2026.11.21: printed by `tryzore openapi --emit ts`.

/** A word of a list that may grow: what is known today is completed, what is new is accepted. */
export type Open<Known extends string> = Known | (string & {});

export interface Problem {
  /** A page that explains this kind of problem. */
  type: string;
  title: string;
  status: number;
  /** Stable; decide by this. */
  code: string;
  detail: string;
  request_id: string;
  retryable: boolean;
  required_permission?: string;
  /** What POST /v1/auth/second-factor exchanges with a code. */
  challenge?: string;
  errors?: Array<{
    /** JSON pointer into the body (RFC 6901). */
    pointer?: string;
    /** Name of a query parameter. */
    parameter?: string;
    code: string;
    detail: string;
  }>;
}

export interface Liveness {
  status: string;
}

export interface Health {
  status: string;
  version: string;
  database_milliseconds: number;
}

export interface SignUp {
  email: string;
  password: string;
  first_name: string;
  last_name: string;
}

export interface SessionUser {
  id: string;
  email: string;
  first_name: string;
  last_name: string;
}

export interface SessionOrganization {
  id: string;
  name: string;
  slug: string;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
}

export interface Session {
  access_token: string;
  token_type: string;
  expires_in: number;
  refresh_token: string;
  device_token: string | null;
  user: SessionUser;
  organization: SessionOrganization | null;
}

export interface Login {
  email: string;
  password: string;
  device_token?: string | null;
}

export interface Refresh {
  refresh_token: string;
}

export interface SwitchOrganization {
  organization_id: string;
}

export interface Me {
  id: string;
  email: string;
  first_name: string;
  last_name: string;
  phone: string | null;
  avatar_url: string | null;
  locale: string | null;
  time_zone: string | null;
  email_verified_at: string | null;
  organization: SessionOrganization | null;
  permissions: Array<string>;
}

export interface MyOrganization {
  id: string;
  name: string;
  slug: string;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  is_primary: boolean;
  time_zone: string;
  currency: string;
  logo_url: string | null;
  city: string | null;
  parent_organization_id: string | null;
  status: Open<"active" | "suspended" | "archived">;
}

export interface MyOrganizationList {
  data: Array<MyOrganization>;
}

export interface SecondFactorLogin {
  challenge: string;
  code: string;
}

export interface StepUp {
  code?: string | null;
  password?: string | null;
}

export interface SteppedUp {
  expires_in: number;
}

export interface SecondFactor {
  is_active: boolean;
  confirmed_at: string | null;
  recovery_codes_left: number;
}

export interface NewSecondFactor {
  secret: string;
  otpauth_url: string;
}

export interface ShownCode {
  code: string;
}

export interface RecoveryCodes {
  recovery_codes: Array<string>;
}

export interface MailedToken {
  token: string;
}

export interface PasswordResetRequest {
  email: string;
}

export interface PasswordReset {
  token: string;
  password: string;
}

export interface PasswordChange {
  current_password: string;
  new_password: string;
}

export interface ProviderSummary {
  name: string;
  title: string;
}

export interface ProviderList {
  data: Array<ProviderSummary>;
}

export interface NewAuthorization {
  provider: string;
  login_hint?: string | null;
}

export interface Authorization {
  authorization_url: string;
  login_token: string;
  expires_in: number;
}

export interface AuthorizationResponse {
  login_token: string;
  state: string;
  code?: string | null;
  iss?: string | null;
  error?: string | null;
  error_description?: string | null;
}

export interface ProviderLogout {
  logout_url: string | null;
}

export interface OwnIdentity {
  id: string;
  provider: string;
  email: string | null;
  created_at: string;
}

export interface OwnIdentityList {
  data: Array<OwnIdentity>;
}

export interface AddedIdentity {
  id: string;
}

export interface OwnSession {
  id: string;
  organization_id: string | null;
  organization_name: string | null;
  created_at: string;
  last_used_at: string;
  expires_at: string;
  user_agent: string | null;
  ip_address: string | null;
  is_current: boolean;
}

export interface OwnSessionList {
  data: Array<OwnSession>;
}

export interface Key {
  kty: string;
  crv: string;
  kid: string;
  use: string;
  alg: string;
  x: string;
  y: string;
}

export interface KeySet {
  keys: Array<Key>;
}

export interface OrganizationAddress {
  street: string | null;
  city: string | null;
  postal_code: string | null;
  region: string | null;
  country: string | null;
}

export interface Organization {
  id: string;
  name: string;
  slug: string;
  parent_organization_id: string | null;
  root_organization_id: string;
  domain: string | null;
  logo_url: string | null;
  address: OrganizationAddress | null;
  time_zone: string;
  currency: string;
  jurisdiction: string | null;
  color: string | null;
  text_color: string;
  status: Open<"active" | "suspended" | "archived">;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface OrganizationList {
  data: Array<Organization>;
}

export interface OrganizationAddressAnswer {
  street?: string | null;
  city?: string | null;
  postal_code?: string | null;
  region?: string | null;
  country?: string | null;
}

export interface NewOrganization {
  name: string;
  slug?: string | null;
  time_zone?: string | null;
  currency?: string | null;
  jurisdiction?: Open<"US" | "CA" | "UK" | "AU" | "EU"> | null;
  parent_organization_id?: string | null;
  address?: OrganizationAddressAnswer | null;
}

export interface FoundedOrganization {
  id: string;
  name: string;
  slug: string;
  parent_organization_id: string | null;
  address: OrganizationAddress | null;
  time_zone: string;
  currency: string;
  jurisdiction: string | null;
  status: Open<"active" | "suspended" | "archived">;
  created_at: string;
  session: Session;
}

export interface OrganizationPatch {
  name?: string;
  slug?: string;
  domain?: string | null;
  logo_url?: string | null;
  address?: OrganizationAddressAnswer | null;
  time_zone?: string;
  currency?: string;
  jurisdiction?: Open<"US" | "CA" | "UK" | "AU" | "EU"> | null;
  color?: string | null;
}

export interface LocationOverview {
  id: string;
  name: string;
  city: string | null;
  time_zone: string;
  status: Open<"active" | "suspended" | "archived">;
  clients_active: number;
  staff: number;
  classes_today: number;
}

export interface LocationOverviews {
  data: Array<LocationOverview>;
}

export interface Blackout {
  from: string;
  to: string;
}

export interface Fee {
  amount: number;
  currency: string;
}

export interface StrikeRule {
  limit: number;
  days: number;
}

export interface BookingSettings {
  opens_hours_before: number;
  opens_at: string | null;
  closes_hours_before: number;
  closes_at: string | null;
  cancel_window_hours: number;
  blackout: Blackout | null;
  late_cancel_fee_enabled: boolean;
  late_cancel_fee: Fee;
  late_cancel_tax_percent: number;
  late_cancel_auto_charge: boolean;
  no_show_fee_enabled: boolean;
  no_show_fee: Fee;
  no_show_tax_percent: number;
  no_show_auto_charge: boolean;
  no_show_after_hours: number;
  strikes: StrikeRule | null;
  waitlist_mode: Open<"auto" | "broadcast" | "hold">;
  waitlist_cutoff_hours: number | null;
  waitlist_after_cutoff: Open<"broadcast" | "hold">;
  waitlist_grace_minutes: number;
  waitlist_notice_minutes: number;
}

export interface SettingSource {
  name: string;
  origin: Open<"own" | "inherited" | "default">;
  organization_id: string | null;
}

export interface SettingsInForceBookingSettings {
  values: BookingSettings;
  sources: Array<SettingSource>;
  version: number;
}

export interface BlackoutAnswer {
  from: string;
  to: string;
}

export interface FeeAnswer {
  amount: number;
  currency: string;
}

export interface StrikeRuleAnswer {
  limit: number;
  days: number;
}

export interface Changes {
  opens_hours_before?: number | null;
  opens_at?: string | null;
  closes_hours_before?: number | null;
  closes_at?: string | null;
  cancel_window_hours?: number | null;
  blackout?: BlackoutAnswer | null;
  late_cancel_fee_enabled?: boolean | null;
  late_cancel_fee?: FeeAnswer | null;
  late_cancel_tax_percent?: number | null;
  late_cancel_auto_charge?: boolean | null;
  no_show_fee_enabled?: boolean | null;
  no_show_fee?: FeeAnswer | null;
  no_show_tax_percent?: number | null;
  no_show_auto_charge?: boolean | null;
  no_show_after_hours?: number | null;
  strikes?: StrikeRuleAnswer | null;
  waitlist_mode?: Open<"auto" | "broadcast" | "hold"> | null;
  waitlist_cutoff_hours?: number | null;
  waitlist_after_cutoff?: Open<"broadcast" | "hold"> | null;
  waitlist_grace_minutes?: number | null;
  waitlist_notice_minutes?: number | null;
}

export interface HoursSettings {
  monday: Array<{
    opens: string;
    closes: string;
  }>;
  tuesday: Array<{
    opens: string;
    closes: string;
  }>;
  wednesday: Array<{
    opens: string;
    closes: string;
  }>;
  thursday: Array<{
    opens: string;
    closes: string;
  }>;
  friday: Array<{
    opens: string;
    closes: string;
  }>;
  saturday: Array<{
    opens: string;
    closes: string;
  }>;
  sunday: Array<{
    opens: string;
    closes: string;
  }>;
  exceptions: Array<{
    date: string;
    hours: Array<{
      opens: string;
      closes: string;
    }>;
    note?: string | null;
  }>;
}

export interface SettingsInForceHoursSettings {
  values: HoursSettings;
  sources: Array<SettingSource>;
  version: number;
}

export interface ChangesAnswer {
  monday?: Array<{
    opens: string;
    closes: string;
  }> | null;
  tuesday?: Array<{
    opens: string;
    closes: string;
  }> | null;
  wednesday?: Array<{
    opens: string;
    closes: string;
  }> | null;
  thursday?: Array<{
    opens: string;
    closes: string;
  }> | null;
  friday?: Array<{
    opens: string;
    closes: string;
  }> | null;
  saturday?: Array<{
    opens: string;
    closes: string;
  }> | null;
  sunday?: Array<{
    opens: string;
    closes: string;
  }> | null;
  exceptions?: Array<{
    date: string;
    hours: Array<{
      opens: string;
      closes: string;
    }>;
    note?: string | null;
  }> | null;
}

export interface ComplianceSettings {
  jurisdiction: string | null;
  age_of_majority: number;
}

export interface SettingsInForceComplianceSettings {
  values: ComplianceSettings;
  sources: Array<SettingSource>;
  version: number;
}

export interface ChangesAnswerAnswer {
  jurisdiction?: Open<"US" | "CA" | "UK" | "AU" | "EU"> | null;
  age_of_majority?: number | null;
}

export interface LocationSettings {
  booking_elsewhere: Open<"home" | "chain">;
  visits_paid_by: Open<"home" | "visitor">;
  schedule_visibility: Open<"home" | "chain">;
}

export interface SettingsInForceLocationSettings {
  values: LocationSettings;
  sources: Array<SettingSource>;
  version: number;
}

export interface ChangesAnswerAnswerAnswer {
  booking_elsewhere?: Open<"home" | "chain"> | null;
  visits_paid_by?: Open<"home" | "visitor"> | null;
  schedule_visibility?: Open<"home" | "chain"> | null;
}

export interface AlertSettings {
  payment_past_due: Open<"off" | "info" | "warn" | "block">;
  membership_expired: Open<"off" | "info" | "warn" | "block">;
  expiring_soon: Open<"off" | "info" | "warn" | "block">;
  frozen: Open<"off" | "info" | "warn" | "block">;
  no_credit_left: Open<"off" | "info" | "warn" | "block">;
  banned: Open<"off" | "info" | "warn" | "block">;
  guardian_missing: Open<"off" | "info" | "warn" | "block">;
  medical_note: Open<"off" | "info" | "warn" | "block">;
  emergency_contact_missing: Open<"off" | "info" | "warn" | "block">;
  photo_missing: Open<"off" | "info" | "warn" | "block">;
  first_visit: Open<"off" | "info" | "warn" | "block">;
  birthday: Open<"off" | "info" | "warn" | "block">;
  milestone: Open<"off" | "info" | "warn" | "block">;
  pinned_note: Open<"off" | "info" | "warn" | "block">;
}

export interface SettingsInForceAlertSettings {
  values: AlertSettings;
  sources: Array<SettingSource>;
  version: number;
}

export interface ChangesAnswerAnswerAnswerAnswer {
  payment_past_due?: Open<"off" | "info" | "warn" | "block"> | null;
  membership_expired?: Open<"off" | "info" | "warn" | "block"> | null;
  expiring_soon?: Open<"off" | "info" | "warn" | "block"> | null;
  frozen?: Open<"off" | "info" | "warn" | "block"> | null;
  no_credit_left?: Open<"off" | "info" | "warn" | "block"> | null;
  banned?: Open<"off" | "info" | "warn" | "block"> | null;
  guardian_missing?: Open<"off" | "info" | "warn" | "block"> | null;
  medical_note?: Open<"off" | "info" | "warn" | "block"> | null;
  emergency_contact_missing?: Open<"off" | "info" | "warn" | "block"> | null;
  photo_missing?: Open<"off" | "info" | "warn" | "block"> | null;
  first_visit?: Open<"off" | "info" | "warn" | "block"> | null;
  birthday?: Open<"off" | "info" | "warn" | "block"> | null;
  milestone?: Open<"off" | "info" | "warn" | "block"> | null;
  pinned_note?: Open<"off" | "info" | "warn" | "block"> | null;
}

export interface BrandingSettings {
  color: string | null;
  text_color: string | null;
  reply_to: string | null;
}

export interface SettingsInForceBrandingSettings {
  values: BrandingSettings;
  sources: Array<SettingSource>;
  version: number;
}

export interface ChangesAnswerAnswerAnswerAnswerAnswer {
  color?: string | null;
  reply_to?: string | null;
}

export interface SettingsExport {
  name: string;
  slug: string;
  time_zone: string;
  currency: string;
  exported_at: string;
  booking: BookingSettings;
  hours: HoursSettings;
  compliance: ComplianceSettings;
  locations: LocationSettings;
  alerts: AlertSettings;
  branding: BrandingSettings;
}

export interface NavigationItem {
  key: Open<"dashboard" | "classes" | "perform" | "people" | "financial" | "analytics" | "forms" | "settings">;
  badge: number | null;
}

export interface NavigationBadges {
  classes_today: number | null;
  clients_active: number | null;
}

export interface Navigation {
  items: Array<NavigationItem>;
  badges: NavigationBadges;
}

export interface OnboardingStepState {
  number: number;
  name: Open<"organization" | "account" | "locations">;
  is_complete: boolean;
  is_skipped: boolean;
  can_skip: boolean;
  can_go_back: boolean;
}

export interface OnboardingOrganization {
  organization_name: string;
  first_name: string;
  last_name: string;
  time_zone: string | null;
  currency: string | null;
  jurisdiction: Open<"US" | "CA" | "UK" | "AU" | "EU"> | null;
}

export interface OnboardingAccountState {
  email: string;
  is_password_set: boolean;
}

export interface OnboardingLocation {
  name: string;
  address: OrganizationAddress | null;
}

export interface Onboarding {
  expires_at: string;
  current_step: number;
  steps: Array<OnboardingStepState>;
  organization: OnboardingOrganization | null;
  account: OnboardingAccountState | null;
  locations: Array<OnboardingLocation> | null;
}

export interface StartedOnboarding {
  token: string;
  onboarding: Onboarding;
}

export interface OnboardingOrganizationAnswer {
  organization_name: string;
  first_name: string;
  last_name: string;
  time_zone?: string | null;
  currency?: string | null;
  jurisdiction?: Open<"US" | "CA" | "UK" | "AU" | "EU"> | null;
}

export interface OnboardingAccount {
  email: string;
  password: string;
}

export interface OnboardingLocationAnswer {
  name: string;
  address?: OrganizationAddressAnswer | null;
}

export interface OnboardingLocations {
  locations: Array<OnboardingLocationAnswer>;
}

export interface CompletedOnboarding {
  locations: number;
  session: Session;
}

export interface OnboardingRecovery {
  email: string;
}

export interface PermissionEntry {
  slug: string;
  description: string;
  roles: Array<Open<"owner" | "admin" | "staff" | "trainer" | "member">>;
}

export interface PermissionEntryList {
  data: Array<PermissionEntry>;
}

export interface CustomRole {
  id: string;
  name: string;
  description: string | null;
  permissions: Array<string>;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface CustomRolePage {
  data: Array<CustomRole>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface NewRole {
  name: string;
  description?: string | null;
  permissions: Array<Open<"organization.view" | "organization.update" | "organization.export" | "staff.view" | "staff.manage" | "clients.view" | "clients.create" | "clients.update" | "clients.delete" | "clients.contact.view" | "clients.import" | "clients.medical.view" | "clients.medical.update" | "tags.manage" | "segments.manage" | "rooms.manage" | "events.view" | "events.create" | "events.update" | "events.lead" | "bookings.view" | "bookings.create" | "bookings.manage" | "bookings.override" | "fees.waive" | "plans.manage" | "memberships.view" | "memberships.create" | "memberships.update" | "audit.view" | "jobs.view" | "jobs.manage" | "privacy.request" | "privacy.manage">>;
}

export interface RolePatch {
  name?: string;
  description?: string | null;
  permissions?: Array<Open<"organization.view" | "organization.update" | "organization.export" | "staff.view" | "staff.manage" | "clients.view" | "clients.create" | "clients.update" | "clients.delete" | "clients.contact.view" | "clients.import" | "clients.medical.view" | "clients.medical.update" | "tags.manage" | "segments.manage" | "rooms.manage" | "events.view" | "events.create" | "events.update" | "events.lead" | "bookings.view" | "bookings.create" | "bookings.manage" | "bookings.override" | "fees.waive" | "plans.manage" | "memberships.view" | "memberships.create" | "memberships.update" | "audit.view" | "jobs.view" | "jobs.manage" | "privacy.request" | "privacy.manage">>;
}

export interface RoleName {
  id: string;
  name: string;
}

export interface Specialty {
  id: string;
  name: string;
  color: string | null;
}

export interface StaffMember {
  id: string;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  sort_name: string;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  custom_role: RoleName | null;
  title: string | null;
  rank: number;
  joined_at: string;
  version: number;
  is_primary: boolean;
  status: Open<"active" | "left">;
  left_at: string | null;
  specialties: Array<Specialty>;
  classes_taught_this_month: number;
  attendance_rate: number | null;
  rating_band: Open<"excellent" | "good" | "needs_improvement"> | null;
}

export interface StaffMemberPage {
  data: Array<StaffMember>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface StaffPatch {
  title?: string | null;
  role?: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  role_definition_id?: string | null;
}

export interface Departure {
  hand_over_to?: string | null;
}

export interface StaffPermissions {
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  role_definition_id: string | null;
  grant: Array<string>;
  deny: Array<string>;
  effective: Array<string>;
  version: number;
}

export interface StaffPermissionsPatch {
  role?: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  role_definition_id?: string | null;
  grant?: Array<Open<"organization.view" | "organization.update" | "organization.export" | "staff.view" | "staff.manage" | "clients.view" | "clients.create" | "clients.update" | "clients.delete" | "clients.contact.view" | "clients.import" | "clients.medical.view" | "clients.medical.update" | "tags.manage" | "segments.manage" | "rooms.manage" | "events.view" | "events.create" | "events.update" | "events.lead" | "bookings.view" | "bookings.create" | "bookings.manage" | "bookings.override" | "fees.waive" | "plans.manage" | "memberships.view" | "memberships.create" | "memberships.update" | "audit.view" | "jobs.view" | "jobs.manage" | "privacy.request" | "privacy.manage">>;
  deny?: Array<Open<"organization.view" | "organization.update" | "organization.export" | "staff.view" | "staff.manage" | "clients.view" | "clients.create" | "clients.update" | "clients.delete" | "clients.contact.view" | "clients.import" | "clients.medical.view" | "clients.medical.update" | "tags.manage" | "segments.manage" | "rooms.manage" | "events.view" | "events.create" | "events.update" | "events.lead" | "bookings.view" | "bookings.create" | "bookings.manage" | "bookings.override" | "fees.waive" | "plans.manage" | "memberships.view" | "memberships.create" | "memberships.update" | "audit.view" | "jobs.view" | "jobs.manage" | "privacy.request" | "privacy.manage">>;
}

export interface NewSpecialties {
  tag_ids: Array<string>;
}

export interface StaffLocation {
  organization_id: string;
  organization_name: string;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  title: string | null;
  is_primary: boolean;
}

export interface StaffLocations {
  data: Array<StaffLocation>;
}

export interface NewStaffLocation {
  organization_id: string;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  title?: string | null;
  is_primary: boolean;
}

export interface NewStaffLocations {
  locations: Array<NewStaffLocation>;
}

export interface PrimaryOrganization {
  organization_id: string;
}

export interface Invitation {
  id: string;
  email: string;
  name: string | null;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  custom_role: RoleName | null;
  title: string | null;
  grant: Array<string>;
  deny: Array<string>;
  client_id: string | null;
  status: Open<"pending" | "accepted" | "expired" | "revoked">;
  expires_at: string;
  sent_count: number;
  last_sent_at: string;
  invited_by: string | null;
  accepted_by: string | null;
  accepted_at: string | null;
  revoked_at: string | null;
  created_at: string;
}

export interface InvitationPage {
  data: Array<Invitation>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface NewInvitation {
  email: string;
  name?: string | null;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  role_definition_id?: string | null;
  grant?: Array<Open<"organization.view" | "organization.update" | "organization.export" | "staff.view" | "staff.manage" | "clients.view" | "clients.create" | "clients.update" | "clients.delete" | "clients.contact.view" | "clients.import" | "clients.medical.view" | "clients.medical.update" | "tags.manage" | "segments.manage" | "rooms.manage" | "events.view" | "events.create" | "events.update" | "events.lead" | "bookings.view" | "bookings.create" | "bookings.manage" | "bookings.override" | "fees.waive" | "plans.manage" | "memberships.view" | "memberships.create" | "memberships.update" | "audit.view" | "jobs.view" | "jobs.manage" | "privacy.request" | "privacy.manage">> | null;
  deny?: Array<Open<"organization.view" | "organization.update" | "organization.export" | "staff.view" | "staff.manage" | "clients.view" | "clients.create" | "clients.update" | "clients.delete" | "clients.contact.view" | "clients.import" | "clients.medical.view" | "clients.medical.update" | "tags.manage" | "segments.manage" | "rooms.manage" | "events.view" | "events.create" | "events.update" | "events.lead" | "bookings.view" | "bookings.create" | "bookings.manage" | "bookings.override" | "fees.waive" | "plans.manage" | "memberships.view" | "memberships.create" | "memberships.update" | "audit.view" | "jobs.view" | "jobs.manage" | "privacy.request" | "privacy.manage">> | null;
  title?: string | null;
}

export interface InvitationPreview {
  organization_name: string;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  expires_at: string;
}

export interface AcceptedInvitation {
  organization_id: string;
  organization_name: string;
  role: Open<"owner" | "admin" | "staff" | "trainer" | "member">;
  client_id: string | null;
}

export interface IssuedClaimCode {
  code: string;
  expires_at: string;
}

export interface ClientClaim {
  organization: string;
  code: string;
}

export interface ClientLink {
  organization_id: string;
  organization_name: string;
  slug: string;
  client_id: string;
  member_number: string | null;
  status: Open<"lead" | "active" | "inactive" | "banned" | "archived">;
  shares_profile: boolean;
}

export interface ClientLinkList {
  data: Array<ClientLink>;
}

export interface ProfileSharing {
  shares_profile: boolean;
}

export interface TrainingPreferences {
  goals: string | null;
  interests: Array<string> | null;
}

export interface EmergencyContact {
  name: string | null;
  phone: string | null;
  relationship: string | null;
}

export interface Profile {
  preferences: TrainingPreferences;
  emergency_contact: EmergencyContact | null;
  version: number;
}

export interface TrainingPreferencesAnswer {
  goals?: string | null;
  interests?: Array<string> | null;
}

export interface EmergencyContactAnswer {
  name?: string | null;
  phone?: string | null;
  relationship?: string | null;
}

export interface ProfilePatch {
  preferences?: TrainingPreferencesAnswer;
  emergency_contact?: EmergencyContactAnswer | null;
}

export interface SharedProfile {
  preferences: TrainingPreferences;
  emergency_contact: EmergencyContact | null;
  updated_at: string;
}

export interface AuditActor {
  user_id: string | null;
  name: string | null;
  process: string | null;
}

export interface AuditEntry {
  id: string;
  created_at: string;
  action: Open<"created" | "updated" | "deleted">;
  entity_type: string;
  entity_id: string;
  actor: AuditActor | null;
  session_id: string | null;
  request_id: string | null;
  old_values: Record<string, unknown> | null;
  new_values: Record<string, unknown> | null;
  hidden_columns: Array<string>;
  old_personal_values: Record<string, unknown> | null;
  new_personal_values: Record<string, unknown> | null;
}

export interface AuditEntryPage {
  data: Array<AuditEntry>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface ClientMembership {
  plan: string;
  status: Open<"pending" | "active" | "past_due" | "paused" | "cancelled" | "expired">;
  starts_on: string;
  ends_on: string | null;
  classes_remaining: number | null;
}

export interface ClientSummary {
  id: string;
  first_name: string;
  last_name: string;
  sort_name: string;
  email: string | null;
  phone: string | null;
  date_of_birth: string | null;
  gender: string | null;
  status: Open<"lead" | "active" | "inactive" | "banned" | "archived">;
  membership_status: Open<"pending" | "active" | "past_due" | "paused" | "cancelled" | "expired"> | null;
  display_status: Open<"lead" | "active" | "inactive" | "banned" | "archived" | "pending" | "past_due" | "frozen" | "cancelled" | "expired">;
  member_number: string | null;
  joined_on: string | null;
  last_visit_at: string | null;
  visit_count: number;
  created_at: string;
  updated_at: string;
  photo_url: string | null;
  membership: ClientMembership | null;
}

export interface ClientSummaryPage {
  data: Array<ClientSummary>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface Address {
  street?: string | null;
  city?: string | null;
  state?: string | null;
  postal_code?: string | null;
  country?: string | null;
}

export interface NewClient {
  first_name: string;
  last_name: string;
  email?: string | null;
  phone?: string | null;
  date_of_birth?: string | null;
  gender?: string | null;
  status?: Open<"lead" | "active" | "inactive" | "banned" | "archived"> | null;
  member_number?: string | null;
  external_id?: string | null;
  joined_on?: string | null;
  address?: Address | null;
  emergency_contact?: EmergencyContactAnswer | null;
  notes?: string | null;
  photo_url?: string | null;
}

export interface AddressAnswer {
  street: string | null;
  city: string | null;
  state: string | null;
  postal_code: string | null;
  country: string | null;
}

export interface Client {
  id: string;
  first_name: string;
  last_name: string;
  sort_name: string;
  email: string | null;
  phone: string | null;
  date_of_birth: string | null;
  gender: string | null;
  status: Open<"lead" | "active" | "inactive" | "banned" | "archived">;
  membership_status: Open<"pending" | "active" | "past_due" | "paused" | "cancelled" | "expired"> | null;
  display_status: Open<"lead" | "active" | "inactive" | "banned" | "archived" | "pending" | "past_due" | "frozen" | "cancelled" | "expired">;
  member_number: string | null;
  joined_on: string | null;
  last_visit_at: string | null;
  visit_count: number;
  created_at: string;
  updated_at: string;
  photo_url: string | null;
  deleted_at: string | null;
  version: number;
  external_id: string | null;
  is_home: boolean;
  address: AddressAnswer | null;
  emergency_contact: EmergencyContact | null;
  notes: string | null;
  metadata: Record<string, unknown> | null;
}

export interface AddressPatch {
  street?: string | null;
  city?: string | null;
  state?: string | null;
  postal_code?: string | null;
  country?: string | null;
}

export interface EmergencyContactPatch {
  name?: string | null;
  phone?: string | null;
  relationship?: string | null;
}

export interface ClientPatch {
  first_name?: string;
  last_name?: string;
  email?: string | null;
  phone?: string | null;
  date_of_birth?: string | null;
  gender?: string | null;
  status?: Open<"lead" | "active" | "inactive" | "banned" | "archived">;
  member_number?: string | null;
  external_id?: string | null;
  is_home?: boolean;
  joined_on?: string | null;
  address?: AddressPatch | null;
  emergency_contact?: EmergencyContactPatch | null;
  notes?: string | null;
  photo_url?: string | null;
}

export interface MedicalSummary {
  client_id: string;
  fields: Array<string>;
  updated_at: string | null;
  version: number;
}

export interface MedicalPatch {
  conditions?: string | null;
  allergies?: string | null;
  medications?: string | null;
  injuries?: string | null;
  notes?: string | null;
}

export interface NewMedicalDisclosure {
  reason: string;
}

export interface MedicalDisclosure {
  id: string;
  client_id: string;
  disclosed_at: string;
  conditions: string | null;
  allergies: string | null;
  medications: string | null;
  injuries: string | null;
  notes: string | null;
}

export interface NoteAuthor {
  id: string;
  name: string | null;
}

export interface ClientNote {
  id: string;
  client_id: string;
  body: string;
  visibility: Open<"team" | "desk" | "managers">;
  is_pinned: boolean;
  author: NoteAuthor | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface ClientNotePage {
  data: Array<ClientNote>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface NewClientNote {
  body: string;
  visibility?: Open<"team" | "desk" | "managers"> | null;
  is_pinned?: boolean | null;
}

export interface ClientNotePatch {
  body?: string;
  visibility?: Open<"team" | "desk" | "managers">;
  is_pinned?: boolean;
}

export interface ClientGuardian {
  id: string;
  client_id: string;
  guardian_id: string | null;
  name: string | null;
  phone: string | null;
  email: string | null;
  relationship: string | null;
  created_at: string;
}

export interface ClientGuardianList {
  data: Array<ClientGuardian>;
}

export interface NewClientGuardian {
  guardian_id?: string | null;
  name?: string | null;
  phone?: string | null;
  email?: string | null;
  relationship?: string | null;
}

export interface TimelineEntry {
  id: string;
  kind: Open<"created" | "note" | "membership_started" | "membership_paused" | "membership_ended" | "booked" | "attended" | "no_show" | "cancelled" | "late_cancelled" | "consent_given" | "consent_withdrawn" | "merged">;
  occurred_at: string;
  title: string | null;
  text: string | null;
}

export interface TimelineEntryPage {
  data: Array<TimelineEntry>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface ClientVisits {
  visit_count: number;
  first_visit_at: string | null;
  last_visit_at: string | null;
  last_thirty_days: number;
  last_ninety_days: number;
  no_shows: number;
  cancellations: number;
  late_cancellations: number;
  favourite: string | null;
}

export interface DuplicateClient {
  id: string;
  first_name: string;
  last_name: string;
  email: string | null;
  phone: string | null;
  date_of_birth: string | null;
  member_number: string | null;
  visit_count: number;
  created_at: string;
}

export interface DuplicatePair {
  one: DuplicateClient;
  other: DuplicateClient;
  reasons: Array<Open<"name" | "similar_name" | "email" | "phone" | "date_of_birth">>;
  score: number;
}

export interface DuplicatePairList {
  data: Array<DuplicatePair>;
}

export interface NewClientMerge {
  client_id: string;
  take?: Array<Open<"name" | "email" | "phone" | "address" | "date_of_birth" | "gender" | "emergency_contact" | "member_number" | "external_id" | "photo_url" | "notes" | "status">> | null;
}

export interface ClientMerge {
  id: string;
  client_id: string;
  created_by: string | null;
  created_at: string;
}

export interface ClientMergePage {
  data: Array<ClientMerge>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface ClientAlert {
  code: Open<"payment_past_due" | "membership_expired" | "expiring_soon" | "frozen" | "no_credit_left" | "banned" | "guardian_missing" | "medical_note" | "emergency_contact_missing" | "photo_missing" | "first_visit" | "birthday" | "milestone" | "pinned_note">;
  severity: Open<"info" | "warn" | "block">;
  text: string;
}

export interface NextBooking {
  event_id: string;
  title: string;
  starts_at: string;
}

export interface FrontDeskPerson {
  id: string;
  first_name: string;
  last_name: string;
  photo_url: string | null;
  member_number: string | null;
  display_status: Open<"lead" | "active" | "inactive" | "banned" | "archived" | "pending" | "past_due" | "frozen" | "cancelled" | "expired">;
  plan: string | null;
  verdict: Open<"allow" | "warn" | "block">;
  alerts: Array<ClientAlert>;
  next_booking: NextBooking | null;
}

export interface FrontDeskMatches {
  data: Array<FrontDeskPerson>;
}

export interface SearchMatch {
  type: Open<"client" | "staff" | "event">;
  id: string;
  title: string;
  subtitle: string | null;
  picture_url: string | null;
}

export interface SearchMatches {
  data: Array<SearchMatch>;
}

export interface ClientAlerts {
  verdict: Open<"allow" | "warn" | "block">;
  alerts: Array<ClientAlert>;
}

export interface NewBooking {
  client_id?: string | null;
  host_id?: string | null;
  source?: Open<"app" | "website" | "desk" | "phone" | "kiosk" | "import"> | null;
  notes?: string | null;
  override_reason?: string | null;
  quote_id?: string | null;
}

export interface BookedEvent {
  id: string;
  title: string;
  starts_at: string;
  ends_at: string;
  time_zone: string | null;
  status: string;
}

export interface BookedClient {
  id: string;
  first_name: string;
  last_name: string;
  email: string | null;
  phone: string | null;
  photo_url: string | null;
}

export interface Money {
  amount: number;
  currency: string;
}

export interface Booking {
  id: string;
  event: BookedEvent;
  client: BookedClient;
  status: Open<"registered" | "waitlisted" | "attended" | "no_show" | "cancelled" | "late_cancelled">;
  waitlist_position: number | null;
  is_first_visit: boolean;
  is_override: boolean;
  host_id: string | null;
  registered_at: string;
  promoted_at: string | null;
  notice_minutes: number | null;
  free_until: string | null;
  late_cancel_fee: Money | null;
  no_show_fee: Money | null;
  fee: Money | null;
  fee_tax: Money | null;
  fee_waived_at: string | null;
  checked_in_at: string | null;
  cancelled_at: string | null;
  cancellation_reason: string | null;
  source: string | null;
  payment_status: string;
  price: Money | null;
  notes: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface NewWait {
  client_id?: string | null;
  notice_minutes?: number | null;
  source?: Open<"app" | "website" | "desk" | "phone" | "kiosk" | "import"> | null;
  quote_id?: string | null;
}

export interface BookingList {
  data: Array<Booking>;
}

export interface RosterCounts {
  registered: number;
  waitlisted: number;
  attended: number;
  no_show: number;
  cancelled: number;
  late_cancelled: number;
}

export interface BookingPage {
  data: Array<Booking>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface BookingPatch {
  notes?: string | null;
  notice_minutes?: number | null;
}

export interface BookingDecision {
  id: string;
  act: string;
  outcome: string;
  reasons: Array<string>;
  facts: Record<string, unknown>;
  override_reason: string | null;
  created_by: string | null;
  created_at: string;
}

export interface BookingDecisionList {
  data: Array<BookingDecision>;
}

export interface NewCancellation {
  reason?: string | null;
  waives_fee?: boolean | null;
  quote_id?: string | null;
}

export interface NewSeriesBooking {
  client_id?: string | null;
  mode: Open<"all_or_nothing" | "per_item">;
  starts_at_from?: string | null;
  starts_at_before?: string | null;
  source?: Open<"app" | "website" | "desk" | "phone" | "kiosk" | "import"> | null;
}

export interface SeriesBookingResult {
  event_id: string;
  starts_at: string;
  booking_id: string | null;
  problem: string | null;
}

export interface SeriesBooking {
  results: Array<SeriesBookingResult>;
  continues_at: string | null;
}

export interface NewQuote {
  act: Open<"book" | "wait" | "cancel">;
  event_id?: string | null;
  client_id?: string | null;
  booking_id?: string | null;
}

export interface QuoteLine {
  code: string;
  amount: Money;
}

export interface QuoteEffect {
  code: string;
  text: string;
}

export interface Quote {
  id: string;
  act: Open<"book" | "wait" | "cancel">;
  lines: Array<QuoteLine>;
  effects: Array<QuoteEffect>;
  free_until: string | null;
  late_cancel_fee: Money | null;
  no_show_fee: Money | null;
  expires_at: string;
}

export interface NewOverride {
  reason: string;
}

export interface NewCheckIn {
  code?: string | null;
  client_id?: string | null;
  event_id?: string | null;
  source: Open<"scan" | "search" | "kiosk" | "door" | "offline" | "roster">;
  occurred_at?: string | null;
  override?: NewOverride | null;
}

export interface AttendedEvent {
  id: string;
  title: string;
  starts_at: string;
}

export interface CheckIn {
  id: string;
  client_id: string;
  booking_id: string | null;
  event: AttendedEvent | null;
  source: Open<"scan" | "search" | "kiosk" | "door" | "offline" | "roster">;
  verdict: Open<"allow" | "warn" | "block">;
  alerts: Array<ClientAlert>;
  override_reason: string | null;
  visit_count: number;
  occurred_at: string;
  undo_until: string | null;
}

export interface CheckInRow {
  id: string;
  client_id: string;
  first_name: string;
  last_name: string;
  booking_id: string | null;
  event: AttendedEvent | null;
  source: Open<"scan" | "search" | "kiosk" | "door" | "offline" | "roster">;
  verdict: Open<"allow" | "warn" | "block">;
  override_reason: string | null;
  visit_count: number;
  occurred_at: string;
  undone_at: string | null;
}

export interface CheckInRowPage {
  data: Array<CheckInRow>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface LedgerEntry {
  account: string;
  amount: number;
  currency: string;
}

export interface LedgerTransaction {
  id: string;
  kind: Open<"late_cancel_fee" | "no_show_fee" | "reversal" | "waiver">;
  client_id: string;
  booking_id: string | null;
  reverses_id: string | null;
  entries: Array<LedgerEntry>;
  created_by: string | null;
  created_at: string;
}

export interface LedgerTransactionPage {
  data: Array<LedgerTransaction>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface BookingPolicy {
  own: Record<string, unknown>;
  in_force: BookingSettings;
  version: number;
}

export interface Tag {
  id: string;
  name: string;
  type: Open<"specialty" | "interest" | "category" | "skill" | "certification" | "custom">;
  color: string | null;
  icon: string | null;
  description: string | null;
  is_active: boolean;
  uses: number;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface TagPage {
  data: Array<Tag>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface NewTag {
  name: string;
  type: Open<"specialty" | "interest" | "category" | "skill" | "certification" | "custom">;
  color?: string | null;
  icon?: string | null;
  description?: string | null;
  is_active?: boolean | null;
}

export interface TagPatch {
  name?: string;
  color?: string | null;
  icon?: string | null;
  description?: string | null;
  is_active?: boolean;
}

export interface Taggable {
  id: string;
  tag_id: string;
  taggable_type: Open<"user" | "client" | "event" | "class" | "tour">;
  taggable_id: string;
  created_by: string | null;
  created_at: string;
}

export interface TaggablePage {
  data: Array<Taggable>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface NewTaggable {
  tag_id: string;
  taggable_type: Open<"user" | "client" | "event" | "class" | "tour">;
  taggable_id: string;
}

export interface ClientTag {
  id: string;
  name: string;
  type: Open<"specialty" | "interest" | "category" | "skill" | "certification" | "custom">;
  color: string | null;
  icon: string | null;
  taggable_id: string;
  tagged_at: string;
}

export interface ClientTagList {
  data: Array<ClientTag>;
}

export interface ClientTagIDs {
  tag_ids: Array<string>;
}

export interface Room {
  id: string;
  name: string;
  capacity: number | null;
  is_active: boolean;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface RoomPage {
  data: Array<Room>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface NewRoom {
  name: string;
  capacity?: number | null;
}

export interface RoomPatch {
  name?: string;
  capacity?: number | null;
  is_active?: boolean;
}

export interface NamedReference {
  id: string;
  name: string | null;
}

export interface Price {
  amount: number;
  currency: string;
}

export interface Program {
  id: string;
  name: string;
  event_type: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">;
  status: Open<"active" | "inactive">;
  description: string | null;
  category: string | null;
  color: string | null;
  text_color: string | null;
  duration_minutes: number;
  difficulty: Open<"beginner" | "intermediate" | "advanced" | "all_levels"> | null;
  max_participants: number | null;
  instructor: NamedReference | null;
  room: NamedReference | null;
  location: string | null;
  price: Price | null;
  is_franchise_template: boolean;
  origin_organization_id: string | null;
  allowed_actions: Array<Open<"schedule" | "assign" | "edit" | "delete">>;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface ProgramPage {
  data: Array<Program>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface ProgramCounts {
  total: number;
  status: Record<string, unknown>;
  event_type: Record<string, unknown>;
  category: Record<string, unknown>;
}

export interface PriceAnswer {
  amount: number;
  currency: string;
}

export interface NewProgram {
  name: string;
  event_type?: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other"> | null;
  status?: Open<"active" | "inactive"> | null;
  description?: string | null;
  category?: string | null;
  color?: string | null;
  duration_minutes?: number | null;
  difficulty?: Open<"beginner" | "intermediate" | "advanced" | "all_levels"> | null;
  max_participants?: number | null;
  instructor_id?: string | null;
  room_id?: string | null;
  location?: string | null;
  price?: PriceAnswer | null;
  is_franchise_template?: boolean | null;
}

export interface ProgramPatch {
  name?: string;
  event_type?: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">;
  status?: Open<"active" | "inactive">;
  description?: string | null;
  category?: string | null;
  color?: string | null;
  duration_minutes?: number;
  difficulty?: Open<"beginner" | "intermediate" | "advanced" | "all_levels"> | null;
  max_participants?: number | null;
  instructor_id?: string | null;
  room_id?: string | null;
  location?: string | null;
  price?: PriceAnswer | null;
  is_franchise_template?: boolean;
}

export interface ProgramReference {
  id: string;
  name: string;
  color: string | null;
  text_color: string | null;
}

export interface Tour {
  status: Open<"scheduled" | "confirmed" | "completed" | "cancelled" | "no_show">;
  attendance: Open<"expected" | "confirmed" | "came" | "no_show">;
  tour_type: Open<"individual" | "family" | "group"> | null;
  lead_source: Open<"walk_in" | "website" | "referral" | "phone" | "social_media"> | null;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  follow_up_on: string | null;
  notes: string | null;
  client_id: string | null;
  interests: Array<NamedReference>;
}

export interface EventSummary {
  id: string;
  type: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">;
  title: string;
  program: ProgramReference | null;
  category: string | null;
  instructor: NamedReference | null;
  room: NamedReference | null;
  location: string | null;
  starts_at: string;
  ends_at: string;
  local_start: string;
  time_zone: string;
  duration_minutes: number;
  status: Open<"scheduled" | "in_progress" | "completed" | "cancelled">;
  demand: Open<"high_demand" | "available" | "low_enrollment">;
  max_participants: number | null;
  current_participants: number;
  current_waitlisted: number;
  spots_left: number | null;
  is_virtual: boolean;
  price: Price | null;
  featured: boolean;
  image_url: string | null;
  series_id: string | null;
  tour: Tour | null;
  version: number;
}

export interface EventSummaryPage {
  data: Array<EventSummary>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface EventCounts {
  total: number;
  status: Record<string, unknown>;
  type: Record<string, unknown>;
  category: Record<string, unknown>;
  tour_status: Record<string, unknown>;
}

export interface NewTour {
  tour_type?: Open<"individual" | "family" | "group"> | null;
  lead_source?: Open<"walk_in" | "website" | "referral" | "phone" | "social_media"> | null;
  first_name?: string | null;
  last_name?: string | null;
  email?: string | null;
  phone?: string | null;
  attendance?: Open<"expected" | "confirmed" | "came" | "no_show"> | null;
  follow_up_on?: string | null;
  notes?: string | null;
  interests?: Array<string> | null;
}

export interface NewEvent {
  type?: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other"> | null;
  title?: string | null;
  program_id?: string | null;
  description?: string | null;
  category?: string | null;
  instructor_id?: string | null;
  starts_at?: string | null;
  local_start?: string | null;
  time_zone?: string | null;
  ends_at?: string | null;
  duration_minutes?: number | null;
  room_id?: string | null;
  location?: string | null;
  room_number?: string | null;
  is_virtual?: boolean | null;
  meeting_link?: string | null;
  max_participants?: number | null;
  staff_capacity?: number | null;
  waitlist_enabled?: boolean | null;
  price?: PriceAnswer | null;
  featured?: boolean | null;
  image_url?: string | null;
  parent_event_id?: string | null;
  tour?: NewTour | null;
}

export interface Event {
  id: string;
  type: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">;
  title: string;
  program: ProgramReference | null;
  category: string | null;
  instructor: NamedReference | null;
  room: NamedReference | null;
  location: string | null;
  starts_at: string;
  ends_at: string;
  local_start: string;
  time_zone: string;
  duration_minutes: number;
  status: Open<"scheduled" | "in_progress" | "completed" | "cancelled">;
  demand: Open<"high_demand" | "available" | "low_enrollment">;
  max_participants: number | null;
  current_participants: number;
  current_waitlisted: number;
  spots_left: number | null;
  is_virtual: boolean;
  price: Price | null;
  featured: boolean;
  image_url: string | null;
  series_id: string | null;
  tour: Tour | null;
  version: number;
  description: string | null;
  room_number: string | null;
  meeting_link: string | null;
  staff_capacity: number | null;
  waitlist_enabled: boolean;
  parent_event_id: string | null;
  substitute_for: NamedReference | null;
  substitution_reason: string | null;
  cancellation_reason: string | null;
  created_at: string;
  updated_at: string;
}

export interface TourPatch {
  tour_type?: Open<"individual" | "family" | "group"> | null;
  lead_source?: Open<"walk_in" | "website" | "referral" | "phone" | "social_media"> | null;
  first_name?: string | null;
  last_name?: string | null;
  email?: string | null;
  phone?: string | null;
  attendance?: Open<"expected" | "confirmed" | "came" | "no_show">;
  follow_up_on?: string | null;
  notes?: string | null;
  interests?: Array<string>;
}

export interface EventPatch {
  title?: string;
  program_id?: string | null;
  description?: string | null;
  category?: string | null;
  instructor_id?: string | null;
  starts_at?: string;
  local_start?: string;
  time_zone?: string;
  ends_at?: string;
  duration_minutes?: number;
  room_id?: string | null;
  location?: string | null;
  room_number?: string | null;
  is_virtual?: boolean;
  meeting_link?: string | null;
  max_participants?: number | null;
  staff_capacity?: number | null;
  waitlist_enabled?: boolean;
  price?: PriceAnswer | null;
  featured?: boolean;
  image_url?: string | null;
  tour?: TourPatch;
}

export interface Cancellation {
  reason?: string | null;
  scope?: Open<"this" | "following" | "all"> | null;
}

export interface Substitution {
  instructor_id: string;
  reason?: string | null;
}

export interface Conversion {
  status?: Open<"lead" | "active"> | null;
  client_id?: string | null;
}

/** One of: all or any of several rules, the opposite of one, or a condition. */
export type SegmentRule = {
  all: Array<SegmentRule>;
} | {
  any: Array<SegmentRule>;
} | {
  not: SegmentRule;
} | {
  field: Open<"status">;
  is: Open<"any_of" | "none_of">;
  value: Array<Open<"lead" | "active" | "inactive" | "banned" | "archived">>;
} | {
  field: Open<"membership_status">;
  is: Open<"any_of" | "none_of">;
  value: Array<Open<"pending" | "active" | "past_due" | "paused" | "cancelled" | "expired">>;
} | {
  field: Open<"membership_status">;
  is: Open<"known" | "unknown">;
} | {
  field: Open<"display_status">;
  is: Open<"any_of" | "none_of">;
  value: Array<Open<"lead" | "active" | "inactive" | "banned" | "archived" | "pending" | "past_due" | "frozen" | "cancelled" | "expired">>;
} | {
  field: Open<"gender">;
  is: Open<"any_of" | "none_of">;
  value: Array<string>;
} | {
  field: Open<"gender">;
  is: Open<"known" | "unknown">;
} | {
  field: Open<"city">;
  is: Open<"any_of" | "none_of">;
  value: Array<string>;
} | {
  field: Open<"city">;
  is: Open<"known" | "unknown">;
} | {
  field: Open<"age">;
  is: Open<"at_least" | "at_most" | "exactly">;
  value: number;
} | {
  field: Open<"age">;
  is: Open<"known" | "unknown">;
} | {
  field: Open<"birthday_in_days">;
  is: Open<"at_least" | "at_most" | "exactly">;
  value: number;
} | {
  field: Open<"birthday_in_days">;
  is: Open<"known" | "unknown">;
} | {
  field: Open<"joined_on">;
  is: Open<"from" | "before">;
  value: string;
} | {
  field: Open<"joined_on">;
  is: Open<"known" | "unknown">;
} | {
  field: Open<"joined_days_ago">;
  is: Open<"at_least" | "at_most" | "exactly">;
  value: number;
} | {
  field: Open<"joined_days_ago">;
  is: Open<"known" | "unknown">;
} | {
  field: Open<"last_visit_days_ago">;
  is: Open<"at_least" | "at_most" | "exactly">;
  value: number;
} | {
  field: Open<"last_visit_days_ago">;
  is: Open<"known" | "unknown">;
} | {
  field: Open<"visit_count">;
  is: Open<"at_least" | "at_most" | "exactly">;
  value: number;
} | {
  field: Open<"has_email">;
  is: Open<"exactly">;
  value: boolean;
} | {
  field: Open<"has_phone">;
  is: Open<"exactly">;
  value: boolean;
} | {
  field: Open<"is_home">;
  is: Open<"exactly">;
  value: boolean;
} | {
  field: Open<"tag">;
  is: Open<"any_of" | "all_of" | "none_of">;
  value: Array<string>;
} | {
  field: Open<"plan">;
  is: Open<"any_of" | "none_of">;
  value: Array<string>;
};

export interface SegmentTrial {
  rules: SegmentRule;
}

export interface SegmentPreview {
  count: number;
  sample: Array<ClientSummary>;
}

export interface Segment {
  id: string;
  name: string;
  description: string | null;
  rules: SegmentRule;
  is_active: boolean;
  evaluation_status: Open<"pending" | "evaluated" | "missing_reference">;
  member_count: number | null;
  evaluated_at: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface SegmentPage {
  data: Array<Segment>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface NewSegment {
  name: string;
  description?: string | null;
  rules: SegmentRule;
  is_active?: boolean | null;
}

export interface SegmentPatch {
  name?: string;
  description?: string | null;
  rules?: SegmentRule;
  is_active?: boolean;
}

export interface SegmentChange {
  id: string;
  first_name: string;
  last_name: string;
  change: Open<"joined" | "left">;
  at: string;
}

export interface SegmentChangePage {
  data: Array<SegmentChange>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface LongOperation {
  id: string;
  kind: string;
  state: Open<"queued" | "running" | "succeeded" | "dead" | "cancelled">;
  phase: string | null;
  done: number;
  total: number | null;
  eta_seconds: number | null;
  result: Record<string, unknown> | null;
  error: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface SavedFilter {
  id: string;
  user_id: string;
  name: string;
  resource: Open<"clients" | "staff" | "tags" | "segments">;
  query: Record<string, unknown>;
  is_shared: boolean;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface SavedFilterPage {
  data: Array<SavedFilter>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface NewSavedFilter {
  name: string;
  resource: Open<"clients" | "staff" | "tags" | "segments">;
  query: Record<string, string>;
  is_shared?: boolean | null;
}

export interface SavedFilterPatch {
  name?: string;
  query?: Record<string, string>;
  is_shared?: boolean;
}

export interface NewEventSeries {
  template_id?: string | null;
  event_type?: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other"> | null;
  title?: string | null;
  description?: string | null;
  recurring_pattern: string;
  starts_on: string;
  ends_on?: string | null;
  start_time: string;
  duration_minutes?: number | null;
  time_zone?: string | null;
  instructor_id?: string | null;
  room_id?: string | null;
  location?: string | null;
  is_virtual?: boolean | null;
  meeting_link?: string | null;
  max_participants?: number | null;
  staff_capacity?: number | null;
  waitlist_enabled?: boolean | null;
  price?: FeeAnswer | null;
  exdates?: Array<string> | null;
  rdates?: Array<string> | null;
  skip_clashes?: boolean | null;
}

export interface Clash {
  code: string;
  event_id: string;
  title: string;
  starts_at: string;
  ends_at: string;
}

export interface PlannedOccurrence {
  occurrence_at: string;
  starts_at: string;
  ends_at: string;
  clash: Clash | null;
}

export interface SeriesPreview {
  time_zone: string;
  occurrences: Array<PlannedOccurrence>;
  clash_count: number;
}

export interface EventSeries {
  id: string;
  template_id: string | null;
  event_type: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">;
  title: string;
  description: string | null;
  recurring_pattern: string;
  starts_on: string;
  ends_on: string | null;
  start_time: string;
  duration_minutes: number;
  time_zone: string;
  instructor_id: string | null;
  room_id: string | null;
  location: string | null;
  is_virtual: boolean;
  meeting_link: string | null;
  max_participants: number | null;
  staff_capacity: number | null;
  waitlist_enabled: boolean;
  price: Fee | null;
  exdates: Array<string>;
  rdates: Array<string>;
  skipped: Array<string>;
  materialized_until: string | null;
  parent_series_id: string | null;
  is_active: boolean;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface EventSeriesPage {
  data: Array<EventSeries>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface EventSeriesPatch {
  scope?: Open<"all" | "following"> | null;
  from?: string | null;
  template_id?: string | null;
  event_type?: Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">;
  title?: string;
  description?: string | null;
  recurring_pattern?: string;
  ends_on?: string | null;
  start_time?: string;
  duration_minutes?: number;
  time_zone?: string;
  instructor_id?: string | null;
  room_id?: string | null;
  location?: string | null;
  is_virtual?: boolean;
  meeting_link?: string | null;
  max_participants?: number | null;
  staff_capacity?: number | null;
  waitlist_enabled?: boolean;
  price?: FeeAnswer | null;
  exdates?: Array<string>;
  rdates?: Array<string>;
}

export interface SeriesCancellation {
  from?: string | null;
}

export interface Job {
  id: string;
  kind: string;
  state: Open<"queued" | "running" | "succeeded" | "dead" | "cancelled">;
  priority: number;
  attempts: number;
  max_attempts: number;
  run_at: string;
  phase: string | null;
  done: number;
  total: number | null;
  result: Record<string, unknown> | null;
  error: string | null;
  user_id: string | null;
  request_id: string | null;
  cancel_requested_at: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface JobPage {
  data: Array<Job>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface PrivacyRequest {
  client_id: string;
}

export interface Erasure {
  id: string;
  client_id: string;
  status: Open<"requested" | "approved" | "withdrawn" | "erased">;
  requested_by: string | null;
  decided_by: string | null;
  created_at: string;
  decided_at: string | null;
  erased_at: string | null;
}

export interface ErasurePage {
  data: Array<Erasure>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface Consent {
  id: string;
  kind: string;
  status: Open<"given" | "withdrawn">;
  occurred_at: string;
  source: Open<"in_person" | "paper" | "phone" | "email" | "web" | "app" | "import">;
  wording_version: string | null;
  recorded_by: string | null;
  created_at: string;
}

export interface ConsentHistory {
  data: Array<Consent>;
}

export interface NewConsent {
  kind: string;
  status: Open<"given" | "withdrawn">;
  occurred_at?: string | null;
  source: Open<"in_person" | "paper" | "phone" | "email" | "web" | "app" | "import">;
  wording_version?: string | null;
}

export interface ImportedColumn {
  column: number;
  header: string;
  samples: Array<string>;
  field: Open<"first_name" | "last_name" | "name" | "email" | "phone" | "date_of_birth" | "gender" | "status" | "location" | "external_id" | "member_number" | "joined_on" | "street" | "city" | "state" | "postal_code" | "country" | "emergency_name" | "emergency_phone" | "emergency_relationship" | "notes" | "is_prospect"> | null;
  confidence: Open<"chosen" | "certain" | "likely"> | null;
}

export interface ImportNotice {
  code: string;
  detail: string;
}

export interface ClientDifference {
  client_id: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

export interface ImportDetail {
  id: string;
  state: Open<"uploaded" | "tried" | "imported" | "ended">;
  source: string | null;
  row_count: number;
  byte_count: number;
  encoding: string | null;
  columns: Array<ImportedColumn>;
  faults: Array<ImportNotice>;
  operation_id: string | null;
  created_count: number | null;
  updated_count: number | null;
  unchanged_count: number | null;
  rejected_count: number | null;
  changes: Array<ClientDifference>;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface FileImport {
  id: string;
  state: Open<"uploaded" | "tried" | "imported" | "ended">;
  source: string | null;
  row_count: number;
  byte_count: number;
  operation_id: string | null;
  created_count: number | null;
  updated_count: number | null;
  unchanged_count: number | null;
  rejected_count: number | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  version: number;
}

export interface FileImportPage {
  data: Array<FileImport>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface ColumnChoice {
  column: number;
  field?: Open<"first_name" | "last_name" | "name" | "email" | "phone" | "date_of_birth" | "gender" | "status" | "location" | "external_id" | "member_number" | "joined_on" | "street" | "city" | "state" | "postal_code" | "country" | "emergency_name" | "emergency_phone" | "emergency_relationship" | "notes" | "is_prospect"> | null;
}

export interface ImportMapping {
  mapping: Array<ColumnChoice>;
}

export interface NewImportRun {
  strict?: boolean | null;
}

export interface NewExport {
  include_medical?: boolean | null;
}

export interface Export {
  id: string;
  content: string;
  format: Open<"csv" | "ndjson" | "zip">;
  row_count: number | null;
  includes_medical: boolean;
  requested_by: string | null;
  created_at: string;
}

export interface ExportPage {
  data: Array<Export>;
  page: {
    limit: number;
    has_more: boolean;
    next_cursor: string | null;
  };
}

export interface CalendarFeed {
  id: string;
  user_id: string;
  kind: Open<"member" | "trainer" | "room" | "location">;
  room_id: string | null;
  rotated_at: string;
  created_at: string;
}

export interface CalendarFeedList {
  data: Array<CalendarFeed>;
}

export interface NewCalendarFeed {
  kind: Open<"member" | "trainer" | "room" | "location">;
  room_id?: string | null;
}

export interface AddressedFeed {
  id: string;
  kind: Open<"member" | "trainer" | "room" | "location">;
  room_id: string | null;
  url: string;
}

/** Every operation by its id: where it is, what it takes and what it answers. */
export interface Operations {
  /** The process answers */
  getLiveness: {
    method: "GET";
    path: "/live";
    response: Liveness;
  };
  /** The process and its database answer: send it requests */
  getReadiness: {
    method: "GET";
    path: "/ready";
    response: Liveness;
  };
  /** State and version */
  getHealth: {
    method: "GET";
    path: "/health";
    response: Health;
  };
  /** Make an account and sign in */
  signUp: {
    method: "POST";
    path: "/v1/auth/sign-up";
    body: SignUp;
    response: Session;
  };
  /** Sign in; enters the primary organization */
  login: {
    method: "POST";
    path: "/v1/auth/login";
    body: Login;
    response: Session;
  };
  /** Exchange a refresh token for new tokens */
  refreshSession: {
    method: "POST";
    path: "/v1/auth/refresh";
    body: Refresh;
    response: Session;
  };
  /** Enter another organization of yours, with a session of its own */
  switchOrganization: {
    method: "POST";
    path: "/v1/auth/switch-organization";
    body: SwitchOrganization;
    response: Session;
  };
  /** End this session */
  logout: {
    method: "POST";
    path: "/v1/auth/logout";
    response: void;
  };
  /** Who is signed in, where, with which permissions */
  getMe: {
    method: "GET";
    path: "/v1/me";
    response: Me;
  };
  /** The organizations of the signed-in person */
  listMyOrganizations: {
    method: "GET";
    path: "/v1/me/organizations";
    response: MyOrganizationList;
  };
  /** Sign in: exchange a login's challenge with a code, or a recovery code, for a session */
  loginWithSecondFactor: {
    method: "POST";
    path: "/v1/auth/second-factor";
    body: SecondFactorLogin;
    response: Session;
  };
  /** Prove again who you are, for five minutes: by a code, or by the password without second factor */
  stepUp: {
    method: "POST";
    path: "/v1/auth/step-up";
    body: StepUp;
    response: SteppedUp;
  };
  /** Whether you have a second factor */
  getSecondFactor: {
    method: "GET";
    path: "/v1/me/second-factor";
    response: SecondFactor;
  };
  /** Make a second factor for an authenticator app; it asks nothing until its first code was right */
  startSecondFactor: {
    method: "POST";
    path: "/v1/me/second-factor";
    response: NewSecondFactor;
  };
  /** Sign in by password alone again */
  removeSecondFactor: {
    method: "DELETE";
    path: "/v1/me/second-factor";
    response: void;
  };
  /** Show its first code; answers ten recovery codes, this once */
  confirmSecondFactor: {
    method: "POST";
    path: "/v1/me/second-factor/confirmations";
    body: ShownCode;
    response: RecoveryCodes;
  };
  /** Ten new recovery codes; those before are dead */
  replaceRecoveryCodes: {
    method: "POST";
    path: "/v1/me/second-factor/recovery-codes";
    response: RecoveryCodes;
  };
  /** Prove an address by the token of a mail */
  verifyEmail: {
    method: "POST";
    path: "/v1/auth/email-verifications";
    body: MailedToken;
    response: void;
  };
  /** Send that mail again; does nothing for an address that is verified */
  requestEmailVerification: {
    method: "POST";
    path: "/v1/auth/email-verification-requests";
    response: void;
  };
  /** Send a mail with a link for a new password; answers alike whether or not the address is known */
  requestPasswordReset: {
    method: "POST";
    path: "/v1/auth/password-reset-requests";
    body: PasswordResetRequest;
    response: void;
  };
  /** Set a new password by the token of a mail; ends every session */
  resetPassword: {
    method: "POST";
    path: "/v1/auth/password-resets";
    body: PasswordReset;
    response: void;
  };
  /** Set a new password; ends every other session */
  changePassword: {
    method: "POST";
    path: "/v1/me/password";
    body: PasswordChange;
    response: void;
  };
  /** The ways to sign in */
  listProviders: {
    method: "GET";
    path: "/v1/auth/providers";
    response: ProviderList;
  };
  /** Begin to sign in at a provider: answers where the browser goes */
  beginAuthorization: {
    method: "POST";
    path: "/v1/auth/authorizations";
    body: NewAuthorization;
    response: Authorization;
  };
  /** Sign in with what the provider gave the browser on its way back */
  completeAuthorization: {
    method: "POST";
    path: "/v1/auth/callbacks";
    body: AuthorizationResponse;
    response: Session;
  };
  /** Where the browser also signs out of the provider; ask before POST /v1/auth/logout */
  getProviderLogout: {
    method: "GET";
    path: "/v1/auth/provider-logout";
    response: ProviderLogout;
  };
  /** The ways in which you sign in */
  listMyIdentities: {
    method: "GET";
    path: "/v1/me/identities";
    response: OwnIdentityList;
  };
  /** Add the identity that the provider proved on the browser's way back */
  linkIdentity: {
    method: "POST";
    path: "/v1/me/identities";
    body: AuthorizationResponse;
    response: AddedIdentity;
  };
  /** Begin to add a provider to your account: answers where the browser goes */
  beginIdentityLink: {
    method: "POST";
    path: "/v1/me/identity-authorizations";
    body: NewAuthorization;
    response: Authorization;
  };
  /** Take a provider off your account; never the last way in, and not the password */
  unlinkIdentity: {
    method: "DELETE";
    path: "/v1/me/identities/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** Takes an event of WorkOS, signed by WorkOS-Signature; each has its effect once */
  receiveWorkOSEvent: {
    method: "POST";
    path: "/v1/webhooks/workos";
    body: Record<string, unknown>;
    response: void;
  };
  /** Where you are signed in, newest first */
  listMySessions: {
    method: "GET";
    path: "/v1/me/sessions";
    response: OwnSessionList;
  };
  /** End every session of yours but this one */
  endMyOtherSessions: {
    method: "DELETE";
    path: "/v1/me/sessions";
    response: void;
  };
  /** End a session of yours */
  endMySession: {
    method: "DELETE";
    path: "/v1/me/sessions/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** End the sessions of a person of the organization there; not of somebody of a higher role */
  endStaffSessions: {
    method: "DELETE";
    path: "/v1/staff/{id}/sessions";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** The public keys of access tokens (RFC 7517); may be kept for as long as Cache-Control says */
  getPublicKeys: {
    method: "GET";
    path: "/.well-known/jwks.json";
    response: KeySet;
  };
  /** The organization that the token enters and, for its owner, those below it */
  listOrganizations: {
    method: "GET";
    path: "/v1/organizations";
    response: OrganizationList;
  };
  /** Open an organization; the caller becomes its owner and gets a session that enters it */
  createOrganization: {
    method: "POST";
    path: "/v1/organizations";
    body: NewOrganization;
    response: FoundedOrganization;
  };
  /** The organization that the token enters */
  getOrganization: {
    method: "GET";
    path: "/v1/organizations/{id}";
    parameters: {
      id: string;
    };
    response: Organization;
  };
  /** Change the organization */
  updateOrganization: {
    method: "PATCH";
    path: "/v1/organizations/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: OrganizationPatch;
    response: Organization;
  };
  /** Delete the organization while nothing is in it; ends the sessions that entered it */
  deleteOrganization: {
    method: "DELETE";
    path: "/v1/organizations/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** Close the organization: it is kept, and nobody enters it or what lies below */
  archiveOrganization: {
    method: "POST";
    path: "/v1/organizations/{id}/archiving";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: void;
  };
  /** Open an archived organization again; for its owner, who need not have entered it */
  restoreOrganization: {
    method: "POST";
    path: "/v1/organizations/{id}/restoration";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** How the organization and each below it stands today; for its owner */
  listLocations: {
    method: "GET";
    path: "/v1/organizations/{id}/locations";
    parameters: {
      id: string;
    };
    response: LocationOverviews;
  };
  /** Settings that hold: booking windows, cancellation, no-shows and waitlists */
  getBookingSettings: {
    method: "GET";
    path: "/v1/organizations/{id}/settings/booking";
    parameters: {
      id: string;
    };
    response: SettingsInForceBookingSettings;
  };
  /** Change settings: booking windows, cancellation, no-shows and waitlists; null inherits a setting from the chain again */
  updateBookingSettings: {
    method: "PATCH";
    path: "/v1/organizations/{id}/settings/booking";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: Changes;
    response: SettingsInForceBookingSettings;
  };
  /** Settings that hold: opening hours */
  getHoursSettings: {
    method: "GET";
    path: "/v1/organizations/{id}/settings/hours";
    parameters: {
      id: string;
    };
    response: SettingsInForceHoursSettings;
  };
  /** Change settings: opening hours; null inherits a setting from the chain again */
  updateHoursSettings: {
    method: "PATCH";
    path: "/v1/organizations/{id}/settings/hours";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ChangesAnswer;
    response: SettingsInForceHoursSettings;
  };
  /** Settings that hold: what the law asks */
  getComplianceSettings: {
    method: "GET";
    path: "/v1/organizations/{id}/settings/compliance";
    parameters: {
      id: string;
    };
    response: SettingsInForceComplianceSettings;
  };
  /** Change settings: what the law asks; null inherits a setting from the chain again */
  updateComplianceSettings: {
    method: "PATCH";
    path: "/v1/organizations/{id}/settings/compliance";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ChangesAnswerAnswer;
    response: SettingsInForceComplianceSettings;
  };
  /** Settings that hold: rules across the locations of a chain */
  getLocationSettings: {
    method: "GET";
    path: "/v1/organizations/{id}/settings/locations";
    parameters: {
      id: string;
    };
    response: SettingsInForceLocationSettings;
  };
  /** Change settings: rules across the locations of a chain; null inherits a setting from the chain again */
  updateLocationSettings: {
    method: "PATCH";
    path: "/v1/organizations/{id}/settings/locations";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ChangesAnswerAnswerAnswer;
    response: SettingsInForceLocationSettings;
  };
  /** Settings that hold: how much each alert at the desk weighs */
  getAlertSettings: {
    method: "GET";
    path: "/v1/organizations/{id}/settings/alerts";
    parameters: {
      id: string;
    };
    response: SettingsInForceAlertSettings;
  };
  /** Change settings: how much each alert at the desk weighs; null inherits a setting from the chain again */
  updateAlertSettings: {
    method: "PATCH";
    path: "/v1/organizations/{id}/settings/alerts";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ChangesAnswerAnswerAnswerAnswer;
    response: SettingsInForceAlertSettings;
  };
  /** Settings that hold: colours and the address for answers */
  getBrandingSettings: {
    method: "GET";
    path: "/v1/organizations/{id}/settings/branding";
    parameters: {
      id: string;
    };
    response: SettingsInForceBrandingSettings;
  };
  /** Change settings: colours and the address for answers; null inherits a setting from the chain again */
  updateBrandingSettings: {
    method: "PATCH";
    path: "/v1/organizations/{id}/settings/branding";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ChangesAnswerAnswerAnswerAnswerAnswer;
    response: SettingsInForceBrandingSettings;
  };
  /** All settings that hold, as one document to save */
  exportSettings: {
    method: "GET";
    path: "/v1/organizations/{id}/settings/export";
    parameters: {
      id: string;
    };
    response: SettingsExport;
  };
  /** The places that the signed-in person may use here, with their counts */
  getNavigation: {
    method: "GET";
    path: "/v1/me/navigation";
    response: Navigation;
  };
  /** Begin an onboarding; its token leads to it for 24 hours */
  startOnboarding: {
    method: "POST";
    path: "/v1/onboarding/start";
    response: StartedOnboarding;
  };
  /** How far an onboarding has come */
  getOnboarding: {
    method: "GET";
    path: "/v1/onboarding/session";
    response: Onboarding;
  };
  /** Forget an onboarding */
  cancelOnboarding: {
    method: "DELETE";
    path: "/v1/onboarding/session";
    response: void;
  };
  /** Step 1: the organization's name, and the owner's */
  answerOnboardingOrganization: {
    method: "POST";
    path: "/v1/onboarding/steps/1";
    body: OnboardingOrganizationAnswer;
    response: Onboarding;
  };
  /** Step 2: the owner's address and password */
  answerOnboardingAccount: {
    method: "POST";
    path: "/v1/onboarding/steps/2";
    body: OnboardingAccount;
    response: Onboarding;
  };
  /** Step 3: the locations; an empty list skips it */
  answerOnboardingLocations: {
    method: "POST";
    path: "/v1/onboarding/steps/3";
    body: OnboardingLocations;
    response: Onboarding;
  };
  /** Make the owner and the organization with its locations, all or nothing, and sign in */
  completeOnboarding: {
    method: "POST";
    path: "/v1/onboarding/complete";
    response: CompletedOnboarding;
  };
  /** Send a mail that leads back to an unfinished onboarding; answers alike whether or not there is one */
  recoverOnboarding: {
    method: "POST";
    path: "/v1/onboarding/recovery-options";
    body: OnboardingRecovery;
    response: void;
  };
  /** Take an onboarding over with a mail's token, once: the token before ends, and step 2 is asked again */
  resumeOnboarding: {
    method: "POST";
    path: "/v1/onboarding/resume";
    response: StartedOnboarding;
  };
  /** Every permission, and which roles hold it by default */
  listPermissions: {
    method: "GET";
    path: "/v1/permissions";
    response: PermissionEntryList;
  };
  /** The gym's own roles, by name */
  listRoles: {
    method: "GET";
    path: "/v1/roles";
    query?: {
      limit?: number;
      cursor?: string;
    };
    response: CustomRolePage;
  };
  /** Make a role of the gym's own */
  createRole: {
    method: "POST";
    path: "/v1/roles";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewRole;
    response: CustomRole;
  };
  /** One role of the gym's own */
  getRole: {
    method: "GET";
    path: "/v1/roles/{id}";
    parameters: {
      id: string;
    };
    response: CustomRole;
  };
  /** Change a role; whoever has it feels it with their next request */
  updateRole: {
    method: "PATCH";
    path: "/v1/roles/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: RolePatch;
    response: CustomRole;
  };
  /** Delete a role that nobody has */
  deleteRole: {
    method: "DELETE";
    path: "/v1/roles/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    response: void;
  };
  /** Who works here, or did, by name, with role, rank and figures */
  listStaff: {
    method: "GET";
    path: "/v1/staff";
    query?: {
      role?: Array<Open<"owner" | "admin" | "staff" | "trainer" | "member">>;
      status?: Array<Open<"active" | "left">>;
      limit?: number;
      cursor?: string;
    };
    response: StaffMemberPage;
  };
  /** One person of the gym */
  getStaffMember: {
    method: "GET";
    path: "/v1/staff/{id}";
    parameters: {
      id: string;
    };
    response: StaffMember;
  };
  /** Change title, role or custom role; a role only after a step-up */
  updateStaffMember: {
    method: "PATCH";
    path: "/v1/staff/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: StaffPatch;
    response: StaffMember;
  };
  /** A departure without a successor: what they would have led has no trainer */
  endStaffMembership: {
    method: "DELETE";
    path: "/v1/staff/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** End somebody's membership and hand over what they would have led; what is past stays theirs */
  recordDeparture: {
    method: "POST";
    path: "/v1/staff/{id}/departure";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: Departure;
    response: void;
  };
  /** What a person may do here, and why */
  getStaffPermissions: {
    method: "GET";
    path: "/v1/staff/{id}/permissions";
    parameters: {
      id: string;
    };
    response: StaffPermissions;
  };
  /** Change role, custom role, grants and denials; felt by the person's next request */
  updateStaffPermissions: {
    method: "PATCH";
    path: "/v1/staff/{id}/permissions";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: StaffPermissionsPatch;
    response: StaffPermissions;
  };
  /** Say what somebody is good at: all their specialties */
  setSpecialties: {
    method: "PUT";
    path: "/v1/staff/{id}/specialties";
    parameters: {
      id: string;
    };
    body: NewSpecialties;
    response: StaffMember;
  };
  /** Where in your chain somebody works */
  listStaffLocations: {
    method: "GET";
    path: "/v1/staff/{id}/locations";
    parameters: {
      id: string;
    };
    response: StaffLocations;
  };
  /** Give somebody roles in locations that you own, one of them as the first to enter */
  assignStaffLocations: {
    method: "PUT";
    path: "/v1/staff/{id}/locations";
    parameters: {
      id: string;
    };
    body: NewStaffLocations;
    response: StaffLocations;
  };
  /** Choose which organization you enter first when you sign in */
  setMyPrimaryOrganization: {
    method: "POST";
    path: "/v1/me/primary-organization";
    body: PrimaryOrganization;
    response: void;
  };
  /** Invitations as far as one may send them, newest first */
  listInvitations: {
    method: "GET";
    path: "/v1/invitations";
    query?: {
      status?: Array<Open<"pending" | "accepted" | "expired" | "revoked">>;
      limit?: number;
      cursor?: string;
    };
    response: InvitationPage;
  };
  /** Invite somebody to work here: a mail whose link is good once, for seven days */
  createInvitation: {
    method: "POST";
    path: "/v1/invitations";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewInvitation;
    response: Invitation;
  };
  /** One invitation */
  getInvitation: {
    method: "GET";
    path: "/v1/invitations/{id}";
    parameters: {
      id: string;
    };
    response: Invitation;
  };
  /** Take an invitation back that nobody accepted */
  revokeInvitation: {
    method: "DELETE";
    path: "/v1/invitations/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** Send an invitation again; the link before it is dead, and whoever sends it answers for it */
  resendInvitation: {
    method: "POST";
    path: "/v1/invitations/{id}/resending";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: Invitation;
  };
  /** To what the token of a mail invites */
  previewInvitation: {
    method: "POST";
    path: "/v1/invitations/previews";
    body: MailedToken;
    response: InvitationPreview;
  };
  /** Join what the token of a mail invites to; whoever has the mail may, once */
  acceptInvitation: {
    method: "POST";
    path: "/v1/invitations/acceptances";
    body: MailedToken;
    response: AcceptedInvitation;
  };
  /** Invite a client to have an account here: a mail to the record's address */
  inviteClient: {
    method: "POST";
    path: "/v1/clients/{id}/invitations";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: Invitation;
  };
  /** A code for the desk to show: whoever types it, signed in, gets the record */
  createClaimCode: {
    method: "POST";
    path: "/v1/clients/{id}/claim-codes";
    parameters: {
      id: string;
    };
    response: IssuedClaimCode;
  };
  /** Make a record nobody's; its person is no member any more, the record stays */
  unlinkClient: {
    method: "DELETE";
    path: "/v1/clients/{id}/link";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** Make a gym's record yours, by the code of its desk */
  claimClient: {
    method: "POST";
    path: "/v1/me/client-claims";
    body: ClientClaim;
    response: ClientLink;
  };
  /** The gyms whose record of you is yours */
  listMyClientLinks: {
    method: "GET";
    path: "/v1/me/client-links";
    response: ClientLinkList;
  };
  /** Leave a gym as a member, by the organization's id; its record of you stays with it */
  endMyClientLink: {
    method: "DELETE";
    path: "/v1/me/client-links/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** Say whether a gym, by the organization's id, may see your own profile: a consent */
  shareMyProfile: {
    method: "PUT";
    path: "/v1/me/client-links/{id}/sharing";
    parameters: {
      id: string;
    };
    body: ProfileSharing;
    response: ClientLink;
  };
  /** Your own profile, which is no gym's */
  getMyProfile: {
    method: "GET";
    path: "/v1/me/profile";
    response: Profile;
  };
  /** Change your own profile */
  updateMyProfile: {
    method: "PATCH";
    path: "/v1/me/profile";
    headers: {
      "If-Match": string;
    };
    body: ProfilePatch;
    response: Profile;
  };
  /** A client's own profile, if they let the gym see it; else there is none */
  getClientProfile: {
    method: "GET";
    path: "/v1/clients/{id}/profile";
    parameters: {
      id: string;
    };
    response: SharedProfile;
  };
  /** Who changed what, newest first */
  listAuditLogs: {
    method: "GET";
    path: "/v1/audit-logs";
    query?: {
      entity_type?: string;
      entity_id?: string;
      user_id?: string;
      action?: Array<Open<"created" | "updated" | "deleted">>;
      created_at_from?: string;
      created_at_before?: string;
      include_personal?: boolean;
      limit?: number;
      cursor?: string;
    };
    response: AuditEntryPage;
  };
  /** The same as CSV, at most 10,000 entries; X-Has-More says whether there are others */
  exportAuditLogs: {
    method: "GET";
    path: "/v1/audit-logs.csv";
    query?: {
      entity_type?: string;
      entity_id?: string;
      user_id?: string;
      action?: Array<Open<"created" | "updated" | "deleted">>;
      created_at_from?: string;
      created_at_before?: string;
      include_personal?: boolean;
    };
    response: Blob;
  };
  /** Find clients, page by page */
  listClients: {
    method: "GET";
    path: "/v1/clients";
    query?: {
      q?: string;
      status?: Array<Open<"lead" | "active" | "inactive" | "banned" | "archived">>;
      membership_status?: Array<Open<"pending" | "active" | "past_due" | "paused" | "cancelled" | "expired">>;
      is_home?: boolean;
      tag_id?: Array<string>;
      segment_id?: Array<string>;
      joined_from?: string;
      joined_before?: string;
      last_visit_from?: string;
      last_visit_before?: string;
      deleted?: boolean;
      include?: Array<Open<"membership">>;
      sort?: Open<"last_name" | "-last_name" | "created_at" | "-created_at">;
      limit?: number;
      cursor?: string;
    };
    response: ClientSummaryPage;
  };
  /** Add a client */
  createClient: {
    method: "POST";
    path: "/v1/clients";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewClient;
    response: Client;
  };
  /** One client */
  getClient: {
    method: "GET";
    path: "/v1/clients/{id}";
    parameters: {
      id: string;
    };
    response: Client;
  };
  /** Change a client */
  updateClient: {
    method: "PATCH";
    path: "/v1/clients/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ClientPatch;
    response: Client;
  };
  /** Delete a client, who may be restored until the gym's retention is over */
  deleteClient: {
    method: "DELETE";
    path: "/v1/clients/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    response: void;
  };
  /** Bring a deleted client back */
  restoreClient: {
    method: "POST";
    path: "/v1/clients/{id}/restoration";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: Client;
  };
  /** Which fields a client's medical note has, not what they say */
  getMedicalSummary: {
    method: "GET";
    path: "/v1/clients/{id}/medical";
    parameters: {
      id: string;
    };
    response: MedicalSummary;
  };
  /** Write fields of a client's medical note; null clears one */
  updateMedicalNote: {
    method: "PATCH";
    path: "/v1/clients/{id}/medical";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: MedicalPatch;
    response: MedicalSummary;
  };
  /** Read a client's medical note; who did and why is recorded */
  discloseMedicalNote: {
    method: "POST";
    path: "/v1/clients/{id}/medical-disclosures";
    parameters: {
      id: string;
    };
    body: NewMedicalDisclosure;
    response: MedicalDisclosure;
  };
  /** Notes about a client, as far as one may read them, newest first */
  listClientNotes: {
    method: "GET";
    path: "/v1/clients/{id}/notes";
    parameters: {
      id: string;
    };
    query?: {
      is_pinned?: boolean;
      limit?: number;
      cursor?: string;
    };
    response: ClientNotePage;
  };
  /** Note something about a client */
  createClientNote: {
    method: "POST";
    path: "/v1/clients/{id}/notes";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewClientNote;
    response: ClientNote;
  };
  /** One note */
  getClientNote: {
    method: "GET";
    path: "/v1/client-notes/{id}";
    parameters: {
      id: string;
    };
    response: ClientNote;
  };
  /** Change a note of one's own; who manages staff may change any */
  updateClientNote: {
    method: "PATCH";
    path: "/v1/client-notes/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ClientNotePatch;
    response: ClientNote;
  };
  /** Delete a note of one's own; who manages staff may delete any */
  deleteClientNote: {
    method: "DELETE";
    path: "/v1/client-notes/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    response: void;
  };
  /** Who answers for a client */
  listClientGuardians: {
    method: "GET";
    path: "/v1/clients/{id}/guardians";
    parameters: {
      id: string;
    };
    response: ClientGuardianList;
  };
  /** Note who answers for a client */
  createClientGuardian: {
    method: "POST";
    path: "/v1/clients/{id}/guardians";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewClientGuardian;
    response: ClientGuardian;
  };
  /** Note that somebody no longer answers for a client */
  deleteClientGuardian: {
    method: "DELETE";
    path: "/v1/client-guardians/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** What happened to a client, newest first, as far as one may know of it */
  listClientTimeline: {
    method: "GET";
    path: "/v1/clients/{id}/timeline";
    parameters: {
      id: string;
    };
    query?: {
      kind?: Array<Open<"created" | "note" | "membership_started" | "membership_paused" | "membership_ended" | "booked" | "attended" | "no_show" | "cancelled" | "late_cancelled" | "consent_given" | "consent_withdrawn" | "merged">>;
      limit?: number;
      cursor?: string;
    };
    response: TimelineEntryPage;
  };
  /** How often a client comes, and how reliably */
  getClientVisits: {
    method: "GET";
    path: "/v1/clients/{id}/visits";
    parameters: {
      id: string;
    };
    response: ClientVisits;
  };
  /** Pairs of records that may be of one person, at most a hundred, the likeliest first */
  listClientDuplicates: {
    method: "GET";
    path: "/v1/client-duplicates";
    response: DuplicatePairList;
  };
  /** Records that may be of the same person, at most twenty */
  getClientDuplicates: {
    method: "GET";
    path: "/v1/clients/{id}/duplicates";
    parameters: {
      id: string;
    };
    response: DuplicatePairList;
  };
  /** Make another record part of this one, with everything that points to it */
  mergeClients: {
    method: "POST";
    path: "/v1/clients/{id}/merges";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewClientMerge;
    response: ClientMerge;
  };
  /** Which records became part of others, newest first */
  listClientMerges: {
    method: "GET";
    path: "/v1/client-merges";
    query?: {
      limit?: number;
      cursor?: string;
    };
    response: ClientMergePage;
  };
  /** Take merged records apart again, but for their medical notes; what changed since stays */
  undoClientMerge: {
    method: "DELETE";
    path: "/v1/client-merges/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** Find at most eight people, with what to know of each */
  searchFrontDesk: {
    method: "GET";
    path: "/v1/front-desk/search";
    query?: {
      q?: string;
    };
    response: FrontDeskMatches;
  };
  /** Find people and events, at most eight of each */
  search: {
    method: "GET";
    path: "/v1/search";
    query?: {
      q?: string;
      types?: Array<Open<"client" | "staff" | "event">>;
    };
    response: SearchMatches;
  };
  /** What to know of a client before letting them in */
  getClientAlerts: {
    method: "GET";
    path: "/v1/clients/{id}/alerts";
    parameters: {
      id: string;
    };
    response: ClientAlerts;
  };
  /** Book a place; oneself, or somebody as staff */
  createBooking: {
    method: "POST";
    path: "/v1/events/{id}/bookings";
    parameters: {
      id: string;
    };
    headers: {
      "Idempotency-Key": string;
    };
    body: NewBooking;
    response: Booking;
  };
  /** The roster: who takes part, and who waits */
  listEventBookings: {
    method: "GET";
    path: "/v1/events/{id}/bookings";
    parameters: {
      id: string;
    };
    query?: {
      status?: Array<Open<"registered" | "waitlisted" | "attended" | "no_show" | "cancelled" | "late_cancelled">>;
    };
    response: BookingList;
  };
  /** Wait for a place in a full event */
  createWaitlistEntry: {
    method: "POST";
    path: "/v1/events/{id}/waitlist-entries";
    parameters: {
      id: string;
    };
    headers: {
      "Idempotency-Key": string;
    };
    body: NewWait;
    response: Booking;
  };
  /** How many stand where on the roster */
  countEventBookings: {
    method: "GET";
    path: "/v1/events/{id}/booking-counts";
    parameters: {
      id: string;
    };
    response: RosterCounts;
  };
  /** Bookings, cancellations and absences, the newest first; of members their own */
  listBookings: {
    method: "GET";
    path: "/v1/bookings";
    query?: {
      status?: Array<Open<"registered" | "waitlisted" | "attended" | "no_show" | "cancelled" | "late_cancelled">>;
      client_id?: string;
      event_id?: string;
      starts_at_from?: string;
      starts_at_before?: string;
      is_first_visit?: boolean;
      limit?: number;
      cursor?: string;
    };
    response: BookingPage;
  };
  /** One booking */
  getBooking: {
    method: "GET";
    path: "/v1/bookings/{id}";
    parameters: {
      id: string;
    };
    response: Booking;
  };
  /** Note something about a booking */
  updateBooking: {
    method: "PATCH";
    path: "/v1/bookings/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: BookingPatch;
    response: Booking;
  };
  /** Why a booking became what it is, the oldest first */
  listBookingDecisions: {
    method: "GET";
    path: "/v1/bookings/{id}/decisions";
    parameters: {
      id: string;
    };
    response: BookingDecisionList;
  };
  /** Give a place back, or leave the line */
  cancelBooking: {
    method: "POST";
    path: "/v1/bookings/{id}/cancellation";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewCancellation;
    response: Booking;
  };
  /** Book all events of a series that are to come, at most 200 at once, all of them or those that can be */
  bookSeries: {
    method: "POST";
    path: "/v1/event-series/{id}/bookings";
    parameters: {
      id: string;
    };
    headers: {
      "Idempotency-Key": string;
    };
    body: NewSeriesBooking;
    response: SeriesBooking;
  };
  /** What booking, waiting or cancelling would cost and change at this moment; nothing is done */
  createQuote: {
    method: "POST";
    path: "/v1/quotes";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewQuote;
    response: Quote;
  };
  /** Note on the roster that somebody came */
  checkInBooking: {
    method: "POST";
    path: "/v1/bookings/{id}/check-in";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: Booking;
  };
  /** Note on the roster that somebody did not come */
  markNoShow: {
    method: "POST";
    path: "/v1/bookings/{id}/no-show";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: Booking;
  };
  /** Take a check-in, an absence or a cancellation back, with its fee */
  undoBooking: {
    method: "POST";
    path: "/v1/bookings/{id}/undo";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: Booking;
  };
  /** Somebody came: to the event that they booked, or just to train */
  createCheckIn: {
    method: "POST";
    path: "/v1/check-ins";
    headers: {
      "Idempotency-Key": string;
    };
    body: NewCheckIn;
    response: CheckIn;
  };
  /** Who came, the latest first */
  listCheckIns: {
    method: "GET";
    path: "/v1/check-ins";
    query?: {
      client_id?: string;
      event_id?: string;
      occurred_at_from?: string;
      occurred_at_before?: string;
      limit?: number;
      cursor?: string;
    };
    response: CheckInRowPage;
  };
  /** One check-in */
  getCheckIn: {
    method: "GET";
    path: "/v1/check-ins/{id}";
    parameters: {
      id: string;
    };
    response: CheckInRow;
  };
  /** Take a check-in back; of an event the place is theirs again */
  undoCheckIn: {
    method: "POST";
    path: "/v1/check-ins/{id}/undo";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: CheckInRow;
  };
  /** Waive the fee of a booking, and its strike */
  waiveFee: {
    method: "POST";
    path: "/v1/bookings/{id}/fee-waiver";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewOverride;
    response: Booking;
  };
  /** Fees, waivers and reversals as double entries, the newest first; of members their own */
  listLedgerTransactions: {
    method: "GET";
    path: "/v1/ledger-transactions";
    query?: {
      client_id?: string;
      booking_id?: string;
      kind?: Array<Open<"late_cancel_fee" | "no_show_fee" | "reversal" | "waiver">>;
      limit?: number;
      cursor?: string;
    };
    response: LedgerTransactionPage;
  };
  /** Booking rules that an event has of its own */
  getEventBookingRules: {
    method: "GET";
    path: "/v1/events/{id}/booking-rules";
    parameters: {
      id: string;
    };
    response: BookingPolicy;
  };
  /** Set booking rules for an event alone; null inherits one again. Who has booked keeps their deadline and fees */
  updateEventBookingRules: {
    method: "PATCH";
    path: "/v1/events/{id}/booking-rules";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: Changes;
    response: BookingPolicy;
  };
  /** Booking rules that a series has of its own */
  getEventSeriesBookingRules: {
    method: "GET";
    path: "/v1/event-series/{id}/booking-rules";
    parameters: {
      id: string;
    };
    response: BookingPolicy;
  };
  /** Set booking rules for a series alone; null inherits one again. Who has booked keeps their deadline and fees */
  updateEventSeriesBookingRules: {
    method: "PATCH";
    path: "/v1/event-series/{id}/booking-rules";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: Changes;
    response: BookingPolicy;
  };
  /** The gym's tags by name, with how often each is used */
  listTags: {
    method: "GET";
    path: "/v1/tags";
    query?: {
      type?: Array<Open<"specialty" | "interest" | "category" | "skill" | "certification" | "custom">>;
      q?: string;
      is_active?: boolean;
      limit?: number;
      cursor?: string;
    };
    response: TagPage;
  };
  /** Make a tag */
  createTag: {
    method: "POST";
    path: "/v1/tags";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewTag;
    response: Tag;
  };
  /** One tag */
  getTag: {
    method: "GET";
    path: "/v1/tags/{id}";
    parameters: {
      id: string;
    };
    response: Tag;
  };
  /** Change a tag, or retire it */
  updateTag: {
    method: "PATCH";
    path: "/v1/tags/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: TagPatch;
    response: Tag;
  };
  /** Delete a tag that is on nothing */
  deleteTag: {
    method: "DELETE";
    path: "/v1/tags/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    response: void;
  };
  /** What a tag is on, as far as one may see it */
  listTaggables: {
    method: "GET";
    path: "/v1/tags/{id}/taggables";
    parameters: {
      id: string;
    };
    query?: {
      taggable_type?: Array<Open<"user" | "client" | "event" | "class" | "tour">>;
      limit?: number;
      cursor?: string;
    };
    response: TaggablePage;
  };
  /** Put a tag on a person, a client or an event */
  createTaggable: {
    method: "POST";
    path: "/v1/taggables";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewTaggable;
    response: Taggable;
  };
  /** Take a tag away */
  deleteTaggable: {
    method: "DELETE";
    path: "/v1/taggables/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** The tags of a client by name */
  listClientTags: {
    method: "GET";
    path: "/v1/clients/{id}/tags";
    parameters: {
      id: string;
    };
    response: ClientTagList;
  };
  /** Give a client these tags and no others */
  replaceClientTags: {
    method: "PUT";
    path: "/v1/clients/{id}/tags";
    parameters: {
      id: string;
    };
    body: ClientTagIDs;
    response: ClientTagList;
  };
  /** The gym's rooms by name */
  listRooms: {
    method: "GET";
    path: "/v1/rooms";
    query?: {
      q?: string;
      is_active?: boolean;
      limit?: number;
      cursor?: string;
    };
    response: RoomPage;
  };
  /** Add a room */
  createRoom: {
    method: "POST";
    path: "/v1/rooms";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewRoom;
    response: Room;
  };
  /** One room */
  getRoom: {
    method: "GET";
    path: "/v1/rooms/{id}";
    parameters: {
      id: string;
    };
    response: Room;
  };
  /** Change a room, or retire it */
  updateRoom: {
    method: "PATCH";
    path: "/v1/rooms/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: RoomPatch;
    response: Room;
  };
  /** Delete a room; one that events or programs refer to is retired instead */
  deleteRoom: {
    method: "DELETE";
    path: "/v1/rooms/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    response: void;
  };
  /** What the gym offers by name, page by page */
  listPrograms: {
    method: "GET";
    path: "/v1/programs";
    query?: {
      q?: string;
      status?: Array<Open<"active" | "inactive">>;
      category?: Array<string>;
      event_type?: Array<Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">>;
      instructor_id?: Array<string>;
      is_franchise_template?: boolean;
      limit?: number;
      cursor?: string;
    };
    response: ProgramPage;
  };
  /** Add a program; as a franchise template it is there at every location below, too */
  createProgram: {
    method: "POST";
    path: "/v1/programs";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewProgram;
    response: Program;
  };
  /** How many programs a list would have: in all, and by status, type and category */
  countPrograms: {
    method: "GET";
    path: "/v1/programs/counts";
    query?: {
      q?: string;
      status?: Array<Open<"active" | "inactive">>;
      category?: Array<string>;
      event_type?: Array<Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">>;
      instructor_id?: Array<string>;
      is_franchise_template?: boolean;
    };
    response: ProgramCounts;
  };
  /** One program */
  getProgram: {
    method: "GET";
    path: "/v1/programs/{id}";
    parameters: {
      id: string;
    };
    response: Program;
  };
  /** Change a program; locations below follow a franchise template */
  updateProgram: {
    method: "PATCH";
    path: "/v1/programs/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ProgramPatch;
    response: Program;
  };
  /** Delete a program of which there are no events */
  deleteProgram: {
    method: "DELETE";
    path: "/v1/programs/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    response: void;
  };
  /** What is on the schedule: a window of at most 45 days whole, else page by page */
  listEvents: {
    method: "GET";
    path: "/v1/events";
    query?: {
      q?: string;
      type?: Array<Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">>;
      status?: Array<Open<"scheduled" | "in_progress" | "completed" | "cancelled">>;
      tour_status?: Array<Open<"scheduled" | "confirmed" | "completed" | "cancelled" | "no_show">>;
      program_id?: Array<string>;
      staff_id?: Array<string>;
      room_id?: Array<string>;
      series_id?: Array<string>;
      category?: Array<string>;
      demand?: Array<Open<"high_demand" | "available" | "low_enrollment">>;
      featured?: boolean;
      starts_at_from?: string;
      starts_at_before?: string;
      local_time_from?: string;
      local_time_before?: string;
      sort?: Open<"starts_at" | "-starts_at">;
      limit?: number;
      cursor?: string;
    };
    response: EventSummaryPage;
  };
  /** Plan an event; without events.create one of one's own */
  createEvent: {
    method: "POST";
    path: "/v1/events";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewEvent;
    response: Event;
  };
  /** How many events a list would have: in all, and by status, type, category and tour status */
  countEvents: {
    method: "GET";
    path: "/v1/events/counts";
    query?: {
      q?: string;
      type?: Array<Open<"class" | "tour" | "personal_training" | "workshop" | "assessment" | "other">>;
      status?: Array<Open<"scheduled" | "in_progress" | "completed" | "cancelled">>;
      tour_status?: Array<Open<"scheduled" | "confirmed" | "completed" | "cancelled" | "no_show">>;
      program_id?: Array<string>;
      staff_id?: Array<string>;
      room_id?: Array<string>;
      series_id?: Array<string>;
      category?: Array<string>;
      demand?: Array<Open<"high_demand" | "available" | "low_enrollment">>;
      featured?: boolean;
      starts_at_from?: string;
      starts_at_before?: string;
      local_time_from?: string;
      local_time_before?: string;
    };
    response: EventCounts;
  };
  /** One event */
  getEvent: {
    method: "GET";
    path: "/v1/events/{id}";
    parameters: {
      id: string;
    };
    response: Event;
  };
  /** Change an event; without events.update one of one's own. Who has booked is told where it moves */
  updateEvent: {
    method: "PATCH";
    path: "/v1/events/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: EventPatch;
    response: Event;
  };
  /** Cancel an event, of a series also the following or all; who has booked is told */
  cancelEvent: {
    method: "POST";
    path: "/v1/events/{id}/cancellation";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: Cancellation;
    response: Event;
  };
  /** Say that an event is complete */
  completeEvent: {
    method: "POST";
    path: "/v1/events/{id}/completion";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: Event;
  };
  /** Have somebody else lead an event; both and who has booked are told */
  substituteInstructor: {
    method: "POST";
    path: "/v1/events/{id}/substitution";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: Substitution;
    response: Event;
  };
  /** Make a client of a tour's prospect, with the tour's interests as tags; once: then it is that client */
  convertTour: {
    method: "POST";
    path: "/v1/tours/{id}/conversion";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: Conversion;
    response: Client;
  };
  /** Whom rules would find now; nothing is kept */
  previewSegment: {
    method: "POST";
    path: "/v1/segments/preview";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: SegmentTrial;
    response: SegmentPreview;
  };
  /** The gym's segments by name */
  listSegments: {
    method: "GET";
    path: "/v1/segments";
    query?: {
      is_active?: boolean;
      limit?: number;
      cursor?: string;
    };
    response: SegmentPage;
  };
  /** Define a segment; it is evaluated soon */
  createSegment: {
    method: "POST";
    path: "/v1/segments";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewSegment;
    response: Segment;
  };
  /** One segment */
  getSegment: {
    method: "GET";
    path: "/v1/segments/{id}";
    parameters: {
      id: string;
    };
    response: Segment;
  };
  /** Change a segment; other rules have it evaluated soon */
  updateSegment: {
    method: "PATCH";
    path: "/v1/segments/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: SegmentPatch;
    response: Segment;
  };
  /** Delete a segment and who was in it */
  deleteSegment: {
    method: "DELETE";
    path: "/v1/segments/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    response: void;
  };
  /** Who was in a segment when it was last evaluated, by name */
  listSegmentMembers: {
    method: "GET";
    path: "/v1/segments/{id}/members";
    parameters: {
      id: string;
    };
    query?: {
      limit?: number;
      cursor?: string;
    };
    response: ClientSummaryPage;
  };
  /** Who came into a segment and who left it, the latest first */
  listSegmentChanges: {
    method: "GET";
    path: "/v1/segments/{id}/changes";
    parameters: {
      id: string;
    };
    query?: {
      change?: Open<"joined" | "left">;
      at_from?: string;
      at_before?: string;
      limit?: number;
      cursor?: string;
    };
    response: SegmentChangePage;
  };
  /** Evaluate a segment now: an operation */
  evaluateSegment: {
    method: "POST";
    path: "/v1/segments/{id}/evaluations";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: LongOperation;
  };
  /** One's own filters and the gym's shared ones, by name */
  listSavedFilters: {
    method: "GET";
    path: "/v1/saved-filters";
    query?: {
      resource?: Array<Open<"clients" | "staff" | "tags" | "segments">>;
      limit?: number;
      cursor?: string;
    };
    response: SavedFilterPage;
  };
  /** Keep parameters of a list; they are checked as the list would check them */
  createSavedFilter: {
    method: "POST";
    path: "/v1/saved-filters";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewSavedFilter;
    response: SavedFilter;
  };
  /** One filter */
  getSavedFilter: {
    method: "GET";
    path: "/v1/saved-filters/{id}";
    parameters: {
      id: string;
    };
    response: SavedFilter;
  };
  /** Change a filter of one's own; who manages staff may change shared ones */
  updateSavedFilter: {
    method: "PATCH";
    path: "/v1/saved-filters/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: SavedFilterPatch;
    response: SavedFilter;
  };
  /** Delete a filter of one's own; who manages staff may delete shared ones */
  deleteSavedFilter: {
    method: "DELETE";
    path: "/v1/saved-filters/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    response: void;
  };
  /** Which events a series would make and what is in their way; nothing is kept */
  previewEventSeries: {
    method: "POST";
    path: "/v1/event-series/preview";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewEventSeries;
    response: SeriesPreview;
  };
  /** The gym's series by title */
  listEventSeries: {
    method: "GET";
    path: "/v1/event-series";
    query?: {
      is_active?: boolean;
      template_id?: string;
      instructor_id?: string;
      room_id?: string;
      limit?: number;
      cursor?: string;
    };
    response: EventSeriesPage;
  };
  /** Make a series and its events of the next 90 days; later ones are made every night */
  createEventSeries: {
    method: "POST";
    path: "/v1/event-series";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewEventSeries;
    response: EventSeries;
  };
  /** One series */
  getEventSeries: {
    method: "GET";
    path: "/v1/event-series/{id}";
    parameters: {
      id: string;
    };
    response: EventSeries;
  };
  /** Change what is still to come of a series, all of it or from one occurrence on */
  updateEventSeries: {
    method: "PATCH";
    path: "/v1/event-series/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: EventSeriesPatch;
    response: EventSeries;
  };
  /** Cancel what is still to come of a series, all of it or from one occurrence on */
  cancelEventSeries: {
    method: "POST";
    path: "/v1/event-series/{id}/cancellation";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: SeriesCancellation;
    response: EventSeries;
  };
  /** What is done in the background, newest first */
  listJobs: {
    method: "GET";
    path: "/v1/jobs";
    query?: {
      state?: Array<Open<"queued" | "running" | "succeeded" | "dead" | "cancelled">>;
      kind?: string;
      limit?: number;
      cursor?: string;
    };
    response: JobPage;
  };
  /** One job */
  getJob: {
    method: "GET";
    path: "/v1/jobs/{id}";
    parameters: {
      id: string;
    };
    response: Job;
  };
  /** Start a dead or cancelled job again */
  retryJob: {
    method: "POST";
    path: "/v1/jobs/{id}/retries";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: Job;
  };
  /** How far a long piece of work is */
  getOperation: {
    method: "GET";
    path: "/v1/operations/{id}";
    parameters: {
      id: string;
    };
    response: LongOperation;
  };
  /** Ask a long piece of work to stop; it may take a moment */
  cancelOperation: {
    method: "DELETE";
    path: "/v1/operations/{id}";
    parameters: {
      id: string;
    };
    response: LongOperation;
  };
  /** Export everything known of a client: an operation, whose id is the export's */
  createPrivacyExport: {
    method: "POST";
    path: "/v1/privacy/exports";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: PrivacyRequest;
    response: LongOperation;
  };
  /** The ZIP of an export, for seven days, for who asked for it */
  getPrivacyExportFile: {
    method: "GET";
    path: "/v1/privacy/exports/{id}/file";
    parameters: {
      id: string;
    };
    response: Blob;
  };
  /** Ask for the erasure of a client */
  requestErasure: {
    method: "POST";
    path: "/v1/privacy/erasures";
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: PrivacyRequest;
    response: Erasure;
  };
  /** Erasures asked for and done, newest first */
  listErasures: {
    method: "GET";
    path: "/v1/privacy/erasures";
    query?: {
      status?: Array<Open<"requested" | "approved" | "withdrawn" | "erased">>;
      client_id?: string;
      limit?: number;
      cursor?: string;
    };
    response: ErasurePage;
  };
  /** One erasure */
  getErasure: {
    method: "GET";
    path: "/v1/privacy/erasures/{id}";
    parameters: {
      id: string;
    };
    response: Erasure;
  };
  /** Withdraw an erasure before it is done */
  withdrawErasure: {
    method: "DELETE";
    path: "/v1/privacy/erasures/{id}";
    parameters: {
      id: string;
    };
    response: Erasure;
  };
  /** Erase a client for good: an operation, whose id is the erasure's */
  approveErasure: {
    method: "POST";
    path: "/v1/privacy/erasures/{id}/approval";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: LongOperation;
  };
  /** What a client consented to and withdrew, newest first */
  listConsents: {
    method: "GET";
    path: "/v1/clients/{id}/consents";
    parameters: {
      id: string;
    };
    response: ConsentHistory;
  };
  /** Write down that a client consented, or withdrew that */
  recordConsent: {
    method: "POST";
    path: "/v1/clients/{id}/consents";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewConsent;
    response: Consent;
  };
  /** The page behind a mail's link to unsubscribe; changes nothing */
  showUnsubscription: {
    method: "GET";
    path: "/v1/mails/{id}/unsubscription";
    parameters: {
      id: string;
    };
    response: Blob;
  };
  /** Get no more mail of this kind from this gym; mail programs send it by themselves (RFC 8058) */
  unsubscribe: {
    method: "POST";
    path: "/v1/mails/{id}/unsubscription";
    parameters: {
      id: string;
    };
    response: Blob;
  };
  /** Upload a CSV file of people, at most 20 MiB and 100,000 rows: answers what its columns seem to mean */
  createImport: {
    method: "POST";
    path: "/v1/imports";
    query?: {
      source?: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: string;
    response: ImportDetail;
  };
  /** Files that were uploaded, newest first */
  listImports: {
    method: "GET";
    path: "/v1/imports";
    query?: {
      state?: Array<Open<"uploaded" | "tried" | "imported" | "ended">>;
      limit?: number;
      cursor?: string;
    };
    response: FileImportPage;
  };
  /** One import, with its columns and what its trial found */
  getImport: {
    method: "GET";
    path: "/v1/imports/{id}";
    parameters: {
      id: string;
    };
    response: ImportDetail;
  };
  /** Say what columns mean */
  updateImport: {
    method: "PATCH";
    path: "/v1/imports/{id}";
    parameters: {
      id: string;
    };
    headers: {
      "If-Match": string;
    };
    body: ImportMapping;
    response: ImportDetail;
  };
  /** Forget a file; clients stay */
  deleteImport: {
    method: "DELETE";
    path: "/v1/imports/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** Find out what the import would do, and do nothing: an operation */
  createImportTrial: {
    method: "POST";
    path: "/v1/imports/{id}/trials";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    response: LongOperation;
  };
  /** Import the file: an operation; all rows that are valid, in one transaction */
  createImportRun: {
    method: "POST";
    path: "/v1/imports/{id}/runs";
    parameters: {
      id: string;
    };
    headers: {
      "Idempotency-Key": string;
    };
    body: NewImportRun;
    response: LongOperation;
  };
  /** The rows that the last trial or run rejected, with reasons; corrected, they can be uploaded */
  getImportRejects: {
    method: "GET";
    path: "/v1/imports/{id}/rejects.csv";
    parameters: {
      id: string;
    };
    response: Blob;
  };
  /** Export all that the organization and those below it have: an operation, whose id is the export's */
  createOrganizationExport: {
    method: "POST";
    path: "/v1/organizations/{id}/exports";
    parameters: {
      id: string;
    };
    headers?: {
      "Idempotency-Key"?: string;
    };
    body: NewExport;
    response: LongOperation;
  };
  /** Who took out the organization, or a whole list as a file, newest first */
  listExports: {
    method: "GET";
    path: "/v1/exports";
    query?: {
      limit?: number;
      cursor?: string;
    };
    response: ExportPage;
  };
  /** The ZIP of an exported organization, for seven days, for who asked for it */
  getOrganizationExportFile: {
    method: "GET";
    path: "/v1/exports/{id}/file";
    parameters: {
      id: string;
    };
    response: Blob;
  };
  /** Listen to what changes, as Server-Sent Events: pointers to what is to be read again. Begins with `reset`, read everything, unless Last-Event-ID says where to go on */
  streamChanges: {
    method: "GET";
    path: "/v1/stream";
    query?: {
      topics?: Array<string>;
      last_event_id?: string;
    };
    headers?: {
      "Last-Event-ID"?: string;
    };
    response: Blob;
  };
  /** One's own calendars, and those of rooms and the location for whoever plans events */
  listCalendarFeeds: {
    method: "GET";
    path: "/v1/calendar-feeds";
    response: CalendarFeedList;
  };
  /** Make a calendar to subscribe to; its address is answered this once */
  createCalendarFeed: {
    method: "POST";
    path: "/v1/calendar-feeds";
    body: NewCalendarFeed;
    response: AddressedFeed;
  };
  /** Give a calendar a new secret; its old address ends at once */
  rotateCalendarFeed: {
    method: "POST";
    path: "/v1/calendar-feeds/{id}/rotation";
    parameters: {
      id: string;
    };
    response: AddressedFeed;
  };
  /** End a calendar */
  deleteCalendarFeed: {
    method: "DELETE";
    path: "/v1/calendar-feeds/{id}";
    parameters: {
      id: string;
    };
    response: void;
  };
  /** The calendar as iCalendar (RFC 5545), thirty days back and half a year ahead, for programs that know its address */
  readCalendarFeed: {
    method: "GET";
    path: "/v1/calendar-feeds/{id}/calendar.ics";
    parameters: {
      id: string;
    };
    query?: {
      token?: string;
    };
    response: Blob;
  };
}
