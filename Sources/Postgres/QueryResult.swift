import CPostgres
import Synchronization

/// One result of libpq.
/// `@unchecked Sendable`: a PGresult is never written after libpq has handed it out, so any thread may read it.
final class QueryResult: @unchecked Sendable {
  let pointer: OpaquePointer
  let rowCount: Int
  let shape: RowShape

  /// Takes the result over, also when it throws. `known` is the shape of an earlier result of the same prepared
  /// statement, which PostgreSQL does not let change.
  init(_ pointer: OpaquePointer, known: RowShape? = nil) throws(PostgresError) {
    if let known, known.columns.count == Int(PQnfields(pointer)) {
      shape = known
    } else {
      do {
        shape = try RowShape(pointer)
      } catch {
        PQclear(pointer)
        throw error
      }
    }
    self.pointer = pointer
    rowCount = Int(PQntuples(pointer))
  }

  deinit { PQclear(pointer) }

  var columns: [RowShape.Column] { shape.columns }
  var members: JSONMembers { shape.members }
  var index: ColumnIndex { shape.index }

  var affected: Int {
    guard let text = PQcmdTuples(pointer) else { return 0 }
    return Int(String(cString: text)) ?? 0
  }

  /// What was done, such as `INSERT 0 1`.
  var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  func name(_ column: Int) -> String { shape.names[column] }

  /// The bytes of a value, nil for NULL. Valid while the result lives; row and column within its bounds.
  func bytes(row: Int, column: Int) -> UnsafeRawBufferPointer? {
    let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
    guard PQgetisnull(pointer, row, column) == 0, let start = PQgetvalue(pointer, row, column) else {
      return nil
    }
    return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(pointer, row, column)))
  }

  func field(row: Int, column: Int) -> Field {
    Field(
      result: self, column: column, type: columns[column].type, isArray: columns[column].isArray,
      bytes: bytes(row: row, column: column))
  }
}

/// What is known of a result's columns, and worked out once per prepared statement.
final class RowShape: Sendable {
  /// Without its name, so that reading a value counts no references.
  struct Column {
    let type: ColumnType
    let isArray: Bool
  }

  let columns: [Column]
  let names: [String]
  private let lazyMembers = AtomicLazyReference<JSONMembers>()
  private let lazyIndex = AtomicLazyReference<ColumnIndex>()

  init(_ result: OpaquePointer) throws(PostgresError) {
    var columns: [Column] = []
    var names: [String] = []
    let count = PQnfields(result)
    columns.reserveCapacity(Int(count))
    for index in 0..<count {
      let name = PQfname(result, index).map { String(cString: $0) } ?? ""
      let oid = PQftype(result, index)
      guard let (type, isArray) = ColumnType.of(oid: oid) else {
        throw .decoding(name, "its type (oid \(oid)) is not read; cast it in the statement")
      }
      columns.append(Column(type: type, isArray: isArray))
      names.append(name)
    }
    self.columns = columns
    self.names = names
  }

  var members: JSONMembers { lazyMembers.load() ?? lazyMembers.storeIfNil(JSONMembers(names)) }
  var index: ColumnIndex { lazyIndex.load() ?? lazyIndex.storeIfNil(ColumnIndex(names)) }
}

/// Columns by name; a column `price.amount` is `amount` of the nested `price`.
final class ColumnIndex: Sendable {
  let columns: [String: Int]
  let nested: [String: ColumnIndex]

  convenience init(_ names: [String]) {
    self.init(names.indices.map { (names[$0], $0) }, isNested: false)
  }

  private init(_ names: [(name: String, column: Int)], isNested: Bool) {
    var columns: [String: Int] = [:]
    var groups: [String: [(name: String, column: Int)]] = [:]
    for (name, column) in names {
      if !isNested, let dot = name.firstIndex(of: ".") {
        groups[String(name[..<dot]), default: []].append((String(name[name.index(after: dot)...]), column))
      } else {
        columns[name] = column
      }
    }
    self.columns = columns
    nested = groups.mapValues { ColumnIndex($0, isNested: true) }
  }
}

/// The members of a row's JSON object, in column order, with their names ready to copy.
final class JSONMembers: Sendable {
  /// `name` is the range in `names` of `{"id":` or `,"name":`.
  struct Member {
    var name: Range<Int>
    var column: Int
    /// Not empty for a nested object.
    var nested: Range<Int>
  }

  let members: [Member]
  let nested: [Member]
  let names: [UInt8]

  init(_ columns: [String]) {
    var names = ByteBuffer(capacity: 512)
    var members: [Member] = []
    var nested: [Member] = []
    var seen: Set<String> = []
    let all = columns.indices.map { column in
      let parts = columns[column].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      return (
        column: column, object: parts.count > 1 ? String(parts[0]) : nil, name: String(parts.last ?? "")
      )
    }
    func write(_ name: String, isFirst: Bool) -> Range<Int> {
      let start = names.count
      names.append(byte: isFirst ? UInt8(ascii: "{") : UInt8(ascii: ","))
      names.append(quoted: name)
      names.append(byte: UInt8(ascii: ":"))
      return start..<names.count
    }
    for (column, object, name) in all {
      guard let object else {
        members.append(Member(name: write(name, isFirst: members.isEmpty), column: column, nested: 0..<0))
        continue
      }
      guard seen.insert(object).inserted else { continue }
      let range = write(object, isFirst: members.isEmpty)
      let start = nested.count
      for member in all where member.object == object {
        let name = write(member.name, isFirst: nested.count == start)
        nested.append(Member(name: name, column: member.column, nested: 0..<0))
      }
      members.append(Member(name: range, column: column, nested: start..<nested.count))
    }
    self.members = members
    self.nested = nested
    var bytes: [UInt8] = []
    names.append(to: &bytes)
    self.names = bytes
  }
}
