import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// The HTTP/1.1 server: Hummingbird carries the bytes, the dispatcher does the rest.
public struct WebServer: Service {
  private let dispatcher: Dispatcher
  private let hostname: String
  private let port: Int
  private let logger: Logger
  private let onReady: @Sendable (Int) async -> Void

  /// `onReady` gets the port in use, which the system chose where `port` is 0.
  public init(
    dispatcher: Dispatcher, hostname: String, port: Int, logger: Logger,
    onReady: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.dispatcher = dispatcher
    self.hostname = hostname
    self.port = port
    self.logger = logger
    self.onReady = onReady
  }

  public func run() async throws {
    let dispatcher = dispatcher
    let onReady = onReady
    var quiet = logger
    quiet.logLevel = max(.notice, logger.logLevel)
    let application = Application(
      responder: CallbackResponder { request, context in
        await WebServer.respond(to: request, from: context, dispatcher)
      },
      server: .http1(
        configuration: .init(
          idleTimeout: .seconds(60),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 8 * 1024, maxHeaderListSize: 16 * 1024, maxHeaderFieldCount: 100))),
      configuration: .init(address: .hostname(hostname, port: port), serverName: nil, backlog: 1024),
      onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
      logger: quiet)
    try await application.run()
  }

  /// How long a body may take to arrive.
  private static let bodyTime = Duration.seconds(10)

  private static func respond(to request: Request, from context: PeerContext, _ dispatcher: Dispatcher) async
    -> Response
  {
    let inbound = Inbound(
      method: request.method, target: request.head.path ?? "/", headers: request.headers,
      clientAddress: context.channel.remoteAddress?.ipAddress,
      body: { limit in try await read(request.body, limit) })
    let outbound = await dispatcher.respond(to: inbound)
    let content = ByteBuffer(bytes: outbound.body)
    if outbound.status == .contentTooLarge || outbound.status == .requestTimeout {
      return lastResponse(outbound, content, on: context.channel)
    }
    let body = request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: content)
    return Response(status: outbound.status, headers: outbound.headers, body: body)
  }

  /// Hummingbird would skip the rest of a refused body, however long it is and takes. The client has two
  /// seconds to read its answer and to stop; a close at once could destroy the answer on its way.
  private static func lastResponse(_ outbound: Outbound, _ content: ByteBuffer, on channel: any Channel)
    -> Response
  {
    var headers = outbound.headers
    headers[.connection] = "close"
    let body = ResponseBody(contentLength: content.readableBytes) { writer in
      try await writer.write(content)
      try await writer.finish(nil)
      channel.close(mode: .output, promise: nil)
      channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }
    return Response(status: outbound.status, headers: headers, body: body)
  }

  private static func read(_ body: RequestBody, _ limit: Int) async throws -> [UInt8] {
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        do {
          return try await Array(body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
          throw BodyFault.tooLarge
        } catch let error where !(error is CancellationError) {
          throw BodyFault.brokenOff
        }
      }
      group.addTask {
        try await Task.sleep(for: bodyTime)
        throw BodyFault.tooSlow
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }
}

/// What Hummingbird hands over with a request: the connection is all that is needed.
private struct PeerContext: Hummingbird.RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}
