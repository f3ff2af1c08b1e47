import Glibc
import Web

/// Writes rejected rows as CSV: where, what and why, then the fields as they were. Corrected, the file can be
/// imported again as it is.
public final class RejectsFile {
  /// The headers before those of the imported file.
  public static let columns = ["row", "column", "code", "reason"]

  /// Nil where they stay in memory.
  private let path: String?
  private let headers: [String]
  private let skippedCount: Int
  private var descriptor: Int32 = -1
  private var count = 0
  private var buffer: [UInt8] = []

  /// The file is made with the first row; an older one stays until `finish`.
  public init(path: String?, headers: [String]) {
    self.path = path
    self.headers = headers
    // The rejects of a rejects file have their place and reason once, not twice.
    skippedCount = headers.starts(with: RejectsFile.columns) ? RejectsFile.columns.count : 0
  }

  deinit {
    guard descriptor >= 0, let partialPath else { return }
    close(descriptor)
    unlink(partialPath)
  }

  /// Appends one line; several faults of a row are joined by `; `.
  public func write(_ rejected: RejectedRow) throws(ImportFailure) {
    if descriptor < 0, count == 0 { try create() }
    count += 1
    append(
      [
        String(rejected.row),
        rejected.faults.compactMap(\.column).joined(separator: "; "),
        rejected.faults.map(\.code.rawValue).joined(separator: "; "),
        rejected.faults.map { [$0.column, $0.reason].compactMap(\.self).joined(separator: " ") }
          .joined(separator: "; "),
      ] + rejected.fields.dropFirst(skippedCount))
    if buffer.count >= 64 * 1024 { try flush() }
  }

  /// Puts the file in its place; answers whether there is one, which is not so when nothing was rejected.
  @discardableResult
  public func finish() throws(ImportFailure) -> Bool {
    guard descriptor >= 0, let path, let partialPath else { return count > 0 }
    try flush()
    let isWritten = fsync(descriptor) == 0 && close(descriptor) == 0 && rename(partialPath, path) == 0
    descriptor = -1
    guard isWritten else { throw failure() }
    return true
  }

  /// Whether a spreadsheet would run a field that begins with this byte as a formula.
  static func startsFormula(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "\t"),
      .carriageReturn:
      true
    default: false
    }
  }

  /// A field as RFC 4180 writes it, with an apostrophe before what would be a formula.
  static func escaped(_ field: String) -> [UInt8] {
    var bytes = Array(field.utf8)
    if CSVFile.isFormula(field) { bytes.insert(UInt8(ascii: "'"), at: 0) }
    let special: [UInt8] = [.quote, .lineFeed, .carriageReturn, UInt8(ascii: ",")]
    guard bytes.contains(where: special.contains) || bytes.first == .space || bytes.last == .space else {
      return bytes
    }
    return [.quote] + bytes.flatMap { $0 == .quote ? [$0, $0] : [$0] } + [.quote]
  }

  // The file being imported may itself be an older rejects file under the same name.
  private var partialPath: String? { path.map { $0 + ".partial" } }

  /// What is written by now, where it stays in memory.
  var contents: [UInt8] { buffer }

  private func create() throws(ImportFailure) {
    append(RejectsFile.columns + headers.dropFirst(skippedCount))
    guard let partialPath else { return }
    // Personal data: for the person who imports only.
    descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure() }
  }

  private func append(_ fields: [String]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer.append(contentsOf: RejectsFile.escaped(field))
    }
    buffer.append(contentsOf: [.carriageReturn, .lineFeed])
  }

  private func flush() throws(ImportFailure) {
    if path == nil { return }
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
      }
      if count > 0 { written += count } else if errno != EINTR { throw failure() }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func failure() -> ImportFailure {
    ImportFailure(
      code: .unwritable, reason: "\(path ?? "-") cannot be written: \(String(cString: strerror(errno)))")
  }
}
