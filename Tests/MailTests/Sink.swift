import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import Mail

/// A mail server in Python (`sink.py`), whose reading of a message owes nothing to ours.
final class Sink {
  /// What it took, as Python understands it.
  struct Message: Decodable {
    struct Part: Decodable {
      let type: String
      let charset: String
      let text: String
    }

    let from: String
    let to: [String]
    let isEncrypted: Bool
    let login: String?
    let headers: [String: String]
    let names: [String]
    let defects: [String]
    let parts: [Part]
    let longestLine: Int
    let isAscii: Bool
  }

  struct Doors: Decodable {
    let certificate: String
    let plain: Int
    let starttls: Int
    let tls: Int
    let login: Int
    let refusing: Int
    let silent: Int
    let closed: Int
  }

  let doors: Doors
  private var lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

  private init(_ output: SubprocessOutputSequence) async throws {
    lines = output.strings().makeAsyncIterator()
    let first = try await lines.next()
    doors = try Sink.decode(#require(first, "sink.py did not start; `bin/setup test` installs what it needs"))
  }

  /// Lends one that is gone afterwards.
  static func lend(_ body: (Sink) async throws -> Void) async throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = folder.deletingLastPathComponent().deletingLastPathComponent()
    let python = root.appending(path: ".tryzore/venv/bin/python").path
    try #require(
      FileManager.default.isExecutableFile(atPath: python), "\(python) is missing: run `bin/setup test`")
    _ = try await Subprocess.run(
      .path(FilePath(python)), arguments: [folder.appending(path: "sink.py").path], input: .inputWriter,
      output: .sequence, error: .discarded
    ) { execution in
      let result: Result<Void, any Error>
      do { result = .success(try await body(Sink(execution.standardOutput))) } catch {
        result = .failure(error)
      }
      try await execution.standardInputWriter.finish()
      try result.get()
    }
  }

  /// The next message that it took.
  func next() async throws -> Message {
    let line = try await lines.next()
    return try Sink.decode(#require(line, "the sink took no message"))
  }

  private static func decode<Value: Decodable>(_ line: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Value.self, from: Data(line.utf8))
  }
}

extension SMTPServer {
  /// A server on this machine; a busy one may take its time.
  static func local(
    _ port: Int, login: String = "", tls: String = "", scheme: String = "smtp",
    patience: Duration = .seconds(30)
  ) throws -> SMTPServer {
    var server = try SMTPServer("\(scheme)://\(login)localhost:\(port)\(tls)")
    server.connectTimeout = patience
    server.timeout = patience
    return server
  }
}

extension MailMessage {
  /// A message to that name at the sink.
  static func example(to name: String = "accept") throws -> MailMessage {
    MailMessage(
      from: try #require(MailAddress.parse("TryZore <no-reply@example.com>")),
      to: try #require(MailAddress(name: "Ada Lovelace", address: "\(name)@example.org")), subject: "Hello",
      text: "Hello Ada\n", html: "<p>Hello Ada</p>\n", messageID: "0198-1@example.com",
      date: Date(timeIntervalSince1970: 1_795_255_313))
  }
}

/// The failure of sending; nil when it was sent.
func failure(of message: MailMessage, by server: SMTPServer) async -> MailFailure? {
  do {
    _ = try await MailTransport.smtp(server).send(message)
    return nil
  } catch { return error }
}
