public import HTTPTypes
public import Postgres

/// What an operation gives back.
public protocol Answer: Sendable {
  static var contentType: String { get }
  /// For how many seconds anybody may keep it; nil where each asks anew.
  static var maxAge: Int? { get }
  /// Whether nobody may keep it, neither a client nor we under an Idempotency-Key.
  static var isConfidential: Bool { get }
  static func schema(in components: Components) throws -> JSONValue?
  /// What the answer says beside its body.
  var headers: [(name: HTTPField.Name, value: String)] { get }
  /// The version of what is answered, for its ETag; nil where there is none.
  var entityVersion: Int? { get }
  /// What follows for as long as the client listens; nil where the body is all.
  var events: EventStream? { get }
  func write(into body: inout [UInt8]) throws
}

extension Answer {
  public static var contentType: String { "application/json" }
  public static var maxAge: Int? { nil }
  public static var isConfidential: Bool { false }
  public var headers: [(name: HTTPField.Name, value: String)] { [] }
  public var events: EventStream? { nil }
  public var entityVersion: Int? { (self as? any Versioned)?.version }
}

/// A value that is written member by member. Answers made of rows are `One`, `List` and `Page`.
public protocol Wire: Codable, Answer {}

extension Wire {
  public static func schema(in components: Components) throws -> JSONValue? {
    try Shape.schema(of: Self.self, .output, in: components)
  }

  public func write(into body: inout [UInt8]) throws {
    try JSONWriter.value(self).write(into: &body, indent: nil)
  }
}

/// 204: done, and nothing to say.
public struct NoContent: Answer {
  public init() {}
  public static func schema(in components: Components) throws -> JSONValue? { nil }
  public func write(into body: inout [UInt8]) throws {}
}

/// One row, passed on without decoding it.
public struct One<Row: Codable & Sendable>: Answer {
  let rows: Rows<Row>

  /// The first of the rows, of which there is one.
  public init(_ rows: Rows<Row>) { self.rows = rows }

  public var entityVersion: Int? { try? rows.value("version", at: 0, as: Int.self) }

  public static func schema(in components: Components) throws -> JSONValue? {
    try Shape.schema(of: Row.self, .output, in: components)
  }

  public func write(into body: inout [UInt8]) throws { rows.writeJSON(at: 0, into: &body) }
}

/// All rows of a short list: `{"data": [...]}`.
public struct List<Row: Codable & Sendable>: Answer {
  let rows: Rows<Row>

  public init(_ rows: Rows<Row>) { self.rows = rows }

  public static func schema(in components: Components) throws -> JSONValue? {
    let item = try Shape.schema(of: Row.self, .output, in: components)
    return components.add(
      "\(Row.self)List",
      [
        "type": "object", "required": ["data"],
        "properties": ["data": ["type": "array", "items": item]],
      ])
  }

  public func write(into body: inout [UInt8]) throws {
    body.append(contentsOf: #"{"data":"#.utf8)
    rows.writeJSON(into: &body)
    body.append(UInt8(ascii: "}"))
  }
}

/// A page of a long list, with the cursor of the next one.
public struct Page<Row: Codable & Sendable>: Answer {
  let rows: Rows<Row>
  let limit: Int
  let nextCursor: String?

  public static func schema(in components: Components) throws -> JSONValue? {
    let item = try Shape.schema(of: Row.self, .output, in: components)
    return components.add(
      "\(Row.self)Page",
      [
        "type": "object", "required": ["data", "page"],
        "properties": [
          "data": ["type": "array", "items": item],
          "page": [
            "type": "object", "required": ["limit", "has_more", "next_cursor"],
            "properties": [
              "limit": ["type": "integer"], "has_more": ["type": "boolean"],
              "next_cursor": ["type": ["string", "null"]],
            ],
          ],
        ],
      ])
  }

  public func write(into body: inout [UInt8]) throws {
    body.append(contentsOf: #"{"data":"#.utf8)
    rows.writeJSON(into: &body)
    body.append(contentsOf: #","page":{"limit":"#.utf8)
    body.append(contentsOf: String(limit).utf8)
    body.append(contentsOf: #","has_more":"#.utf8)
    body.append(contentsOf: (nextCursor == nil ? "false" : "true").utf8)
    body.append(contentsOf: #","next_cursor":"#.utf8)
    if let nextCursor {
      // Base64 has nothing to escape.
      body.append(UInt8(ascii: "\""))
      body.append(contentsOf: nextCursor.utf8)
      body.append(UInt8(ascii: "\""))
    } else {
      body.append(contentsOf: "null".utf8)
    }
    body.append(contentsOf: "}}".utf8)
  }
}
