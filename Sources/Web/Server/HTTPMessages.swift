import HTTPTypes
import NIOCore
import NIOHTTP1

extension HTTPFields {
  /// Fields whose names are no tokens are left out; nothing reads them.
  init(_ headers: HTTPHeaders) {
    self.init()
    reserveCapacity(headers.count)
    for (name, value) in headers {
      if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
    }
  }
}

extension ByteBuffer {
  /// Status line and fields (RFC 9112 section 4), with the length that every answer has but those that go on.
  mutating func writeHead(of outbound: Outbound, closing: Bool, isChunked: Bool) {
    writeStaticString("HTTP/1.1 ")
    writeString(String(outbound.status.code))
    writeStaticString(" ")
    writeString(HTTPResponseStatus(statusCode: outbound.status.code).reasonPhrase)
    writeStaticString("\r\n")
    for field in outbound.headers where field.name != .contentLength {
      writeString(field.name.rawName)
      writeStaticString(": ")
      writeString(field.value)
      writeStaticString("\r\n")
    }
    // 204 and 304 have no body and no length; to HEAD the length is what GET would send.
    if outbound.events != nil {
      if isChunked { writeStaticString("transfer-encoding: chunked\r\n") }
    } else if outbound.status != .noContent, outbound.status != .notModified {
      writeStaticString("content-length: ")
      writeString(outbound.headers[.contentLength] ?? String(outbound.body.count))
      writeStaticString("\r\n")
    }
    writeStaticString(closing ? "connection: close\r\n\r\n" : "\r\n")
  }
}

extension HTTPRequestHead {
  /// What RFC 9112 has a server refuse before it looks for a resource (sections 3.2 and 6.1).
  var fault: ProblemType? {
    let hosts = headers["host"].count
    if hosts > 1 || (hosts == 0 && version == .http1_1) { return .malformedRequest }
    let codings = headers[canonicalForm: "transfer-encoding"]
    return codings.isEmpty || codings.map { $0.lowercased() } == ["chunked"] ? nil : .malformedRequest
  }
}
