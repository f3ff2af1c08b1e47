import DequeModule
import HTTPTypes
import NIOCore
import NIOExtras
import NIOHTTP1

/// One connection: takes its requests one after the other, has each answered and writes the answer.
///
/// The next bytes are read only when the last answer has found its way, so that a client who does not listen
/// costs what one answer takes.
final class HTTPConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer

  /// What has arrived while another request is being answered.
  private enum Arrival {
    case part(HTTPServerRequestPart)
    case fault(ProblemType)
  }

  private let dispatcher: Dispatcher
  private let executor: LoopExecutor
  var state = State.waiting
  private var arrivals: Deque<Arrival> = []
  private var address: String?
  /// What answers the request at hand.
  var work: Task<Void, Never>?
  var keepsOpen = true
  private var holdsUpload = false
  var isStopping = false
  /// The client sends no more, but may still listen.
  var isInputClosed = false
  var deadline = NIODeadline.distantFuture
  private var alarm: (at: NIODeadline, task: Scheduled<Void>)?

  init(_ dispatcher: Dispatcher, _ executor: LoopExecutor) {
    self.dispatcher = dispatcher
    self.executor = executor
  }

  // What comes in.

  func channelActive(context: ChannelHandlerContext) {
    address = context.remoteAddress?.ipAddress
    limit(Limit.request, context)
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    switch state {
    case .waiting, .receiving: take(part, context)
    case .answering, .streaming: arrivals.append(.part(part))
    case .leaving, .closed: break
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    switch state {
    case .waiting, .receiving, .leaving: context.read()
    case .answering, .streaming, .closed: break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let parsing = error as? HTTPParserError else { return context.close(promise: nil) }
    let fault: ProblemType = parsing == .headerOverflow ? .headersTooLarge : .malformedRequest
    switch state {
    case .waiting, .receiving: refuse(fault, context)
    case .answering, .streaming: arrivals.append(.fault(fault))
    case .leaving, .closed: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    alarm?.task.cancel()
    alarm = nil
    endUpload()
    // Nobody hears the answer, but the request is logged like any other.
    if case .receiving(let head, _) = state { answer(head, .failure(.brokenOff), context) }
    // What nobody will read need not be found: statements that wait are dropped, long ones cancelled.
    work?.cancel()
    state = .closed
    context.fireChannelInactive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { proceed(context) }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent:
      isStopping = true
      switch state {
      case .waiting: limit(Limit.lastRequest, context)
      case .receiving, .answering: limit(Limit.stop, context)
      case .streaming: work?.cancel()
      case .leaving, .closed: break
      }
    case ChannelEvent.inputClosed:
      isInputClosed = true
      switch state {
      case .waiting: leave(context)
      case .receiving(let head, _): answer(head, .failure(.brokenOff), context)
      case .answering: limit(Limit.departed, context)
      case .streaming: work?.cancel()
      case .leaving, .closed: break
      }
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  // A request.

  private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
    switch (part, state) {
    case (.head(let head), .waiting):
      if let fault = head.fault { return refuse(fault, context) }
      // After these the parser expects another protocol.
      let changesProtocol =
        head.method == .CONNECT
        || head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
      keepsOpen = keepsOpen && head.isKeepAlive && !changesProtocol
      state = .receiving(head, ByteBuffer())
      limit(isStopping ? Limit.stop : Limit.body, context)
      if let length = head.headers.first(name: "content-length").flatMap(Int.init),
        length > Dispatcher.bodyLimit
      {
        if let fault = bodyFault(length, head) { return refuse(head, fault, context) }
        if !isStopping { limit(Limit.upload, context) }
      }
      if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        context.writeAndFlush(
          wrapOutboundOut(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
      }
    case (.body(var piece), .receiving(let head, var body)):
      state = .waiting  // lets go of the bytes, lest they be copied
      if body.readableBytes == 0 { swap(&body, &piece) } else { body.writeBuffer(&piece) }
      state = .receiving(head, body)
      if let fault = bodyFault(body.readableBytes, head) { refuse(head, fault, context) }
    case (.end, .receiving(let head, let body)):
      answer(head, .success(body), context)
    default: break
    }
  }

  /// Why a body of so many bytes is not taken. Nobody knows yet who sends it, so only so many large ones come at a time.
  private func bodyFault(_ size: Int, _ head: HTTPRequestHead) -> BodyFault? {
    if size <= Dispatcher.bodyLimit { return nil }
    if size > dispatcher.bodyLimit(head.method.rawValue, head.uri) { return .tooLarge }
    if holdsUpload { return nil }
    holdsUpload = dispatcher.uploads.enter()
    return holdsUpload ? nil : .noRoom
  }

  private func refuse(_ head: HTTPRequestHead, _ fault: BodyFault, _ context: ChannelHandlerContext) {
    keepsOpen = false
    answer(head, .failure(fault), context)
  }

  private func endUpload() {
    if holdsUpload { dispatcher.uploads.leave() }
    holdsUpload = false
  }

  private func answer(
    _ head: HTTPRequestHead, _ body: Result<ByteBuffer, BodyFault>, _ context: ChannelHandlerContext
  ) {
    state = .answering
    if !isStopping { deadline = .distantFuture }
    let inbound = Inbound(
      method: HTTPRequest.Method(rawValue: head.method.rawValue) ?? .get, target: head.uri,
      headers: HTTPFields(head.headers), clientAddress: address,
      body: { _ in try Array(body.get().readableBytesView) })
    let dispatcher = dispatcher
    let handler = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let isChunked = head.version == .http1_1
    work = Task(executorPreference: executor) {
      let outbound = await dispatcher.respond(to: inbound)
      guard let events = outbound.events, inbound.method != .head else {
        let (connection, context) = handler.value
        return connection.write(outbound, hasBody: inbound.method != .head, context)
      }
      var sent = handler.value.0.beginStream(outbound, isChunked: isChunked, handler.value.1)
      while let taken = sent, (try? await taken.get()) != nil, let more = try? await events.next() {
        sent = handler.value.0.stream(more, handler.value.1)
      }
      handler.value.0.endStream(handler.value.1)
    }
  }

  private func refuse(_ type: ProblemType, _ context: ChannelHandlerContext) {
    state = .answering
    keepsOpen = false
    write(dispatcher.refuse(type, from: address), hasBody: true, context)
  }

  // Its answer.

  private func write(_ outbound: Outbound, hasBody: Bool, _ context: ChannelHandlerContext) {
    guard case .answering = state else { return }
    var buffer = context.channel.allocator.buffer(capacity: outbound.body.count + 512)
    buffer.writeHead(of: outbound, closing: isLast, isChunked: false)
    if hasBody { buffer.writeBytes(outbound.body) }
    context.write(wrapOutboundOut(buffer), promise: nil)
    finish(context)
  }

  private var isLast: Bool { !keepsOpen || isStopping || (isInputClosed && arrivals.isEmpty) }

  /// The answer is written.
  func finish(_ context: ChannelHandlerContext) {
    work = nil
    endUpload()
    if isLast { return leave(context) }
    context.flush()
    state = .waiting
    // Also for a client that does not read what it asked for.
    limit(Limit.request, context)
    proceed(context)
  }

  /// Closes when everything is written and read, or the client takes too long.
  private func leave(_ context: ChannelHandlerContext) {
    state = .leaving
    arrivals.removeAll()
    limit(isStopping ? Limit.stop : Limit.request, context)
    let connection = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
      let (handler, context) = connection.value
      guard case .leaving = handler.state else { return }
      context.close(mode: .output, promise: nil)
      handler.limit(Limit.farewell, context)
    }
    context.read()
  }

  /// Goes on with what has arrived meanwhile, or reads on.
  private func proceed(_ context: ChannelHandlerContext) {
    guard case .waiting = state, context.channel.isWritable else { return }
    while let arrival = arrivals.popFirst() {
      switch arrival {
      case .part(let part): take(part, context)
      case .fault(let fault): return refuse(fault, context)
      }
      if case .answering = state { return }
    }
    context.read()
  }

  // Time.

  func limit(_ amount: TimeAmount, _ context: ChannelHandlerContext) {
    deadline = context.eventLoop.now + amount
    if let alarm, alarm.at <= deadline { return }
    alarm?.task.cancel()
    setAlarm(context)
  }

  /// One alarm serves many deadlines: most requests are over long before, and only move what it looks at.
  private func setAlarm(_ context: ChannelHandlerContext) {
    let connection = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let task = context.eventLoop.scheduleTask(deadline: deadline) {
      let (handler, context) = connection.value
      handler.ring(context)
    }
    alarm = (deadline, task)
  }

  private func ring(_ context: ChannelHandlerContext) {
    alarm = nil
    guard deadline <= context.eventLoop.now else {
      // While a request is answered there is none; its end sets the next.
      if deadline != .distantFuture { setAlarm(context) }
      return
    }
    switch state {
    case .receiving(let head, _) where !isStopping:
      keepsOpen = false
      answer(head, .failure(.tooSlow), context)
    // What was answered may still be on its way.
    case .waiting where isStopping: leave(context)
    case .closed: break
    default: context.close(promise: nil)
    }
  }
}
