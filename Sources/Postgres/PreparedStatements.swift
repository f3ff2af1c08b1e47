/// A named statement of one connection.
final class Prepared {
  let text: String
  let types: [UInt32]
  /// As libpq wants it, with its final zero.
  let name: ContiguousArray<CChar>
  /// PostgreSQL has confirmed it.
  var isReady = false
  /// Of its first result.
  var shape: RowShape?

  init(text: String, types: [UInt32], name: String) {
    self.text = text
    self.types = types
    self.name = name.utf8CString
  }
}

/// The named statements of one connection, by text.
struct PreparedStatements {
  enum Use {
    case unnamed
    case new(Prepared)
    case ready(Prepared)

    var prepared: Prepared? {
      switch self {
      case .unnamed: nil
      case .new(let prepared), .ready(let prepared): prepared
      }
    }
  }

  static let maximum = 512
  private var byText: [String: Prepared] = [:]
  private var named = 0

  /// How the statement is to be sent. One whose Parse is still on its way may yet fail, so it goes unnamed.
  mutating func use(_ statement: SQL) -> Use {
    if let known = byText[statement.text] {
      let fits = known.types.elementsEqual(statement.parameters.lazy.map(\.type))
      return fits && known.isReady ? .ready(known) : .unnamed
    }
    guard statement.isNamed, byText.count < Self.maximum else { return .unnamed }
    named += 1
    let new = Prepared(text: statement.text, types: statement.parameters.map(\.type), name: "s\(named)")
    byText[statement.text] = new
    return .new(new)
  }

  mutating func forget(_ statement: Prepared) {
    if byText[statement.text] === statement { byText[statement.text] = nil }
  }
}
