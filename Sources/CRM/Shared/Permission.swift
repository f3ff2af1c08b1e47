public import Web

/// What a role may do, by slug. This list seeds `private.permissions`; the door resolves it, a test holds both equal.
public enum Permission: String, CaseIterable, Sendable {
  case organizationView = "organization.view"
  case organizationUpdate = "organization.update"
  case staffView = "staff.view"
  case staffManage = "staff.manage"
  case clientsView = "clients.view"
  case clientsCreate = "clients.create"
  case clientsUpdate = "clients.update"
  case clientsImport = "clients.import"
  case auditView = "audit.view"

  /// The roles that hold it unless a grant or a denial says otherwise.
  public var roles: [Role] {
    switch self {
    case .organizationView: Role.allCases
    case .organizationUpdate, .staffManage, .clientsImport: [.owner, .admin]
    case .staffView, .clientsView: [.owner, .admin, .staff, .trainer]
    case .clientsCreate, .clientsUpdate: [.owner, .admin, .staff]
    case .auditView: [.owner]
    }
  }
}

/// The roles of an organization, strongest first.
public enum Role: String, WordList {
  case owner, admin, staff, trainer, member
}

extension Access {
  static func holder(of permission: Permission) -> Access { .permission(permission.rawValue) }
}
