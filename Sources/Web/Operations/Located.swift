public import HTTPTypes

/// A value with the address where it is found from now on: the header Location.
public struct Located<Value: Wire>: Answer {
  let value: Value
  let path: String

  public init(_ value: Value, at path: String) {
    self.value = value
    self.path = path
  }

  public static func schema(in components: Components) throws -> JSONValue? {
    try Value.schema(in: components)
  }

  public var headers: [(name: HTTPField.Name, value: String)] { [(.location, path)] }
  public var entityVersion: Int? { value.entityVersion }
  public func write(into body: inout [UInt8]) throws { try value.write(into: &body) }
}
