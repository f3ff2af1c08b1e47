public import HTTPTypes

/// A ZIP file to keep.
public struct ZIPFile: Answer {
  let bytes: [UInt8]
  let name: String

  public init(_ bytes: [UInt8], named name: String) {
    self.bytes = bytes
    self.name = name
  }

  public static var contentType: String { "application/zip" }
  public static var isConfidential: Bool { true }
  public static func schema(in components: Components) throws -> JSONValue? {
    ["type": "string", "format": "binary"]
  }

  public var headers: [(name: HTTPField.Name, value: String)] {
    [(.contentDisposition, "attachment; filename=\"\(name)\"")]
  }

  public func write(into body: inout [UInt8]) throws { body.append(contentsOf: bytes) }
}
