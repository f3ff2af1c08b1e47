/// In which order the dates of one column are read, and how that was found.
public struct DateColumn: Sendable, Hashable {
  /// How an order was found.
  public enum Basis: String, Sendable {
    /// The header names the order.
    case header
    /// Values such as 17/5/1990 allow only this order.
    case values
    /// Another date column of the file proved it.
    case otherColumn = "other_column"
    /// Nothing tells; the caller's assumption was taken.
    case assumed
  }

  /// The order in which the column is read.
  public let order: DateOrder

  /// Worth showing when it is `assumed`.
  public let basis: Basis
}

/// What the values of one date column say about their order, counted over the whole file.
struct DateEvidence {
  private var counts: [DateOrder: Int] = [:]
  private var dottedCount = 0
  private var unclearCount = 0
  private var markedYearCount = 0
  private let hint: DateOrder?

  init(header: String) { hint = DateOrder(hintIn: header) }

  mutating func add(_ text: String) {
    guard let parts = DateParts(DateParts.withoutTime(text)) else { return }
    if parts.isYearFirst {
      markedYearCount += 1
    } else if parts.first > 31 {
      counts[.yearFirst, default: 0] += 1
    } else if parts.first > 12, parts.second <= 12 {
      counts[.dayFirst, default: 0] += 1
    } else if parts.second > 12, parts.first <= 12 {
      counts[.monthFirst, default: 0] += 1
    } else if parts.separator == UInt8(ascii: ".") {
      dottedCount += 1
    } else {
      unclearCount += 1
    }
  }

  /// What the header or the values prove; of contradicting values the majority wins.
  var proven: DateColumn? {
    if let hint { return DateColumn(order: hint, basis: .header) }
    let ranked = counts.sorted { $0.value > $1.value }
    if let best = ranked.first, best.value > (ranked.dropFirst().first?.value ?? 0) {
      return DateColumn(order: best.key, basis: .values)
    }
    if markedYearCount > 0, unclearCount + dottedCount == 0 {
      return DateColumn(order: .yearFirst, basis: .values)
    }
    // Nobody writes the month first with dots.
    if dottedCount > 0, unclearCount == 0 { return DateColumn(order: .dayFirst, basis: .values) }
    return nil
  }

  /// The order to read the column in; `other` is what another column of the file proved.
  func settled(other: DateColumn?, assumed: DateOrder) -> DateColumn {
    if let proven { return proven }
    if let other, other.order != .yearFirst { return DateColumn(order: other.order, basis: .otherColumn) }
    return DateColumn(order: assumed, basis: .assumed)
  }
}
