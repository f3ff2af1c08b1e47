import Foundation

/// What commands say to people: results go to standard output, everything else to standard error.
enum Terminal {
  static func error(_ text: String, prefix: String = "tryzore: ") { note(prefix + text) }

  static func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  /// Whether someone watches standard error, so that a line may be drawn over.
  static let isWatched = isatty(FileHandle.standardError.fileDescriptor) == 1

  /// Draws over the line before where someone watches.
  static func progress(_ text: String) {
    guard isWatched else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  static func endProgress() { if isWatched { FileHandle.standardError.write(Data("\n".utf8)) } }

  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
