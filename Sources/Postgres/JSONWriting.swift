extension Rows {
  /// Appends an array of objects; the members are the columns, in their order.
  public func writeJSON(into bytes: inout [UInt8]) {
    var buffer = ByteBuffer(capacity: 64 + count * (result.members.names.count + 16 * result.columns.count))
    buffer.append(byte: UInt8(ascii: "["))
    for row in 0..<count {
      if row > 0 { buffer.append(byte: UInt8(ascii: ",")) }
      result.writeJSON(row: row, to: &buffer)
    }
    buffer.append(byte: UInt8(ascii: "]"))
    // With room for what follows the rows of a page.
    bytes.reserveCapacity(bytes.count + buffer.count + 512)
    buffer.append(to: &bytes)
  }

  /// Appends one object; `null` if there is no such row.
  public func writeJSON(at index: Int, into bytes: inout [UInt8]) {
    var buffer = ByteBuffer(capacity: 1024)
    if index >= 0, index < count {
      result.writeJSON(row: index, to: &buffer)
    } else {
      buffer.append("null")
    }
    buffer.append(to: &bytes)
  }
}

extension QueryResult {
  func writeJSON(row: Int, to buffer: inout ByteBuffer) {
    let plan = members
    let columns = columns
    guard !plan.members.isEmpty else { return buffer.append("{}") }
    plan.names.withUnsafeBytes { names in
      for member in plan.members {
        buffer.append(UnsafeRawBufferPointer(rebasing: names[member.name]))
        if member.nested.isEmpty {
          writeJSON(row: row, column: member.column, as: columns[member.column], to: &buffer)
        } else {
          writeJSON(row: row, object: plan.nested[member.nested], columns, names: names, to: &buffer)
        }
      }
    }
    buffer.append(byte: UInt8(ascii: "}"))
  }

  private func writeJSON(
    row: Int, object: ArraySlice<JSONMembers.Member>, _ columns: [RowShape.Column],
    names: UnsafeRawBufferPointer, to buffer: inout ByteBuffer
  ) {
    guard object.contains(where: { bytes(row: row, column: $0.column) != nil }) else {
      return buffer.append("null")
    }
    for member in object {
      buffer.append(UnsafeRawBufferPointer(rebasing: names[member.name]))
      writeJSON(row: row, column: member.column, as: columns[member.column], to: &buffer)
    }
    buffer.append(byte: UInt8(ascii: "}"))
  }

  private func writeJSON(row: Int, column: Int, as shape: RowShape.Column, to buffer: inout ByteBuffer) {
    guard let bytes = bytes(row: row, column: column) else { return buffer.append("null") }
    if shape.isArray {
      buffer.append(array: bytes, of: shape.type)
    } else {
      buffer.append(value: bytes, of: shape.type)
    }
  }
}

extension ByteBuffer {
  /// A JSON value from PostgreSQL's binary form; `null` where JSON has no value (infinity) or the form is broken.
  mutating func append(value bytes: UnsafeRawBufferPointer, of type: ColumnType) {
    switch type {
    case .text:
      append(quoted: bytes)
    case .uuid:
      guard bytes.count == 16, let start = bytes.baseAddress else { return append("null") }
      append(byte: UInt8(ascii: "\""))
      append(uuid: start)
      append(byte: UInt8(ascii: "\""))
    case .timestamptz:
      guard let value = bytes.integer(Int64.self), value != .max, value != .min else { return append("null") }
      append(byte: UInt8(ascii: "\""))
      append(timestamp: value)
      append(byte: UInt8(ascii: "\""))
    case .date:
      guard let value = bytes.integer(Int32.self), value != .max, value != .min else { return append("null") }
      append(byte: UInt8(ascii: "\""))
      append(days: Int(value))
      append(byte: UInt8(ascii: "\""))
    case .bool:
      guard bytes.count == 1 else { return append("null") }
      append(bytes[0] == 0 ? "false" : "true")
    case .int2, .int4, .int8:
      guard let value = bytes.integer(type) else { return append("null") }
      append(value)
    case .float4:
      guard let bits = bytes.integer(UInt32.self) else { return append("null") }
      append(Float(bitPattern: bits))
    case .float8:
      guard let bits = bytes.integer(UInt64.self) else { return append("null") }
      append(Double(bitPattern: bits))
    case .numeric:
      guard let text = decimalText(bytes) else { return append("null") }
      var digits = text
      digits.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    case .json:
      append(bytes)
    case .jsonb:
      guard bytes.first == 1 else { return append("null") }
      append(UnsafeRawBufferPointer(rebasing: bytes.dropFirst()))
    case .bytea:
      append(byte: UInt8(ascii: "\""))
      append(base64: bytes)
      append(byte: UInt8(ascii: "\""))
    case .void:
      append("null")
    }
  }

  mutating func append(array bytes: UnsafeRawBufferPointer, of type: ColumnType) {
    guard var elements = ArrayElements(bytes) else { return append("null") }
    append(byte: UInt8(ascii: "["))
    for index in 0..<elements.count {
      if index > 0 { append(byte: UInt8(ascii: ",")) }
      if let element = elements.next() { append(value: element, of: type) } else { append("null") }
    }
    append(byte: UInt8(ascii: "]"))
  }
}
