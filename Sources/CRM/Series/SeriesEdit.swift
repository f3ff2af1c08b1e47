import Foundation

/// An event of a series that is still to come.
struct MadeOccurrence: Decodable, Sendable {
  let id: UUID
  let occurrenceAt: WallTime
  let startsAt: Date
  /// Time, room or trainer are its own by now, or it is cancelled: its series does not bring it into anybody's way.
  let isFixed: Bool
}

/// An event that no longer takes place.
struct CancelledOccurrence: Decodable, Sendable {
  let id: UUID
  let at: Date
  /// Whether somebody had a place, or waited for one.
  let isBooked: Bool
}

/// What a change of a series does to its events: those whose day stays are moved along, others vanish, new ones are made.
struct SeriesEdit: Sendable {
  /// Each event that stays, and the occurrence that it now is.
  let moved: [(event: MadeOccurrence, to: Occurrence)]
  let vanished: [UUID]
  let missing: [Occurrence]

  /// The same wall time is the same occurrence; else one of the same day is, so that people stay booked when a class
  /// begins at another hour.
  init(made: [MadeOccurrence], wanted: [Occurrence]) {
    var (left, open) = (made, wanted)
    var moved: [(event: MadeOccurrence, to: Occurrence)] = []
    let sameTime: @Sendable (Date) -> Date = { $0 }
    let sameDay: @Sendable (Date) -> Date = { Calendar.wall.startOfDay(for: $0) }
    for key in [sameTime, sameDay] {
      var places = Dictionary(open.map { (key($0.wall), $0) }, uniquingKeysWith: { first, _ in first })
      left.removeAll { event in
        guard let place = places.removeValue(forKey: key(event.occurrenceAt.date)) else { return false }
        moved.append((event, place))
        return true
      }
      let taken = Set(moved.map(\.to))
      open.removeAll(where: taken.contains)
    }
    self.moved = moved
    vanished = left.map(\.id)
    missing = open
  }
}
