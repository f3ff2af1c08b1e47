public import Foundation

/// One message to one person, as text and as HTML.
public struct MailMessage: Sendable {
  /// Whom it comes from.
  public var from: MailAddress
  /// Where answers go, if not to `from`.
  public var replyTo: MailAddress?
  /// Whom it goes to.
  public var to: MailAddress
  /// Any text; it is encoded as needed.
  public var subject: String
  /// What programs without HTML show.
  public var text: String
  /// A whole HTML document.
  public var html: String
  /// Unique in the world, `left@domain`, without angle brackets.
  public var messageID: String
  /// When it was written.
  public var date: Date
  /// Where a POST ends this kind of mail (RFC 8058); `https` only, or mail programs ignore it.
  public var unsubscribeURL: String?

  public init(
    from: MailAddress, replyTo: MailAddress? = nil, to: MailAddress, subject: String, text: String,
    html: String,
    messageID: String, date: Date, unsubscribeURL: String? = nil
  ) {
    self.from = from
    self.replyTo = replyTo
    self.to = to
    self.subject = subject
    self.text = text
    self.html = html
    self.messageID = messageID
    self.date = date
    self.unsubscribeURL = unsubscribeURL
  }

  /// The message as it travels: ASCII, lines of CRLF (RFC 5322 and 2045).
  public func rendered() -> [UInt8] {
    var lines = ["Date: \(HeaderText.date(date))", HeaderText.field("From", address: from)]
    if let replyTo { lines.append(HeaderText.field("Reply-To", address: replyTo)) }
    lines += [
      HeaderText.field("To", address: to), HeaderText.field("Subject", text: subject),
      "Message-ID: \(HeaderText.messageID(messageID))", "MIME-Version: 1.0",
      // No machine's answer of "I am on holiday" comes back (RFC 3834).
      "Auto-Submitted: auto-generated",
    ]
    if let unsubscribeURL {
      lines += [
        "List-Unsubscribe: \(HeaderText.url(unsubscribeURL))",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      ]
    }
    lines += ["Content-Type: multipart/alternative; boundary=\"\(MailMessage.boundary)\"", "", ""]
    var bytes = Array(lines.joined(separator: "\r\n").utf8)
    bytes += part("text/plain", text) + part("text/html", html)
    bytes += "--\(MailMessage.boundary)--\r\n".utf8
    return bytes
  }

  // Quoted-printable never writes "=_", so no body has this line (RFC 2045 section 6.7 recommends it).
  private static let boundary = "=_alternative"

  private func part(_ type: String, _ body: String) -> [UInt8] {
    let head = """
      --\(MailMessage.boundary)\r
      Content-Type: \(type); charset=utf-8\r
      Content-Transfer-Encoding: quoted-printable\r
      \r

      """
    return Array(head.utf8) + QuotedPrintable.encode(body) + Array("\r\n".utf8)
  }
}
