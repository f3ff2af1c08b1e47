import Foundation

/// The way that messages take.
public enum MailTransport: Sendable {
  case smtp(SMTPServer)
  /// Into this folder, a file each, for people who try the program out.
  case folder(String)

  /// Sends the message and returns the server's words, or the file. The same message may be sent again: a folder has
  /// it once, and its receiver's program knows it by its id. Cancelling stops nothing; the server's timeouts do.
  public func send(_ message: MailMessage) async throws(MailFailure) -> String {
    let result = await withCheckedContinuation { continuation in
      // libcurl blocks, and the cooperative pool must not.
      Thread.detachNewThread {
        switch self {
        case .smtp(let server):
          SMTPDelivery(message, by: server).run { continuation.resume(returning: $0) }
        case .folder(let path): continuation.resume(returning: store(message, in: path))
        }
      }
    }
    return try result.get()
  }
}

private func store(_ message: MailMessage, in folder: String) -> Result<String, MailFailure> {
  let file = "\(folder)/\(fileName(message.messageID)).eml"
  do {
    // Links that let people in are in there: nobody else may look.
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try Data(message.rendered()).write(to: URL(fileURLWithPath: file), options: .atomic)
    // What it says once more, for who has no mail program at hand.
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    let said = Readable(
      date: message.date, to: message.to.address, subject: message.subject, text: message.text,
      html: message.html)
    try encoder.encode(said).write(to: URL(fileURLWithPath: file.dropLast(4) + ".json"), options: .atomic)
    return .success(file)
  } catch {
    return .failure(MailFailure(.temporary, reason: "The folder of the mail cannot be written."))
  }
}

private struct Readable: Encodable {
  let date: Date
  let to: String
  let subject: String
  let text: String
  let html: String
}

private func fileName(_ id: String) -> String {
  let allowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_@.".utf8
  var bytes = id.utf8.prefix(200).map { allowed.contains($0) ? $0 : UInt8(ascii: "_") }
  // A file whose name begins with a dot is hidden.
  if bytes.first.map({ $0 == UInt8(ascii: ".") }) ?? true { bytes.insert(UInt8(ascii: "_"), at: 0) }
  return String(decoding: bytes, as: UTF8.self)
}
