public import Web

/// A place that a front end leads to.
public enum NavigationKey: String, WordList {
  case dashboard, classes, perform, people, financial, analytics, forms, settings

  /// What one has to hold to have business there.
  var permission: Permission {
    switch self {
    case .dashboard: .organizationView
    case .classes, .perform: .eventsView
    case .people, .forms: .clientsView
    case .financial, .analytics: .membershipsView
    case .settings: .organizationUpdate
    }
  }
}

/// One entry of the menu.
public struct NavigationItem: Codable, Sendable {
  public let key: NavigationKey
  /// What is counted there; null where nothing is.
  public let badge: Int?
}

/// The menu of whoever asks: the places that they may use, and what is there today.
public struct Navigation: Wire {
  public let items: [NavigationItem]
  public let badges: NavigationBadges
}

/// Null for who may not see what is counted.
public struct NavigationBadges: Codable, Sendable {
  /// Classes of the organization's day that were not cancelled.
  public let classesToday: Int?
  public let clientsActive: Int?
}

/// The same as the database answers it.
struct NavigationRow: Decodable, Sendable {
  let permissions: [String]
  let classesToday: Int?
  let clientsActive: Int?

  var navigation: Navigation {
    let items = NavigationKey.allCases.filter { permissions.contains($0.permission.rawValue) }.map { key in
      NavigationItem(key: key, badge: key == .classes ? classesToday : key == .people ? clientsActive : nil)
    }
    return Navigation(
      items: items, badges: NavigationBadges(classesToday: classesToday, clientsActive: clientsActive))
  }
}
