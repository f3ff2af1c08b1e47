import CPostgres

/// The parameter arrays that libpq wants, kept from statement to statement.
final class ParameterBuffer {
  typealias Send = (
    _ count: Int32, _ types: UnsafePointer<Oid>, _ values: UnsafePointer<UnsafePointer<CChar>?>,
    _ lengths: UnsafePointer<Int32>, _ formats: UnsafePointer<Int32>
  ) -> Int32

  private var capacity = 64
  private var types = UnsafeMutablePointer<Oid>.allocate(capacity: 64)
  private var values = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: 64)
  private var lengths = UnsafeMutablePointer<Int32>.allocate(capacity: 64)
  private var formats = UnsafeMutablePointer<Int32>.allocate(capacity: 64)
  /// What an empty value points to: a null pointer would be NULL.
  private let empty = UnsafeMutablePointer<CChar>.allocate(capacity: 1)

  init() { empty.initialize(to: 0) }

  deinit {
    deallocate()
    empty.deallocate()
  }

  /// The pointers are valid while `send` runs.
  func fill(_ sql: SQL, send: Send) -> Int32 {
    reserve(sql.parameters.count)
    return sql.bytes.withUnsafeBytes { bytes in
      for (index, parameter) in sql.parameters.enumerated() {
        types[index] = parameter.type
        lengths[index] = Int32(clamping: max(parameter.length, 0))
        formats[index] = 1
        if parameter.length < 0 {
          values[index] = nil
        } else if parameter.length > 0, let start = bytes.baseAddress {
          values[index] = (start + parameter.offset).assumingMemoryBound(to: CChar.self)
        } else {
          values[index] = UnsafePointer(empty)
        }
      }
      return send(Int32(clamping: sql.parameters.count), types, values, lengths, formats)
    }
  }

  private func reserve(_ count: Int) {
    guard count > capacity else { return }
    deallocate()
    capacity = count
    types = .allocate(capacity: count)
    values = .allocate(capacity: count)
    lengths = .allocate(capacity: count)
    formats = .allocate(capacity: count)
  }

  private func deallocate() {
    types.deallocate()
    values.deallocate()
    lengths.deallocate()
    formats.deallocate()
  }
}
