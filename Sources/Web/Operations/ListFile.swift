public import Foundation
import HTTPTypes
import Postgres

/// How a whole list is sent, where a page of it as JSON is not what is asked for.
public enum ListFormat: String, Sendable, CaseIterable {
  /// For spreadsheets: no value is taken for a formula, and the file says that it is UTF-8.
  case csv
  /// For programs: one JSON object a line.
  case ndjson

  /// What the field Accept prefers (RFC 9110 section 12.5.1), if it is a file.
  init?(preferredBy accept: String?) {
    guard let accept else { return nil }
    var best: (type: String, weight: Double)?
    for range in accept.utf8.count <= 1_000 ? accept.split(separator: ",") : [] {
      let parts = range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
      guard let type = parts.first else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
      if weight > best?.weight ?? 0 { best = (type, weight) }
    }
    guard let format = ListFormat.allCases.first(where: { $0.mediaType == best?.type }) else { return nil }
    self = format
  }

  /// As the API document names it.
  var mediaType: String {
    switch self {
    case .csv: "text/csv"
    case .ndjson: "application/x-ndjson"
    }
  }
}

/// A list that left as a file, for the record.
public struct ExportedList: Sendable {
  public let id: UUID
  /// The operation that answers it.
  public let operation: String
  public let format: ListFormat
  public let rows: Int
}

/// An answer that is a part of a list, of which the whole can be had as a file.
protocol PageOfList: Answer {
  var part: ListPart { get }
}

/// Rows of a list, and where they go on.
struct ListPart: Sendable {
  let rows: Rows<Undecoded>
  let nextCursor: String?
}

extension Page: PageOfList {
  var part: ListPart { ListPart(rows: rows.retyped(as: Undecoded.self), nextCursor: nextCursor) }
}

/// A whole list as a file: its pages one after the other, all in one transaction behind the list's own door.
///
/// That somebody took it is written down before they get it, in a transaction of its own: the reading changes nothing,
/// as with every GET.
struct ListFile: Sendable {
  /// More would not fit into one answer.
  static let limit = 50_000
  private static let pageSize = 1_000

  let format: ListFormat
  private var bytes: [UInt8] = []
  private var rows = 0

  private init(_ format: ListFormat) {
    self.format = format
    // Spreadsheets take a file without this for one in the encoding of the country.
    if format == .csv { bytes = [0xEF, 0xBB, 0xBF] }
  }

  static func answer(
    _ format: ListFormat, _ operation: Operation, _ read: @escaping Operation.ReadPart, _ raw: RawCall,
    _ installation: Installation
  ) async throws -> Outbound {
    try raw.refusePaging()
    let door = try installation.door(raw, needs: operation.needs, write: false, stepUp: operation.needsStepUp)
    let file = try await installation.database.transaction(opening: [door]) { tx in
      var file = ListFile(format)
      var part = try await read(raw.part(after: nil, limit: pageSize), tx)
      try file.append(part.rows, isFirst: true)
      while let cursor = part.nextCursor {
        part = try await read(raw.part(after: cursor, limit: pageSize), tx)
        try file.append(part.rows, isFirst: false)
      }
      return file
    }
    let exported = ExportedList(
      id: raw.context.newID(), operation: operation.id, format: format, rows: file.rows)
    let record = try installation.door(raw, needs: operation.needs, write: true, stepUp: false)
    _ = try await installation.database.pipeline([record, installation.gate.record(exported)])
    return file.outbound(named: operation.path)
  }

  private mutating func append(_ part: Rows<Undecoded>, isFirst: Bool) throws {
    rows += part.count
    guard rows <= ListFile.limit else { throw Problem(.listTooLong) }
    switch format {
    case .csv:
      let columns = part.columns
      if isFirst { CSVFile.write(columns, into: &bytes) }
      for row in 0..<part.count {
        CSVFile.write(try columns.map { try part.text($0, at: row) ?? "" }, into: &bytes)
      }
    case .ndjson:
      for row in 0..<part.count {
        part.writeJSON(at: row, into: &bytes)
        bytes.append(UInt8(ascii: "\n"))
      }
    }
  }

  /// `/v1/audit-logs` is saved as `audit-logs.csv`.
  private func outbound(named path: String) -> Outbound {
    let name = path.split(separator: "/").last { !$0.hasPrefix("{") } ?? "list"
    var headers = Dispatcher.bareHeaders
    headers[.contentType] = format == .csv ? "text/csv; charset=utf-8" : format.mediaType
    headers[.contentDisposition] = "attachment; filename=\"\(name).\(format.rawValue)\""
    headers[.cacheControl] = "no-store"
    headers[.vary] = "Accept"
    return Outbound(status: .ok, headers: headers, body: bytes)
  }
}

extension RawCall {
  /// The same list from there on, whatever a client may ask for at once.
  fileprivate func part(after cursor: String?, limit: Int) -> RawCall {
    var part = self
    part.partLimit = limit
    if let cursor { part.query.append(("cursor", cursor)) }
    return part
  }

  /// A file has all pages: whoever asks for one of them means something else.
  fileprivate func refusePaging() throws {
    let named = query.filter { $0.name == "cursor" || $0.name == "limit" }
    guard named.isEmpty else {
      throw queryProblem(
        named.map { Fault("not_in_a_file", "A file holds the whole list; leave this out.", at: $0.name) })
    }
  }
}

extension ProblemType {
  static let listTooLong = ProblemType(
    "list_too_long", 422, "This list is too long for one file",
    "A file has at most 50,000 rows. Narrow it by filters, or read it page by page as JSON.")
}
