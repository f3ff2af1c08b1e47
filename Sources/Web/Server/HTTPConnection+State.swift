import NIOCore
import NIOHTTP1

extension HTTPConnection {
  /// How long a client may take.
  enum Limit {
    /// Between two requests, and for the headers of one.
    static let request = TimeAmount.seconds(60)
    static let body = TimeAmount.seconds(10)
    /// For a file, which is larger than any other body.
    static let upload = TimeAmount.seconds(60)
    /// To read the last answer and to stop sending; a close at once could destroy the answer on its way.
    static let farewell = TimeAmount.seconds(2)
    /// To take a piece of an answer that goes on.
    static let piece = TimeAmount.seconds(20)
    /// For an answer to somebody who sends no more: they may still listen, but as a rule they have left.
    static let departed = TimeAmount.seconds(1)
    /// To end when the server stops.
    static let stop = TimeAmount.seconds(20)
    /// For a request that was on its way when the server stopped.
    static let lastRequest = TimeAmount.seconds(1)
  }

  enum State {
    case waiting
    case receiving(HTTPRequestHead, ByteBuffer)
    case answering
    /// An answer that goes on for as long as the client listens.
    case streaming(isChunked: Bool)
    /// The last answer is written; what still comes is thrown away.
    case leaving
    case closed
  }
}
