import Foundation
import Synchronization

/// How many requests one server works on at a time. Whoever comes when it is full is told at once to come again, so
/// that those who are in are answered as fast as ever, instead of everybody late.
public final class Admission: Sendable {
  /// Who shares places with whom.
  enum Lane {
    /// Signing in and whatever else comes before a session.
    case reserved
    case general(_ organization: UUID?)
    /// What waits for somebody else's server: while that one is silent it takes no places of others.
    case elsewhere
  }

  private struct Places {
    var reserved = 0
    var elsewhere = 0
    var general = 0
    var organizations: [UUID: Int] = [:]
  }

  private let limit: Int
  private let reserve: Int
  private let elsewhere: Int
  /// Of one organization while more than half of the places are taken: nobody's rush is everybody's.
  private let share: Int
  private let places = Mutex(Places())

  /// Requests at a time, a quarter as many more in the reserved lane and an eighth for what waits elsewhere; 0 is without
  /// limit.
  public init(limit: Int = 0) {
    self.limit = limit
    reserve = max(1, limit / 4)
    elsewhere = max(1, limit / 8)
    share = max(1, limit * 3 / 10)
  }

  /// Takes a place; whoever got one gives it back by `leave`.
  func enter(_ lane: Lane) throws {
    guard limit > 0 else { return }
    let isTaken = places.withLock { places in
      switch lane {
      case .reserved:
        guard places.reserved < reserve else { return false }
        places.reserved += 1
      case .elsewhere:
        guard places.elsewhere < elsewhere else { return false }
        places.elsewhere += 1
      case .general(let organization):
        guard places.general < limit else { return false }
        if let organization {
          let own = places.organizations[organization, default: 0]
          guard own < share || places.general * 2 < limit else { return false }
          places.organizations[organization] = own + 1
        }
        places.general += 1
      }
      return true
    }
    guard isTaken else { throw Problem.unavailable }
  }

  func leave(_ lane: Lane) {
    guard limit > 0 else { return }
    places.withLock { places in
      switch lane {
      case .reserved: places.reserved -= 1
      case .elsewhere: places.elsewhere -= 1
      case .general(let organization):
        places.general -= 1
        guard let organization, let own = places.organizations[organization] else { return }
        places.organizations[organization] = own > 1 ? own - 1 : nil
      }
    }
  }
}
