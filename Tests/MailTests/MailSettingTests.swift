import Testing

@testable import Mail

@Suite struct MailAddressTests {
  @Test(arguments: [
    ("ada@example.com", nil, "ada@example.com"), ("<ada@example.com>", nil, "ada@example.com"),
    ("TryZore <no-reply@example.com>", "TryZore", "no-reply@example.com"),
    ("\"Doe, \\\"J\\\"\" <j.doe+gym@mail.example.com>", "Doe, \"J\"", "j.doe+gym@mail.example.com"),
    (" Zoë  <zoe@localhost> ", "Zoë", "zoe@localhost"),
    ("info@müller.example", nil, "info@xn--mller-kva.example"), ("a..b.@example.jp", nil, "a..b.@example.jp"),
  ])
  func reads(text: String, name: String?, address: String) {
    #expect(MailAddress.parse(text) == MailAddress(name: name, address: address))
    #expect(MailAddress.parse(text)?.name == name)
    #expect(MailAddress.parse(text)?.address == address)
  }

  @Test(arguments: [
    "", "ada", "@example.com", "ada@", "a@b@c", "a b@example.com", "a@example .com", "<a@example.com",
    "a<b@c.d>",
    "a\r\n@example.com", "a@example.com\r\nRCPT TO:<b@c.d>", "a@example.com\0", "ä@example.com", "a@b..c",
    "a@-b.c", "a@[127.0.0.1]", "a\"@example.com", "a,b@example.com", "a@😀\r\n.com", "a@ex%61mple.com",
    String(repeating: "a", count: 65) + "@example.com",
    "a@" + String(repeating: "abcdefghi.", count: 26) + "com", "a@" + String(repeating: "a", count: 64),
  ])
  func refuses(address: String) {
    #expect(MailAddress(name: nil, address: address) == nil)
  }

  @Test func aNameIsOneLine() {
    #expect(MailAddress(name: "a\r\nb\u{7}", address: "a@b.c")?.name == "a  b")
    #expect(MailAddress(name: " \n ", address: "a@b.c")?.name == nil)
  }
}

@Suite struct SMTPServerTests {
  @Test(
    arguments: [
      ("smtp://mail.example.com", "mail.example.com", 587, .always),
      ("SMTP://mail.example.com:25/?tls=try", "mail.example.com", 25, .offered),
      ("smtps://mail.example.com", "mail.example.com", 465, .implicit),
      ("smtp://mail.example.com?tls=never", "mail.example.com", 587, .never),
      ("smtp://localhost:1025", "localhost", 1025, .never), ("smtp://127.0.0.1", "127.0.0.1", 587, .never),
      ("smtp://[::1]:25", "[::1]", 25, .never), ("smtp://localhost?tls=always", "localhost", 587, .always),
      ("smtp://10.0.0.1", "10.0.0.1", 587, .always),
    ] as [(String, String, Int, SMTPServer.Security)])
  func reads(url: String, host: String, port: Int, security: SMTPServer.Security) throws {
    let server = try SMTPServer(url)
    #expect(server.host == host)
    #expect(server.port == port)
    #expect(server.security == security)
    #expect(server.user == nil)
    #expect(server.timeout == .seconds(30))
    #expect(server.connectTimeout == .seconds(10))
  }

  @Test func readsLoginsAndKeepsThemToItself() throws {
    let server = try SMTPServer("smtp://ada%40example.com:s%3A%2F%40%C3%BC%25@mail.example.com")
    #expect(server.user == "ada@example.com")
    #expect(server.password == "s:/@ü%")
    var dumped = ""
    dump(server, to: &dumped)
    #expect(
      "\(server) \(String(reflecting: server))" == "smtp://mail.example.com:587 smtp://mail.example.com:587")
    #expect(!dumped.contains("s:/@ü%"))
  }

  @Test(arguments: [
    "", "mail.example.com", "http://secret@mail.example.com", "smtp://",
    "smtp://ada:secret/word@mail.example.com",
    "smtp://ada:secret#word@mail.example.com", "smtp://ada:secret@mail.example.com/inbox",
    "smtp://ada:secret@mail.example.com:0", "smtp://ada:secret@mail.example.com:99999",
    "smtp://ada:secret@mail.example.com?tls=perhaps", "smtp://ada:secret@mail.example.com?tls=implicit",
    "smtp://ada:secret@mail.example.com?tls=never&tls=always", "smtp://ada:secret@mail.example.com?ssl=never",
    "smtps://ada:secret@mail.example.com?tls=never", "smtp://ada@mail.example.com",
    "smtp://:secret@mail.example.com",
    "smtp://ada:secret%00@mail.example.com", "smtp://ada:secret%FF@mail.example.com",
    "smtp://ada:secret%0D%0A@mail.example.com", "smtp://ada:secret@mail example.com",
    "smtp://ada:secret@mail.example.com\r\n",
  ])
  func refusesWithoutQuoting(url: String) {
    let fault = #expect(throws: MailSettingFault.self) { try SMTPServer(url) }
    #expect(fault?.message.contains("secret") == false)
    #expect(fault?.message.contains("\n") == false)
    #expect(fault?.message.hasSuffix(".") == true)
  }
}
