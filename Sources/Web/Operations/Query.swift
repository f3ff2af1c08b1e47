import Foundation
public import Postgres

/// A request that is one statement, as a value: the framework sends it together with the door, in one round
/// trip and one implicit transaction.
public struct Query<Output: Answer>: Sendable {
  let sql: SQL
  var parent: SQL?
  let read: @Sendable (Rows<Undecoded>) throws -> Output

  /// The same behind a look at the thing in the path: where this statement finds none, there is nothing but 404.
  public func of(_ parent: SQL) -> Query {
    var query = self
    query.parent = parent
    return query
  }

  /// What is sent behind the door, in one round trip.
  var statements: [SQL] { [parent, sql].compactMap(\.self) }

  /// What `statements` brought, the last of all that was sent.
  func answer(_ results: [Rows<Undecoded>]) throws -> Output {
    guard let rows = results.last else { throw Problem(.internalError) }
    if parent != nil, results.dropLast().last?.count == 0 { throw Problem.notFound }
    return try read(rows)
  }

  /// The single row of the statement; no row is 404, because row-level security hides what is not ours.
  public static func one<Row>(_ sql: SQL, as: Row.Type = Row.self) -> Query where Output == One<Row> {
    Query(sql: sql) { rows in
      guard rows.count > 0 else { throw Problem.notFound }
      return One(rows.retyped(as: Row.self))
    }
  }

  /// All rows of the statement; it bounds itself.
  public static func list<Row>(_ sql: SQL, as: Row.Type = Row.self) -> Query where Output == List<Row> {
    Query(sql: sql) { List($0.retyped(as: Row.self)) }
  }

  /// What is made of the rows, where they are not passed on as they are.
  public static func made<Row: Decodable & Sendable>(
    of sql: SQL, as: Row.Type = Row.self, _ make: @escaping @Sendable ([Row]) throws -> Output
  ) -> Query {
    Query(sql: sql) { try make($0.retyped(as: Row.self).decoded()) }
  }

  /// A page; the statement asks for `paging.limit + 1` rows, and `sort` names the column that orders them,
  /// with `id` behind it.
  public static func page<Row>(_ sql: SQL, _ paging: Paging, sort: String, as: Row.Type = Row.self) -> Query
  where Output == Page<Row> { page(sql, paging) { try $0.text(sort, at: $1) } }

  /// As `page`, ordered by a column of moments: its position is exact to the microsecond, where JSON is not.
  public static func page<Row>(_ sql: SQL, _ paging: Paging, moment: String, as: Row.Type = Row.self) -> Query
  where Output == Page<Row> {
    page(sql, paging) { CursorPosition.text(try $0.value(moment, at: $1, as: Date.self)) }
  }

  private static func page<Row>(
    _ sql: SQL, _ paging: Paging, position: @escaping @Sendable (Rows<Undecoded>, Int) throws -> String?
  ) -> Query where Output == Page<Row> {
    Query(sql: sql) { try Page($0, paging, position) }
  }
}

extension Page {
  /// What `Query.page` makes of such a statement's rows, for a transaction that asks for something else before.
  public init(_ rows: Rows<Undecoded>, _ paging: Paging, sort: String) throws {
    try self.init(rows, paging) { try $0.text(sort, at: $1) }
  }

  /// As above, ordered by a column of moments.
  public init(_ rows: Rows<Undecoded>, _ paging: Paging, moment: String) throws {
    try self.init(rows, paging) { CursorPosition.text(try $0.value(moment, at: $1, as: Date.self)) }
  }

  fileprivate init(
    _ rows: Rows<Undecoded>, _ paging: Paging, _ position: (Rows<Undecoded>, Int) throws -> String?
  ) throws {
    if rows.count > paging.limit, let refusal = paging.refusal { throw Problem(refusal) }
    let page = rows.prefix(paging.limit)
    var next: String?
    if rows.count > paging.limit, page.count > 0 {
      let last = page.count - 1
      let id = try page.value("id", at: last, as: UUID.self)
      next = paging.seal(CursorPosition(value: try position(page, last), id: id))
    }
    self.init(rows: page.retyped(as: Row.self), limit: paging.limit, nextCursor: next)
  }
}
