import Foundation
import Logging

/// Writes log entries as one JSON object a line to standard error.
struct LogLine: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  private let label: String

  init(label: String, level: Logger.Level) {
    self.label = label
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line =
      #"{"time":"\#(Date().formatted(.iso8601))","level":"\#(event.level)","label":"\#(label)","message":"#
    line += LogLine.quoted("\(event.message)")
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: {
      $0.key < $1.key
    }) {
      line += ",\(LogLine.quoted(key)):\(LogLine.quoted("\(value)"))"
    }
    line += "}\n"
    // One write a line: entries of several threads never mix.
    FileHandle.standardError.write(Data(line.utf8))
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..<" ":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
