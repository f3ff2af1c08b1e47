import Foundation

/// What a running demo says of itself in DIR/status.json, and how others find it.
struct DemoState: Codable {
  static let standard = ".tryzore/demo"

  var httpPort: Int
  var socketDirectory: String
  var postgresPort: Int
  var database: String
  var adminRole: String
  /// `running`; a stopped demo leaves no file.
  var state: String

  static func read(_ folder: String) throws -> DemoState {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let data = FileManager.default.contents(atPath: "\(folder)/status.json"),
      let state = try? decoder.decode(DemoState.self, from: data)
    else { throw CommandFailure(.serviceDown, "No demo runs on \(folder); start one with `tryzore demo`.") }
    return state
  }

  func write(_ folder: String) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try encoder.encode(self).write(to: URL(fileURLWithPath: "\(folder)/status.json"), options: .atomic)
  }

  static func remove(_ folder: String) {
    try? FileManager.default.removeItem(atPath: "\(folder)/status.json")
  }

  /// libpq's description of the demo's database for that role.
  func url(role: String) -> String {
    let host = socketDirectory.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    return "host='\(host)' port=\(postgresPort) dbname=\(database) user=\(role)"
  }
}
