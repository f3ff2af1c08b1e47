import HTTPTypes
import NIOCore

/// An answer in pieces, for as long as the client listens.
extension HTTPConnection {
  /// Sends the head; nil where the client has left meanwhile. `isChunked` for clients of HTTP/1.1: to older ones the
  /// end of the connection is the end of the answer.
  func beginStream(_ outbound: Outbound, isChunked: Bool, _ context: ChannelHandlerContext)
    -> EventLoopFuture<Void>?
  {
    guard case .answering = state else { return nil }
    state = .streaming(isChunked: isChunked)
    keepsOpen = keepsOpen && isChunked
    if isStopping || isInputClosed { work?.cancel() }
    var buffer = context.channel.allocator.buffer(capacity: 1_024)
    buffer.writeHead(of: outbound, closing: !keepsOpen || isStopping, isChunked: isChunked)
    return send(buffer, context)
  }

  /// Sends a piece and says when the client's side has taken it.
  func stream(_ events: [ServerSentEvent], _ context: ChannelHandlerContext) -> EventLoopFuture<Void>? {
    guard case .streaming(let isChunked) = state else { return nil }
    var bytes: [UInt8] = []
    for event in events { event.write(into: &bytes) }
    if bytes.isEmpty { return context.eventLoop.makeSucceededVoidFuture() }
    var buffer = context.channel.allocator.buffer(capacity: bytes.count + 16)
    if isChunked { buffer.writeString("\(String(bytes.count, radix: 16))\r\n") }
    buffer.writeBytes(bytes)
    if isChunked { buffer.writeStaticString("\r\n") }
    return send(buffer, context)
  }

  func endStream(_ context: ChannelHandlerContext) {
    guard case .streaming(let isChunked) = state else { return }
    if isChunked { context.write(wrapOutboundOut(ByteBuffer(staticString: "0\r\n\r\n")), promise: nil) }
    finish(context)
  }

  /// Whoever does not take it in time is let go.
  private func send(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
    limit(Limit.piece, context)
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    return context.writeAndFlush(wrapOutboundOut(buffer)).map {
      let handler = connection.value
      if case .streaming = handler.state { handler.deadline = .distantFuture }
    }
  }
}
