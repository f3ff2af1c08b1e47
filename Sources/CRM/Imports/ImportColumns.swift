/// What the columns of a file mean, found from its header row.
public struct ImportColumns: Sendable, Equatable {
  /// A column that is kept as metadata of each client, under a key that is unique in the file.
  public struct Kept: Sendable, Hashable {
    /// Its index, from 0.
    public let column: Int
    /// Its header text, numbered when that is repeated; "Column 3" without one.
    public let key: String
    /// The field that an earlier column of the file already fills; nil for a header that nobody knows.
    public let repeats: ImportField?
  }

  /// The header texts, trimmed, as they stand in the file.
  public let headers: [String]
  /// The column of each field that the file has.
  public private(set) var fields: [ImportField: Int] = [:]
  /// The columns without a field of their own, which are reported and kept, in the order of the file.
  public private(set) var kept: [Kept] = []
  /// A column headed "estado" or "état" whose meaning only its values tell.
  private(set) var undecided: Int?
  private var keys: Set<String> = []

  /// What the headers say; columns that are `chosen`, by their index, mean what somebody has decided, nil to keep them as
  /// metadata.
  init(headers: [String], chosen: [Int: ImportField?] = [:]) {
    self.headers = headers
    for column in headers.indices {
      if let choice = chosen[column], let field = choice { assign(column, to: field) }
    }
    var names: [Int] = []
    var unclear: [Int] = []
    for column in headers.indices.dropFirst(ImportColumns.rejectsColumns(headers)) {
      if let choice = chosen[column] {
        if choice == nil { keep(column, repeats: nil) }
        continue
      }
      switch HeaderMeaning(header: headers[column]) {
      case .field(let field): assign(column, to: field)
      case .name: names.append(column)
      case .stateOrStatus: unclear.append(column)
      case nil: keep(column, repeats: nil)
      }
    }
    for column in names { assign(column, to: nameField) }
    for column in unclear { settleByHeaders(column) }
    kept.sort { $0.column < $1.column }
  }

  /// Throws when no column holds names.
  func requireNames() throws(ImportFailure) {
    guard fields[.fullName] != nil || (fields[.firstName] != nil && fields[.lastName] != nil) else {
      throw ImportColumns.namesMissing(headers)
    }
  }

  /// Gives the undecided column its meaning once its values have been seen.
  mutating func decide(holdsStatus: Bool) {
    guard let column = undecided else { return }
    undecided = nil
    assign(column, to: holdsStatus ? .status : .state)
  }

  /// The header text of a field's column, for messages.
  func header(of field: ImportField) -> String {
    fields[field].map { headers[$0] } ?? field.rawValue
  }

  /// A corrected rejects file can be imported as it is: its first columns say what was wrong, not who.
  private static func rejectsColumns(_ headers: [String]) -> Int {
    headers.starts(with: RejectsFile.columns) ? RejectsFile.columns.count : 0
  }

  private mutating func assign(_ column: Int, to field: ImportField) {
    if fields[field] == nil { fields[field] = column } else { keep(column, repeats: field) }
  }

  private mutating func keep(_ column: Int, repeats: ImportField?) {
    let header = headers[column].isEmpty ? "Column \(column + 1)" : String(headers[column].prefix(100))
    var key = header
    var number = 1
    while !keys.insert(key).inserted {
      number += 1
      key = "\(header) (\(number))"
    }
    kept.append(Kept(column: column, key: key, repeats: repeats))
  }

  /// "Vorname, Name" and "Nombre, Apellidos": the general word means the half that is missing.
  private var nameField: ImportField {
    switch (fields[.firstName], fields[.lastName]) {
    case (nil, .some): .firstName
    case (.some, nil): .lastName
    default: .fullName
    }
  }

  private mutating func settleByHeaders(_ column: Int) {
    if fields[.status] != nil {
      assign(column, to: .state)
    } else if fields[.state] != nil {
      assign(column, to: .status)
    } else if undecided == nil {
      undecided = column
    } else {
      keep(column, repeats: nil)
    }
  }

  private static func namesMissing(_ headers: [String]) -> ImportFailure {
    let found = headers.prefix(20).map { "\"\($0.prefix(40))\"" }.joined(separator: ", ")
    return ImportFailure(
      code: .nameColumnsMissing,
      reason: "no name column found; the header row needs \"first name\" and \"last name\", or \"name\". "
        + "It has: \(found)\(headers.count > 20 ? ", ..." : "")")
  }
}
