import Crypto
import Foundation
public import HTTPTypes
import Logging
import Postgres

/// A request as any transport hands it over.
public struct Inbound: Sendable {
  public let method: HTTPRequest.Method
  /// Path and query as they were sent.
  public let target: String
  public let headers: HTTPFields
  public let clientAddress: String?
  /// Reads the body, at most so many bytes; throws `BodyFault`.
  let body: @Sendable (_ limit: Int) async throws -> [UInt8]

  public init(
    method: HTTPRequest.Method, target: String, headers: HTTPFields, clientAddress: String? = nil,
    body: @escaping @Sendable (_ limit: Int) async throws -> [UInt8]
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.clientAddress = clientAddress
    self.body = body
  }
}

/// Why a body could not be read.
public enum BodyFault: Error { case tooLarge, tooSlow, brokenOff, noRoom }

/// The answer to it.
public struct Outbound: Sendable {
  public var status: HTTPResponse.Status
  public var headers: HTTPFields
  public var body: [UInt8]
  /// What follows for as long as the client listens, instead of a body.
  var events: EventStream?
}

/// The one way of a request: find the operation, know the caller, read the input, run, write; problems leave by
/// the same single exit.
public struct Dispatcher: Sendable {
  /// Bytes of a body, where an operation does not say otherwise.
  public static let bodyLimit = 1 << 20

  private let routes: RouteTable
  private let pages: Pages
  let installation: Installation
  let uploads = Uploads()

  public init(_ api: API, _ installation: Installation) {
    routes = RouteTable(api.operations)
    pages = Pages(installation)
    self.installation = installation
  }

  public func respond(to inbound: Inbound) async -> Outbound {
    let start = ContinuousClock.now
    let now = installation.clock()
    let context = RequestContext(
      requestID: Dispatcher.requestID(inbound, installation.makeID(now)), now: now,
      clientAddress: installation.proxies.client(of: inbound),
      userAgent: inbound.headers[.userAgent].map { String($0.prefix(200)) },
      cursors: installation.cursors, makeID: installation.makeID)
    var progress = Progress()
    var outbound: Outbound
    do {
      outbound = try await answer(inbound, context, &progress)
    } catch {
      outbound = render(error, progress.operation, context)
    }
    outbound.headers.append(HTTPField(name: .requestID, value: context.requestID))
    progress.allowance?.write(into: &outbound.headers)
    installation.origins.mark(&outbound.headers, to: inbound.headers)
    if inbound.method == .head { outbound.headers[.contentLength] = String(outbound.body.count) }
    log(
      inbound.method, progress.operation, Task.isCancelled ? .clientLeft : outbound.status, progress.caller,
      context, start)
    return outbound
  }

  /// What is known of a request so far, also when it fails.
  private struct Progress {
    var operation: Operation?
    var caller: Caller?
    var allowance: Allowance?
  }

  /// Who is known by a token is counted as that person, everything else as its address.
  private func answer(_ inbound: Inbound, _ context: RequestContext, _ progress: inout Progress) async throws
    -> Outbound
  {
    let limits = installation.limits
    let (path, query) = RequestTarget.split(inbound.target)
    guard let found = routes.find(path) else {
      try limits.count(context, &progress.allowance)
      return try await pages.respond(to: inbound.method, path)
    }
    if inbound.method == .options,
      let preflight = installation.origins.preflight(inbound, methods: found.entry.allow)
    {
      return preflight
    }
    guard let operation = found.entry.operation(inbound.method) else {
      try limits.count(context, &progress.allowance)
      var problem = Problem(.methodNotAllowed)
      problem.headers = [(.allow, found.entry.allow)]
      throw problem
    }
    progress.operation = operation
    if operation.needs == .open {
      if operation.isLimited { try limits.count(context, &progress.allowance) }
    } else {
      let caller: Caller
      do {
        caller = try await self.caller(inbound, context.now)
      } catch {
        try limits.count(context, &progress.allowance)
        throw error
      }
      progress.caller = caller
      try limits.count(caller, context.now, &progress.allowance)
      if operation.needs != .signedIn, caller.organization == nil { throw Problem(.organizationRequired) }
    }
    guard let lane = operation.lane(progress.caller) else {
      return try await run(operation, found.id, query, inbound, progress.caller, context)
    }
    try installation.admission.enter(lane)
    defer { installation.admission.leave(lane) }
    return try await run(operation, found.id, query, inbound, progress.caller, context)
  }

  /// Bytes that the body of such a request may have.
  func bodyLimit(_ method: String, _ target: String) -> Int {
    guard let method = HTTPRequest.Method(rawValue: method),
      let operation = routes.find(RequestTarget.split(target).path)?.entry.operation(method)
    else { return Dispatcher.bodyLimit }
    return operation.terms.bodyLimit
  }

  /// The answer to what is no request at all.
  func refuse(_ type: ProblemType, from address: String?) -> Outbound {
    let start = ContinuousClock.now
    let now = installation.clock()
    let context = RequestContext(
      requestID: installation.makeID(now).uuidString.lowercased(), now: now, clientAddress: address,
      userAgent: nil, cursors: installation.cursors, makeID: installation.makeID)
    var outbound = render(Problem(type), nil, context)
    outbound.headers[.requestID] = context.requestID
    log(nil, nil, outbound.status, nil, context, start)
    return outbound
  }

  private func caller(_ inbound: Inbound, _ now: Date) async throws -> Caller {
    guard let token = Dispatcher.token(inbound) else { throw Problem(.unauthenticated) }
    return try await installation.gate.authenticate(token, now)
  }

