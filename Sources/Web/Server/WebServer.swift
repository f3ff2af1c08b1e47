public import Logging
import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
public import ServiceLifecycle

/// The HTTP/1.1 server: NIO carries and parses the bytes, each connection hands its requests to the dispatcher.
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

  /// Serves until the service is told to stop or its task is cancelled; requests under way are answered first.
  public func run() async throws {
    let group = WebServer.loops
    let stopping = ServerQuiescingHelper(group: group)
    let dispatcher = dispatcher
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(stopping.makeServerChannelHandler(channel: channel))
        }
      }
      .childChannelOption(.autoRead, value: false)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: WebServer.limits)))
          try pipeline.addHandler(HTTPConnection(dispatcher, LoopExecutor(channel.eventLoop)))
        }
      }
      .bind(host: hostname, port: port).get()
    await onReady(channel.localAddress?.port ?? 0)
    // Told to stop or cancelled, it is the same to the connections.
    try? await gracefulShutdown()
    let stopped = channel.eventLoop.makePromise(of: Void.self)
    stopping.initiateShutdown(promise: stopped)
    try await stopped.futureResult.get()
  }

  /// Half the processors are PostgreSQL's and the reactor's; on two, a second loop only wakes more threads. Never
  /// shut down: a request whose client has left may still be at work when the last connection has closed.
  private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: max(1, System.coreCount / 2))

  private static let limits: NIOHTTPDecoderLimitConfiguration = {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldSize = 8 * 1024
    limits.maxHeaderListSize = 16 * 1024
    limits.maxHeaderFieldCount = 100
    return limits
  }()
}
