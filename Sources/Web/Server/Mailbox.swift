import Foundation

/// The folder into which a demo's mail goes instead of leaving the machine.
struct Mailbox: Sendable {
  /// What stands beside each message, for reading without a mail program.
  struct Message: Decodable {
    let date: Date
    let to: String
    let subject: String
    let text: String
    let html: String
  }

  let folder: String

  /// Nil for a name that is none of its files.
  func message(_ name: Substring) -> Message? {
    guard !name.hasPrefix("."), name.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != 0 }),
      let data = FileManager.default.contents(atPath: "\(folder)/\(name).json")
    else { return nil }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try? decoder.decode(Message.self, from: data)
  }

  /// The newest hundred as HTML.
  func list() -> String {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".json") }.map { $0.dropLast(5) }
    // Names begin with a UUIDv7: their order is the order in time.
    let rows = names.sorted(by: >).prefix(100).compactMap { name in
      message(name).map { message in
        let link = "/dev/mail/\(HTMLPage.escape(String(name)))"
        return """
          <tr><td>\(HTMLPage.escape(message.date.ISO8601Format()))</td><td>\(HTMLPage.escape(message.to))</td>
          <td><a href="\(link)">\(HTMLPage.escape(message.subject))</a> <a href="\(link).txt">as text</a></td></tr>
          """
      }
    }
    if rows.isEmpty { return "<p>Nothing was sent yet. Sign up, and a mail is here.</p>" }
    return "<p>Nothing leaves this machine.</p><table>\(rows.joined())</table>"
  }
}
