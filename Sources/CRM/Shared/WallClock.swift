import Foundation

extension TimeZone {
  /// The instant at which clocks of the zone show a wall time. Of a time that comes twice the first is meant; one that is
  /// skipped is the first minute after the gap (domain rules 4.13).
  ///
  /// `wall` is the wall time as if it were one of Greenwich. By offsets, because `Calendar` finds no instant for a time in
  /// Lord Howe's gap of half an hour.
  func instant(ofWallTime wall: Date) -> Date {
    let day = 86_400.0
    let before = Double(secondsFromGMT(for: wall - day))
    let after = Double(secondsFromGMT(for: wall + day))
    // Where both hold the clock goes back in between, and the offset before gives the first.
    for offset in [before, after] where Double(secondsFromGMT(for: wall - offset)) == offset {
      return wall - offset
    }
    return nextDaylightSavingTimeTransition(after: wall - day - before) ?? wall - before
  }

  /// What clocks of the zone show at an instant, as if it were a time of Greenwich.
  func wallTime(at instant: Date) -> Date { instant + Double(secondsFromGMT(for: instant)) }
}