  private static func token(_ inbound: Inbound) -> String? {
    guard let header = inbound.headers[.authorization], header.utf8.count <= 4_096,
      header.prefix(7).lowercased() == "bearer "
    else { return nil }
    return String(header.dropFirst(7))
  }

  private func run(
    _ operation: Operation, _ idText: Substring?, _ query: Substring, _ inbound: Inbound, _ caller: Caller?,
    _ context: RequestContext
  ) async throws -> Outbound {
    let parameters = try operation.parameters(query, inbound.headers)
    var id = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    if let idText {
      guard let parsed = UUID(uuidString: String(idText)) else { throw Problem.notFound }
      id = parsed
    }
    let ifMatch = inbound.headers[.ifMatch].map { IfMatch($0) }
    if operation.needsIfMatch, ifMatch == nil { throw Problem(.ifMatchRequired) }
    let raw = RawCall(
      operation: operation.id, id: id, query: parameters, body: try await body(operation, inbound),
      headers: operation.takesRawBody ? inbound.headers : nil,
      token: operation.terms.readsToken ? Dispatcher.token(inbound) : nil, ifMatch: ifMatch, caller: caller,
      context: context)
    if let read = operation.part, let format = ListFormat(preferredBy: inbound.headers[.accept]) {
      return try await ListFile.answer(format, operation, read, raw, installation)
    }
    guard let work = operation.work, let key = try operation.key(inbound.headers, raw) else {
      return written(try await operation.run(raw, installation), operation, operation.success, inbound)
    }
    let once = try await operation.runOnce(key, raw, installation, work)
    var outbound = written(once.reply, operation, HTTPResponse.Status(code: once.status), inbound)
    if once.isReplayed { outbound.headers[.idempotencyReplayed] = "true" }
    return outbound
  }

  private func written(
    _ reply: Reply, _ operation: Operation, _ status: HTTPResponse.Status, _ inbound: Inbound
  ) -> Outbound {
    var headers = Dispatcher.jsonHeaders
    if reply.body.isEmpty, reply.events == nil {
      headers = Dispatcher.bareHeaders
    } else if operation.contentType != "application/json" {
      headers[.contentType] = operation.contentType
    }
    if operation.terms.isConfidential { headers[.cacheControl] = "no-store" }
    for (name, value) in reply.headers { headers[name] = value }
    if operation.isVersioned, let version = reply.version { headers[.eTag] = IfMatch.tag(version) }
    if let maxAge = operation.maxAge {
      headers[.cacheControl] = "public, max-age=\(maxAge)"
      headers[.eTag] = "\"\(base64URL(SHA256.hash(data: reply.body).prefix(12)))\""
    }
    // Who names what they hold by its tag is only told that it is still so (RFC 9110 section 13.1.2).
    if operation.method == .get, let tag = headers[.eTag], Dispatcher.holds(tag, inbound) {
      headers[.contentType] = nil
      return Outbound(status: .notModified, headers: headers, body: [])
    }
    return Outbound(status: status, headers: headers, body: reply.body, events: reply.events)
  }

  private static func holds(_ tag: String, _ inbound: Inbound) -> Bool {
    guard let header = inbound.headers[.ifNoneMatch] else { return false }
    let held = header.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    return held.contains(tag) || held.contains("W/\(tag)") || held == ["*"]
  }

  private func body(_ operation: Operation, _ inbound: Inbound) async throws -> [UInt8] {
    guard operation.takesBody || operation.takesRawBody else { return [] }
    let type = inbound.headers[.contentType]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
      .lowercased()
    guard operation.takes(type) else { throw Problem(.unsupportedMediaType) }
    if let length = inbound.headers[.contentLength].flatMap({ Int($0) }), length > operation.terms.bodyLimit {
      throw Problem(.bodyTooLarge)
    }
    do {
      return try await inbound.body(operation.terms.bodyLimit)
    } catch BodyFault.tooLarge {
      throw Problem(.bodyTooLarge)
    } catch BodyFault.noRoom {
      throw Problem.unavailable
    } catch BodyFault.tooSlow {
      throw Problem(.bodyTimeout)
    } catch BodyFault.brokenOff {
      throw Problem(.malformedJSON, "The body broke off.")
    }
  }

  /// The single exit of everything that went wrong.
  private func render(_ error: any Error, _ operation: Operation?, _ context: RequestContext) -> Outbound {
    let problem: Problem
    if let known = error as? Problem {
      problem = known
      if known.type.status >= 500, known.type != .unavailable { logFailure(known, operation, context) }
    } else if let database = error as? PostgresError {
      problem = installation.catalog.problem(for: database)
      logFailure(database, problem, context)
    } else {
      problem = error is CancellationError ? .unavailable : Problem(.internalError)
      installation.logger.error(
        "request failed",
        metadata: ["request_id": "\(context.requestID)", "error_type": "\(type(of: error))"])
    }
    if let operation, !operation.problems.contains(problem.type) {
      installation.onUndeclaredProblem(operation, problem)
    }
    var headers = Dispatcher.bareHeaders
    headers[.contentType] = "application/problem+json"
    if problem.type.status == 401 { headers[.wwwAuthenticate] = "Bearer" }
    for (name, value) in problem.headers { headers[name] = value }
    var body: [UInt8] = []
    problem.json(requestID: context.requestID, base: installation.publicURL).write(into: &body, indent: nil)
    return Outbound(status: .init(code: problem.type.status), headers: headers, body: body)
  }

  /// The client's own id where it is a harmless word, else a new one.
  private static func requestID(_ inbound: Inbound, _ new: @autoclosure () -> UUID) -> String {
    if let given = inbound.headers[.requestID], (1...64).contains(given.utf8.count),
      given.utf8.allSatisfy({ isWordByte($0) })
    {
      return given
    }
    return new().uuidString.lowercased()
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
