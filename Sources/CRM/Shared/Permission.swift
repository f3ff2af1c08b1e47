public import Web

/// What a role may do, by slug. This list seeds `private.permissions`; the door resolves it, a test holds both equal.
public enum Permission: String, WordList {
  case organizationView = "organization.view"
  case organizationUpdate = "organization.update"
  case organizationExport = "organization.export"
  case staffView = "staff.view"
  case staffManage = "staff.manage"
  case clientsView = "clients.view"
  case clientsCreate = "clients.create"
  case clientsUpdate = "clients.update"
  case clientsDelete = "clients.delete"
  case clientsContactView = "clients.contact.view"
  case clientsImport = "clients.import"
  case clientsMedicalView = "clients.medical.view"
  case clientsMedicalUpdate = "clients.medical.update"
  case tagsManage = "tags.manage"
  case segmentsManage = "segments.manage"
  case roomsManage = "rooms.manage"
  case eventsView = "events.view"
  case eventsCreate = "events.create"
  case eventsUpdate = "events.update"
  case eventsLead = "events.lead"
  case bookingsView = "bookings.view"
  case bookingsCreate = "bookings.create"
  case bookingsManage = "bookings.manage"
  case bookingsOverride = "bookings.override"
  case feesWaive = "fees.waive"
  case plansManage = "plans.manage"
  case membershipsView = "memberships.view"
  case membershipsCreate = "memberships.create"
  case membershipsUpdate = "memberships.update"
  case auditView = "audit.view"
  case jobsView = "jobs.view"
  case jobsManage = "jobs.manage"
  case privacyRequest = "privacy.request"
  case privacyManage = "privacy.manage"

  /// The roles that hold it unless a grant or a denial says otherwise.
  public var roles: [Role] {
    switch self {
    case .organizationView, .eventsView, .bookingsCreate: Role.allCases
    case .staffView, .clientsView, .eventsLead, .bookingsView, .bookingsManage:
      [.owner, .admin, .staff, .trainer]
    case .clientsCreate, .clientsUpdate, .clientsContactView, .tagsManage, .segmentsManage, .eventsCreate,
      .eventsUpdate,
      .bookingsOverride, .feesWaive, .membershipsView, .membershipsCreate, .membershipsUpdate,
      .privacyRequest:
      [.owner, .admin, .staff]
    case .staffManage, .clientsDelete, .clientsImport, .clientsMedicalView, .clientsMedicalUpdate,
      .roomsManage,
      .plansManage, .jobsView, .jobsManage, .privacyManage:
      [.owner, .admin]
    case .organizationUpdate, .organizationExport, .auditView: [.owner]
    }
  }
}

/// The roles of an organization, strongest first.
public enum Role: String, WordList {
  case owner, admin, staff, trainer, member

  /// Higher ranks decide about lower ones; as `private.roles` says it, which a test holds equal.
  var rank: Int {
    switch self {
    case .owner: 50
    case .admin: 40
    case .staff: 30
    case .trainer: 20
    case .member: 10
    }
  }
}

extension Access {
  static func holder(of permission: Permission) -> Access { .permission(permission.rawValue) }
}

extension Problem {
  /// 403: what was asked needs more than the operation itself does.
  init(missing permission: Permission) {
    self.init(.permissionMissing)
    members = [("required_permission", .string(permission.rawValue))]
  }
}
