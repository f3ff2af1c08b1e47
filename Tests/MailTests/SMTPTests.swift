import Foundation
import Testing

@testable import Mail

/// Real SMTP with the server of `sink.py`.
@Suite(.timeLimit(.minutes(10))) struct SMTPTests {
  @Test func aMessageArrivesAsItWasWritten() async throws {
    try await Sink.lend { sink in
      var message = try MailMessage.example()
      message.replyTo = MailAddress(name: "Müller & Söhne", address: "desk@example.net")
      message.subject = "Schön, dass du da bist: \(String(repeating: "Grüße ", count: 30))👩‍👩‍👧"
      message.text = ".\n..two dots\nFrom here = there \n\(String(repeating: "lang ", count: 100))\nÄÖÜ 👍"
      message.html = "<p style=\"color:#000\">Größe</p>\n.\n"
      message.unsubscribeURL = "https://example.com/unsubscribe?token=a=b&c"
      let words = try await MailTransport.smtp(.local(sink.doors.plain)).send(message)
      #expect(words == "250 2.0.0 taken for ... as 4711")

      let taken = try await sink.next()
      #expect(taken.from == "no-reply@example.com")
      #expect(taken.to == ["accept@example.org"])
      #expect(taken.defects == [])
      #expect(taken.isAscii)
      #expect(taken.longestLine <= 76)
      #expect(!taken.isEncrypted)
      #expect(taken.names == ["TryZore"])
      #expect(
        taken.headers == [
          "Date": "Sat, 21 Nov 2026 10:01:53 +0000", "From": "TryZore <no-reply@example.com>",
          "Reply-To": "Müller & Söhne <desk@example.net>", "To": "Ada Lovelace <accept@example.org>",
          "Subject": message.subject.trimmingCharacters(in: .whitespaces),
          "Message-ID": "<0198-1@example.com>", "MIME-Version": "1.0", "Auto-Submitted": "auto-generated",
          "List-Unsubscribe": "<https://example.com/unsubscribe?token=a=b&c>",
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          "Content-Type": "multipart/alternative; boundary=\"=_alternative\"",
        ])
      #expect(taken.parts.map(\.type) == ["text/plain", "text/html"])
      #expect(taken.parts.map(\.charset) == ["utf-8", "utf-8"])
      #expect(
        taken.parts.map(\.text) == [message.text, message.html].map { $0.replacing("\n", with: "\r\n") })
    }
  }

  @Test func anyTextArrives() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(state: seed)
    try await Sink.lend { sink in
      for _ in 0..<60 {
        var message = try MailMessage.example()
        message.from = try #require(MailAddress(name: random.text(80), address: "no-reply@example.com"))
        message.subject = random.text(200)
        message.text = random.text(600)
        message.html = random.text(600)
        _ = try await MailTransport.smtp(.local(sink.doors.plain)).send(message)
        let taken = try await sink.next()
        #expect(taken.defects == [], "seed \(seed)")
        #expect(taken.longestLine <= 76, "seed \(seed)")
        #expect(
          taken.headers["Subject"].map { Array($0.utf8) } == Array(HeaderText.line(message.subject).utf8),
          "seed \(seed)")
        #expect(taken.names == [message.from.name], "seed \(seed)")
        for (part, text) in zip(taken.parts, [message.text, message.html]) {
          let ends: Set<Character> = ["\r\n", "\r", "\n"]
          let expected = text.split(omittingEmptySubsequences: false) { ends.contains($0) }
            .joined(separator: "\r\n")
          #expect(Array(part.text.utf8) == Array(expected.utf8), "seed \(seed)")
        }
      }
    }
  }

  @Test func manyMessagesGoAtOnce() async throws {
    try await Sink.lend { sink in
      let server = try SMTPServer.local(sink.doors.plain)
      let message = try MailMessage.example()
      let failures = await withTaskGroup(of: MailFailure?.self) { group in
        for _ in 0..<20 {
          group.addTask { await failure(of: message, by: server) }
        }
        return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
      }
      #expect(failures == [])
      for _ in 0..<20 { #expect(try await sink.next().to == ["accept@example.org"]) }
    }
  }

  @Test func bouncesGoWhereTheyAreWanted() async throws {
    try await Sink.lend { sink in
      var server = try SMTPServer.local(sink.doors.plain)
      server.envelopeFrom = MailAddress(name: nil, address: "bounces@example.com")
      #expect(try await failure(of: .example(), by: server) == nil)
      let taken = try await sink.next()
      #expect(taken.from == "bounces@example.com")
      #expect(taken.names == ["TryZore"])
    }
  }

  @Test func theServersRefusalDecidesAboutAnotherTry() async throws {
    try await Sink.lend { sink in
      let server = try SMTPServer.local(sink.doors.plain)
      let busy = try await failure(of: .example(to: "busy"), by: server)
      #expect(busy == MailFailure(.temporary, code: 450, reason: "450 4.2.0 ... try again later"))
      let unknown = try await failure(of: .example(to: "unknown"), by: server)
      #expect(
        unknown == MailFailure(.permanent, code: 550, reason: "550 5.1.1 ... 5.1.1 nobody called ..."))
      let spam = try await failure(of: .example(to: "spam"), by: server)
      #expect(spam == MailFailure(.permanent, code: 554, reason: "554 5.7.1 not in this house"))
    }
  }

  @Test func aConnectionThatBreaksIsTriedAgain() async throws {
    try await Sink.lend { sink in
      let dropped = try await failure(of: .example(to: "drop"), by: .local(sink.doors.plain))
      #expect(dropped?.kind == .temporary)
      #expect(dropped?.code == nil)
    }
  }

  @Test func aServerThatIsAwayOrTurnsEverybodyAwayLosesNothing() async throws {
    try await Sink.lend { sink in
      let closed = try await failure(of: .example(), by: .local(sink.doors.closed))
      #expect(closed?.kind == .temporary)
      #expect(closed?.code == nil)
      let refusing = try await failure(of: .example(), by: .local(sink.doors.refusing))
      #expect(
        refusing == MailFailure(.temporary, code: 554, reason: "554 5.3.2 no mail service here"))
    }
    var nowhere = try SMTPServer("smtp://mail.invalid")
    nowhere.connectTimeout = .seconds(1)
    let unknown = try await failure(of: .example(), by: nowhere)
    #expect(unknown?.kind == .temporary)
    #expect(unknown?.code == nil)
  }

  @Test func aServerThatFallsSilentIsLeft() async throws {
    try await Sink.lend { sink in
      let second = Duration.seconds(1)
      let hanging = try await failure(
        of: .example(to: "hang"), by: .local(sink.doors.plain, patience: second))
      #expect(hanging?.kind == .temporary)
      #expect(hanging?.code == nil)
      #expect(hanging?.reason.contains("timed out") == true, "\(hanging?.reason ?? "")")
      let silent = try await failure(of: .example(), by: .local(sink.doors.silent, patience: second))
      #expect(silent?.kind == .temporary)
      let mute = try await failure(
        of: .example(to: "mute"), by: .local(sink.doors.plain, patience: .seconds(8)))
      #expect(mute == MailFailure(.permanent, code: 550, reason: "550 5.1.1 no"))
    }
  }

  @Test func certificatesAreChecked() async throws {
    try await Sink.lend { sink in
      for (scheme, port) in [("smtp", sink.doors.starttls), ("smtps", sink.doors.tls)] {
        var server = try SMTPServer.local(port, tls: scheme == "smtp" ? "?tls=always" : "", scheme: scheme)
        let stranger = try await failure(of: .example(), by: server)
        #expect(stranger?.kind == .temporary)
        #expect(stranger?.reason.hasPrefix("no TLS with the mail server: ") == true)
        #expect(stranger?.reason.contains("certificate") == true, "\(stranger?.reason ?? "")")

        server.certificateFile = sink.doors.certificate
        #expect(try await failure(of: .example(), by: server) == nil)
        #expect(try await sink.next().isEncrypted)
      }
    }
  }

  @Test func nothingIsSentInTheOpenUnlessAllowed() async throws {
    try await Sink.lend { sink in
      let demanding = try SMTPServer.local(sink.doors.plain, tls: "?tls=always")
      let refused = try await failure(of: .example(), by: demanding)
      #expect(refused?.kind == .temporary)
      #expect(refused?.reason.hasPrefix("no TLS with the mail server: ") == true, "\(refused?.reason ?? "")")
      #expect(try await failure(of: .example(), by: .local(sink.doors.plain, tls: "?tls=try")) == nil)
      #expect(try await !sink.next().isEncrypted)
      // This one asks for STARTTLS before anything else.
      let open = try await failure(of: .example(), by: .local(sink.doors.starttls, tls: "?tls=never"))
      #expect(open?.kind == .temporary)
      #expect(open?.code == 530)
    }
  }

  @Test func aWrongPasswordLosesNothingAndIsNotRepeated() async throws {
    try await Sink.lend { sink in
      let right = try SMTPServer.local(sink.doors.login, login: "ada%40example.com:p%40ss%2Fw%C3%B6rd@")
      #expect(try await failure(of: .example(), by: right) == nil)
      #expect(try await sink.next().login == "ada@example.com")

      let wrong = try await failure(of: .example(), by: .local(sink.doors.login, login: "ada:guess@"))
      #expect(wrong?.kind == .temporary)
      #expect(wrong?.code == 535)
      #expect(wrong?.reason.contains("guess") == false)
      let missing = try await failure(of: .example(), by: .local(sink.doors.login))
      #expect(missing?.kind == .temporary)
      #expect(missing?.code == 530)
    }
  }
}

/// Splitmix64: the same texts for the same seed.
private struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// What headers and lines are made of, letters, and anything at all.
  mutating func text(_ limit: Int) -> String {
    let pieces = [
      "\r\n", "\r", "\n", " ", "\t", ".", "=", "=?UTF-8?Q?x?=", "--=_alternative", "\"", "\\", "<", ">", "@",
      ":",
      "ä", "ß", "👩‍👩‍👧", "e\u{301}", "\u{2028}", "\u{0}", "Bcc: a@b.c", "a", "word ", "(", ")", ",", ";",
    ]
    var text = "x"
    for _ in 0..<Int.random(in: 0...limit, using: &self) / 4 {
      if Bool.random(using: &self), let piece = pieces.randomElement(using: &self) {
        text += piece
      } else if let scalar = Unicode.Scalar(UInt32.random(in: 0x20...0x3_0000, using: &self)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
