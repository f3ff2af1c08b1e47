public import HTTPTypes

/// What another server sends, byte for byte, with its header fields: its signature is over these bytes. Whoever takes it
/// reads nothing before that is checked.
public struct RawBody: Decodable, Sendable {
  public let bytes: [UInt8]
  public let headers: HTTPFields

  init(bytes: [UInt8], headers: HTTPFields) {
    self.bytes = bytes
    self.headers = headers
  }

  public init(from decoder: any Decoder) throws {
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "It is taken as it comes."))
  }
}
