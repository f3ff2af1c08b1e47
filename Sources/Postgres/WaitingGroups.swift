import DequeModule

/// Groups that wait for a connection, in order.
struct WaitingGroups {
  private var groups: Deque<Group> = []
  /// No group gives up before.
  private(set) var nextExpiry = UInt64.max

  var isEmpty: Bool { groups.isEmpty }
  var count: Int { groups.count }

  mutating func append(_ group: Group) {
    group.place = .waiting
    groups.append(group)
    nextExpiry = min(nextExpiry, group.giveUp)
  }

  mutating func prepend(_ group: Group) {
    group.place = .waiting
    groups.prepend(group)
    nextExpiry = min(nextExpiry, group.giveUp)
  }

  mutating func popFirst() -> Group? { groups.popFirst() }

  mutating func remove(_ group: Group) { groups.removeAll { $0 === group } }

  mutating func removeAll(where isRemoved: (Group) -> Bool = { _ in true }) -> [Group] {
    let removed = groups.filter(isRemoved)
    if !removed.isEmpty { groups.removeAll(where: isRemoved) }
    return Array(removed)
  }

  mutating func removeExpired(_ now: UInt64) -> [Group] {
    guard nextExpiry <= now else { return [] }
    let expired = removeAll { $0.giveUp <= now }
    nextExpiry = groups.lazy.map(\.giveUp).min() ?? .max
    return expired
  }

  mutating func limit(to time: UInt64) {
    for group in groups { group.giveUp = min(group.giveUp, time) }
    nextExpiry = min(nextExpiry, time)
  }

  /// Those who came while no connection was up may now wait as long as everybody.
  func extend() {
    for group in groups { group.giveUp = group.waitLimit }
  }
}
