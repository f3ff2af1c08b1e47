public import HTTPTypes

/// A file that is the whole body of a request.
public struct UploadedFile: Sendable {
  public let bytes: [UInt8]
  /// `text/csv`, in small letters and without parameters; nil where nothing is said.
  public let mediaType: String?

  /// Before the request gives it one.
  public static let none = UploadedFile(bytes: [], mediaType: nil)
}

/// The input of an operation that takes a file: its other members are query parameters.
public protocol UploadInput: Decodable, Sendable {
  /// What the API document says of the file.
  static var mediaTypes: [String] { get }
  /// No member that is decoded.
  var file: UploadedFile { get set }
}

/// A CSV file that is written already.
public struct CSVText: Answer {
  let bytes: [UInt8]
  let name: String

  public init(_ bytes: [UInt8], named name: String) {
    self.bytes = bytes
    self.name = name
  }

  public static var contentType: String { "text/csv; charset=utf-8" }
  public static var isConfidential: Bool { true }
  public static func schema(in components: Components) throws -> JSONValue? { ["type": "string"] }

  public var headers: [(name: HTTPField.Name, value: String)] {
    [(.contentDisposition, "attachment; filename=\"\(name)\"")]
  }

  public func write(into body: inout [UInt8]) throws { body.append(contentsOf: bytes) }
}
