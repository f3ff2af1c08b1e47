import Foundation
public import HTTPTypes
import Postgres

/// One route as a value. The router, the permission check, the API document and the contract tests are all
/// read from the same list of these.
public struct Operation: Sendable {
  public let method: HTTPRequest.Method
  /// `/v1/clients/{id}`
  public let path: String
  /// Verb and noun, the name of its handler: `listClients`.
  public let id: String
  public let summary: String
  /// The chapter of the API document.
  public let tag: String
  public let needs: Access
  public let success: HTTPResponse.Status
  /// What its handler may throw beyond what its shape implies.
  let declaredProblems: [ProblemType]
  let terms: Terms
  let input: Input
  let contentType: String
  let maxAge: Int?
  let outputSchema: @Sendable (Components) throws -> JSONValue?
  /// What `run` does, inside of a transaction behind the door; nil where it works outside of transactions.
  let work: Work?
  /// Reads a part of the list that it answers; nil where it answers none.
  let part: ReadPart?
  let run: @Sendable (RawCall, Installation) async throws -> Reply

  typealias Work = @Sendable (RawCall, Transaction) async throws -> Reply
  typealias ReadPart = @Sendable (RawCall, Transaction) async throws -> ListPart

  /// On what terms it is answered.
  struct Terms: Sendable {
    /// Answers carry an ETag; what changes something wants to know by If-Match which version the client has seen.
    var isVersioned = false
    /// It may not come without an Idempotency-Key.
    var requiresKey = false
    /// Only for whoever proved a moment ago who they are; the door asks, in the transaction of the act.
    var needsStepUp = false
    /// Nobody keeps its answer, neither a client nor we under an Idempotency-Key.
    var isConfidential = false
    /// It waits for somebody else's server.
    var waitsElsewhere = false
    /// It is for whoever has a token of its own kind, which comes as access tokens do.
    var readsToken = false
    /// Bytes that its body may have.
    var bodyLimit = Dispatcher.bodyLimit
  }

  public var needsStepUp: Bool { terms.needsStepUp }
  var isVersioned: Bool { terms.isVersioned }
  var requiresKey: Bool { terms.requiresKey }

  /// Where an operation's input travels, and its schema.
  enum Input: Sendable {
    case nothing
    case query(@Sendable (Components) throws -> JSONValue)
    case body(@Sendable (Components) throws -> JSONValue)
    case raw
    /// A file of one of those media types, with query parameters.
    case upload([String], @Sendable (Components) throws -> JSONValue)
  }

  var takesBody: Bool {
    if case .body = input { return true }
    return false
  }

  /// Whether the body is taken as it comes.
  var takesRawBody: Bool {
    switch input {
    case .raw, .upload: true
    case .nothing, .query, .body: false
    }
  }

  /// Whether it reads a body of that media type; a raw one is whatever it says it is.
  func takes(_ type: String?) -> Bool {
    takesRawBody || type == "application/json" || method == .patch && type == "application/merge-patch+json"
  }

  var needsIfMatch: Bool { isVersioned && method != .get }

  var hasPathID: Bool { path.contains("{id}") }

  /// Whether a repeated request gets the first one's answer. Keys are a person's in an organization, so that an
  /// operation without one takes none.
  public var takesKey: Bool {
    method == .post && work != nil && needs != .open && needs != .signedIn
      && contentType == "application/json"
      && !terms.isConfidential
  }

  /// Health is asked without end by those who watch, so that only what lies below `/v1` is counted.
  var isLimited: Bool { path.hasPrefix("/v1/") }

  /// Where it finds a place; health and public keys need none, whatever else is going on.
  func lane(_ caller: Caller?) -> Admission.Lane? {
    if !isLimited { return nil }
    if terms.waitsElsewhere { return .elsewhere }
    return needs == .open ? .reserved : .general(caller?.organization)
  }

  /// Every problem that this operation may answer.
  public var problems: [ProblemType] {
    var all = declaredProblems
    if takesBody {
      all += [.malformedJSON, .validationFailed, .unsupportedMediaType, .bodyTooLarge, .bodyTimeout]
    }
    if takesRawBody { all += [.malformedJSON, .bodyTooLarge, .bodyTimeout, .unsupportedMediaType] }
    all.append(.invalidParameter)
    switch needs {
    case .open: break
    case .signedIn: all += [.unauthenticated, .sessionRevoked]
    case .member: all += [.unauthenticated, .sessionRevoked, .organizationRequired, .notAMember]
    case .permission:
      all += [.unauthenticated, .sessionRevoked, .organizationRequired, .notAMember, .permissionMissing]
    }
    if needsStepUp { all.append(.stepUpRequired) }
    if hasPathID { all.append(.notFound) }
    if needsIfMatch { all += [.ifMatchRequired, .versionMismatch] }
    if takesKey {
      all += [.invalidIdempotencyKey, .idempotencyInProgress, .idempotencyKeyReused]
      if requiresKey { all.append(.idempotencyKeyRequired) }
    }
    if part != nil { all.append(.listTooLong) }
    if isLimited { all.append(.rateLimited) }
    return all + ProblemType.everywhere
  }
}

