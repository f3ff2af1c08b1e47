import Foundation
import Testing

@testable import Mail

@Suite struct MailMessageTests {
  @Test func aMessageIsPlainToRead() throws {
    var message = try MailMessage.example()
    message.text = "Grüß dich, Ada\n"
    #expect(
      text(message) == """
        Date: Sat, 21 Nov 2026 10:01:53 +0000
        From: "TryZore" <no-reply@example.com>
        To: "Ada Lovelace" <accept@example.org>
        Subject: Hello
        Message-ID: <0198-1@example.com>
        MIME-Version: 1.0
        Auto-Submitted: auto-generated
        Content-Type: multipart/alternative; boundary="=_alternative"

        --=_alternative
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Gr=C3=BC=C3=9F dich, Ada

        --=_alternative
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <p>Hello Ada</p>

        --=_alternative--

        """)
  }

  @Test func noTextBeginsAFieldOfItsOwn() throws {
    let attack = "x\r\nBcc: victim@example.com\r\n\r\nbody\u{2028}\u{85}\0"
    var message = try MailMessage.example()
    message.subject = attack
    message.messageID = attack
    message.unsubscribeURL = attack
    message.from = try #require(MailAddress(name: attack, address: "a@example.com"))
    message.replyTo = MailAddress(name: "\"\r\n ü", address: "b@example.com")
    let head = try #require(text(message).components(separatedBy: "\n\n").first)
    let names = head.split(separator: "\n").filter { !$0.hasPrefix(" ") }.compactMap {
      $0.split(separator: ":").first
    }
    #expect(
      names == [
        "Date", "From", "Reply-To", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted",
        "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Type",
      ])
  }

  @Test(arguments: [
    ("Hello", "Subject: Hello"),
    ("=?UTF-8?B?eA==?=", "Subject: =?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?="),
    ("", "Subject: "), ("\n a \u{0} b\n", "Subject: a   b"),
    (
      String(repeating: "ü", count: 40),
      "Subject: =?UTF-8?B?w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7w=?=\r\n"
        + " =?UTF-8?B?w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8w7zDvMO8?="
    ),
  ])
  func subjectsAreEncodedAsNeeded(subject: String, field: String) {
    #expect(HeaderText.field("Subject", text: subject) == field)
  }

  @Test func encodedWordsEndBetweenCharacters() throws {
    let text = String(repeating: "a👍", count: 100)
    let field = HeaderText.field("Subject", text: text)
    var decoded = ""
    for line in field.components(separatedBy: "\r\n") {
      #expect(line.utf8.count <= 76)
      let word = try #require(line.split(separator: " ").last)
      #expect(word.utf8.count <= 75)
      let bytes = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
      decoded += try #require(String(bytes: bytes, encoding: .utf8))
    }
    #expect(decoded == text)
  }

  @Test(arguments: [
    (-1.0, "Wed, 31 Dec 1969 23:59:59 +0000"), (951_782_400.9, "Tue, 29 Feb 2000 00:00:00 +0000"),
    (.nan, "Thu, 1 Jan 1970 00:00:00 +0000"), (.infinity, "Thu, 1 Jan 1970 00:00:00 +0000"),
    (1e18, "Thu, 1 Jan 1970 00:00:00 +0000"),
  ])
  func datesAreInUTC(seconds: Double, text: String) {
    #expect(HeaderText.date(Date(timeIntervalSince1970: seconds)) == text)
  }

  @Test(arguments: [
    ("", ""), ("a=b", "a=3Db"), ("a \nb\t\r\nc ", "a=20\r\nb=09\r\nc=20"), ("\r\r\n\n", "\r\n\r\n\r\n"),
    (String(repeating: "x", count: 76), String(repeating: "x", count: 75) + "=\r\nx"),
    (String(repeating: "x", count: 74) + "ä", String(repeating: "x", count: 74) + "=\r\n=C3=A4"),
  ])
  func bodiesAreQuotedPrintable(text: String, encoded: String) {
    #expect(String(decoding: QuotedPrintable.encode(text), as: UTF8.self) == encoded)
  }

  /// With LF for CRLF; neither half of a CRLF may stand alone.
  private func text(_ message: MailMessage) -> String {
    let text = String(decoding: message.rendered(), as: UTF8.self)
    let lines = text.components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { !$0.utf8.contains(10) && !$0.utf8.contains(13) })
    return lines.joined(separator: "\n")
  }
}

@Suite struct MailFolderTests {
  @Test func aFolderHasAMessageOnce() async throws {
    let folder = "/tmp/tryzore-mail-\(UUID().uuidString.prefix(8))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var message = try MailMessage.example()
    let file = try await MailTransport.folder("\(folder)/new").send(message)
    #expect(file == "\(folder)/new/0198-1@example.com.eml")
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data(message.rendered()))
    _ = try await MailTransport.folder("\(folder)/new").send(message)
    message.messageID = "../../etc/passwd"
    _ = try await MailTransport.folder("\(folder)/new").send(message)
    message.messageID = ""
    _ = try await MailTransport.folder("\(folder)/new").send(message)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(folder)/new").sorted() == [
        "0198-1@example.com.eml", "0198-1@example.com.json", "_.._.._etc_passwd.eml",
        "_.._.._etc_passwd.json",
        "_.eml", "_.json",
      ])
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/new")
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test func aFolderThatCannotBeWrittenIsTriedAgain() async throws {
    let message = try MailMessage.example()
    let failure = await #expect(throws: MailFailure.self) {
      try await MailTransport.folder("/dev/null/mail").send(message)
    }
    #expect(failure?.kind == .temporary)
  }
}
