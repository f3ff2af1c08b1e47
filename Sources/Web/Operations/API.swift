import HTTPTypes
public import Postgres

/// What an operation does with its resource.
public enum Verb: Sendable {
  case get, post, put, patch, delete

  var method: HTTPRequest.Method {
    switch self {
    case .get: .get
    case .post: .post
    case .put: .put
    case .patch: .patch
    case .delete: .delete
    }
  }
}

/// How an operation says that it is done.
public enum Success: Sendable {
  case ok, created, accepted, noContent

  var status: HTTPResponse.Status {
    switch self {
    case .ok: .ok
    case .created: .created
    case .accepted: .accepted
    case .noContent: .noContent
    }
  }
}

/// The list of all operations, built feature by feature, one statement a route.
public struct API: Sendable {
  public private(set) var operations: [Operation] = []
  private var tag = ""

  public init() {}

  /// Begins a chapter: the operations that follow belong to it.
  public mutating func chapter(_ tag: String) { self.tag = tag }

  /// A request that is a single statement. `versioned` has answers carry an ETag, and changes ask for If-Match:
  /// their handler calls `requireMatch`. `requiresKey` where it may not come without an Idempotency-Key. `stepUp` lets
  /// in only whoever proved a moment ago who they are.
  public mutating func add<Input, Output: Answer>(
    _ verb: Verb, _ path: String, _ id: String, summary: String, needs: Access,
    success: Success? = nil, problems: [ProblemType] = [], versioned: Bool = false, requiresKey: Bool = false,
    stepUp: Bool = false,
    _ handler: @escaping @Sendable (Call<Input>) throws -> Query<Output>
  ) where Input: Decodable & Sendable {
    let input = API.input(Input.self, verb)
    let write = verb != .get
    // The answer's bytes are kept in the transaction of the effect, so that one is open until they are there.
    let work: Operation.Work = { raw, tx in
      let query = try handler(raw.call(Input.self, input))
      return try await API.reply(query.answer(tx.pipeline(query.statements)))
    }
    let part = API.part(of: Output.self) { raw, tx in
      let query = try handler(raw.call(Input.self, input))
      return try await query.answer(tx.pipeline(query.statements))
    }
    let terms = Operation.Terms(isVersioned: versioned, requiresKey: requiresKey, needsStepUp: stepUp)
    append(verb, path, id, summary, needs, success, problems, terms, input, Output.self, work, part) {
      raw, installation in
      let query = try handler(raw.call(Input.self, input))
      let door = try installation.door(raw, needs: needs, write: write, stepUp: stepUp)
      return try await API.reply(query.answer(installation.database.pipeline([door] + query.statements)))
    }
  }

  /// A request whose statements depend on each other, in one transaction behind the door. `bodyLimit` in bytes, where
  /// a file is uploaded.
  public mutating func add<Input, Output: Answer>(
    _ verb: Verb, _ path: String, _ id: String, summary: String, needs: Access,
    success: Success? = nil, problems: [ProblemType] = [], versioned: Bool = false, requiresKey: Bool = false,
    stepUp: Bool = false, bodyLimit: Int = Dispatcher.bodyLimit,
    _ handler: @escaping @Sendable (Call<Input>, Transaction) async throws -> Output
  ) where Input: Decodable & Sendable {
    let input = API.input(Input.self, verb)
    let write = verb != .get
    let work: Operation.Work = { raw, tx in
      try await API.reply(handler(raw.call(Input.self, input), tx))
    }
    let part = API.part(of: Output.self) { raw, tx in try await handler(raw.call(Input.self, input), tx) }
    let terms = Operation.Terms(
      isVersioned: versioned, requiresKey: requiresKey, needsStepUp: stepUp, bodyLimit: bodyLimit)
    append(verb, path, id, summary, needs, success, problems, terms, input, Output.self, work, part) {
      raw, installation in
      let call = try raw.call(Input.self, input)
      let door = try installation.door(raw, needs: needs, write: write, stepUp: stepUp)
      let output = try await installation.database.transaction(opening: [door]) { tx in
        try await handler(call, tx)
      }
      return try API.reply(output)
    }
  }

  /// A request before there is a session, or one that works outside of transactions. No door is opened: only
  /// the definer functions of decision 7 answer. It has no one transaction that could keep its answer, so it takes no
  /// Idempotency-Key, and no `stepUp`: nothing would ask for it. `waitsElsewhere` where it asks somebody else's server; `readsToken` where
  /// `Authorization` bears a token that is no access token.
  public mutating func add<Input, Output: Answer>(
    _ verb: Verb, _ path: String, _ id: String, summary: String, needs: Access,
    success: Success? = nil, problems: [ProblemType] = [], versioned: Bool = false,
    waitsElsewhere: Bool = false, readsToken: Bool = false,
    _ handler: @escaping @Sendable (Call<Input>, Database) async throws -> Output
  ) where Input: Decodable & Sendable {
    let input = API.input(Input.self, verb)
    let terms = Operation.Terms(
      isVersioned: versioned, waitsElsewhere: waitsElsewhere, readsToken: readsToken)
    append(verb, path, id, summary, needs, success, problems, terms, input, Output.self, nil, nil) {
      raw, installation in
      let database = needs == .open ? installation.reserve : installation.database
      return try await API.reply(handler(raw.call(Input.self, input), database))
    }
  }

  private mutating func append<Output: Answer>(
    _ verb: Verb, _ path: String, _ id: String, _ summary: String, _ needs: Access,
    _ success: Success?, _ problems: [ProblemType], _ terms: Operation.Terms, _ input: Operation.Input,
    _ output: Output.Type, _ work: Operation.Work?, _ part: Operation.ReadPart?,
    _ run: @escaping @Sendable (RawCall, Installation) async throws -> Reply
  ) {
    var terms = terms
    terms.isConfidential = output.isConfidential
    let standard: Success = output is NoContent.Type ? .noContent : .ok
    operations.append(
      Operation(
        method: verb.method, path: path, id: id, summary: summary, tag: tag, needs: needs,
        success: (success ?? standard).status, declaredProblems: problems, terms: terms, input: input,
        contentType: output.contentType, maxAge: output.maxAge, outputSchema: { try output.schema(in: $0) },
        work: work, part: part, run: run))
  }

  private static func input<Input: Decodable & Sendable>(_ type: Input.Type, _ verb: Verb)
    -> Operation.Input
  {
    if type is NoInput.Type { return .nothing }
    if type is RawBody.Type { return .raw }
    let schema: @Sendable (Components) throws -> JSONValue = { try Shape.schema(of: type, .input, in: $0) }
    if let upload = type as? any UploadInput.Type { return .upload(upload.mediaTypes, schema) }
    return verb == .get || verb == .delete ? .query(schema) : .body(schema)
  }

  /// What reads a part of a list, where the answer is one.
  private static func part<Output: Answer>(
    of output: Output.Type, _ read: @escaping @Sendable (RawCall, Transaction) async throws -> Output
  ) -> Operation.ReadPart? {
    guard output is any PageOfList.Type else { return nil }
    return { raw, tx in
      guard let page = try await read(raw, tx) as? any PageOfList else { throw Problem(.internalError) }
      return page.part
    }
  }

  private static func reply(_ output: some Answer) throws -> Reply {
    var reply = Reply(version: output.entityVersion, headers: output.headers)
    try output.write(into: &reply.body)
    reply.events = output.events
    return reply
  }
}