/// What an operation has to say, written.
struct Reply: Sendable {
  let version: Int?
  let headers: [(name: HTTPField.Name, value: String)]
  var body: [UInt8] = []
  var events: EventStream?
}

/// A request that found its operation, before its input is read.
struct RawCall: Sendable {
  /// The operation's id.
  let operation: String
  let id: UUID
  var query: [(name: String, value: String)]
  let body: [UInt8]
  /// Nil where the operation takes no raw body.
  var headers: HTTPFields?
  /// As it came; nil where there is none, or the operation does not ask for it.
  var token: String?
  /// Nil where the operation does not ask for it.
  let ifMatch: IfMatch?
  let caller: Caller?
  let context: RequestContext
  /// How many rows are read at once, where a client may not ask for so many.
  var partLimit: Int?

  func call<Input: Decodable & Sendable>(_ type: Input.Type, _ source: Operation.Input) throws -> Call<Input>
  {
    let input: Input
    switch source {
    case .body:
      try refuseParameters()
      input = try readBody(type)
    case .query, .nothing: input = try readQuery(type)
    case .raw:
      try refuseParameters()
      guard let raw = RawBody(bytes: body, headers: headers ?? [:]) as? Input else {
        throw Problem(.internalError)
      }
      input = raw
    case .upload:
      var value: any Decodable & Sendable = try readQuery(type)
      if var upload = value as? any UploadInput {
        upload.file = UploadedFile(
          bytes: body,
          mediaType: headers?[.contentType]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
            .lowercased())
        value = upload
      }
      guard let whole = value as? Input else { throw Problem(.internalError) }
      input = whole
    }
    return Call(input: input, id: id, caller: caller, context: context, raw: self)
  }

  /// The operation, the path's id and the query parameters without `cursor` and `limit`, canonical: what a
  /// cursor is bound to.
  var filter: [UInt8] {
    var bytes = Array(operation.utf8)
    bytes.append(0)
    withUnsafeBytes(of: id.uuid) { bytes.append(contentsOf: $0) }
    let binding = query.filter { $0.name != "cursor" && $0.name != "limit" }
    for (name, value) in binding.count > 1
      ? binding.sorted(by: { ($0.name, $0.value) < ($1.name, $1.value) }) : binding
    {
      // Each with its length: no name can pass for a part of a value.
      for text in [name, value] {
        withUnsafeBytes(of: UInt32(clamping: text.utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: text.utf8)
      }
    }
    return bytes
  }

  private func readBody<Input: Decodable>(_ type: Input.Type) throws -> Input {
    let tree: JSONValue
    do throws(JSONParser.Failure) {
      tree = try JSONParser.parse(body)
    } catch {
      throw Problem(.malformedJSON, "At byte \(error.offset): \(error.reason).")
    }
    do throws(Faults) {
      return try InputDecoder.decode(type, from: tree, source: .body)
    } catch {
      throw Problem(.validationFailed, RawCall.count(error.all), faults: error.all)
    }
  }

  private func readQuery<Input: Decodable>(_ type: Input.Type) throws -> Input {
    var members: [(key: String, value: JSONValue)] = []
    for (name, value) in query {
      guard !members.contains(where: { $0.key == name }) else {
        throw queryProblem([Fault("repeated", "Give this parameter once.", at: name)])
      }
      members.append((name, .string(value)))
    }
    do throws(Faults) {
      return try InputDecoder.decode(type, from: .object(members), source: .query)
    } catch {
      throw queryProblem(error.all)
    }
  }

  private func refuseParameters() throws {
    guard query.isEmpty else {
      throw queryProblem(
        query.map { Fault("unknown_parameter", "This parameter is not known here.", at: $0.name) })
    }
  }

  func queryProblem(_ faults: [Fault]) -> Problem {
    var problem = Problem(.invalidParameter, RawCall.count(faults), faults: faults)
    problem.concernsQuery = true
    return problem
  }

  private static func count(_ faults: [Fault]) -> String {
    faults.count == 1 ? "1 field needs attention." : "\(faults.count) fields need attention."
  }
}
