/// A Swift name as a column or member name: `addressLine2` is `address_line2`, `organizationID` `organization_id`.
/// The same words as JSONEncoder's `.convertToSnakeCase`.
public func snakeCase(_ name: String) -> String {
  guard name.utf8.contains(where: isUpper) else { return name }
  let source = Array(name.utf8)
  var result: [UInt8] = []
  result.reserveCapacity(source.count + 4)
  for (index, byte) in source.enumerated() {
    guard isUpper(byte) else {
      result.append(byte)
      continue
    }
    let followsWord = index > 0 && !isUpper(source[index - 1]) && source[index - 1] != underscore
    let endsAcronym =
      index > 0 && isUpper(source[index - 1]) && index + 1 < source.count && isLower(source[index + 1])
    if followsWord || endsAcronym { result.append(underscore) }
    result.append(byte + 32)
  }
  return String(decoding: result, as: UTF8.self)
}

private let underscore = UInt8(ascii: "_")
private func isUpper(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
private func isLower(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
