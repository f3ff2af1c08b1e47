import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct MailboxTests {
  private let folder = "/tmp/tryzore-mailbox-\(UUID().uuidString.prefix(8))"

  private func fill() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, subject) in [("0198-1@gym", "First <b>"), ("0198-2@gym", "Second")] {
      try #"""
      {"date": "2026-11-21T10:00:00Z", "to": "ada@example.com", "subject": "\#(subject)", "text": "Hello", "html": "<p>Hello</p>"}
      """#.write(toFile: "\(folder)/\(name).json", atomically: true, encoding: .utf8)
    }
    try "no JSON".write(toFile: "\(folder)/0198-3@gym.json", atomically: true, encoding: .utf8)
  }

  private func text(_ outbound: Outbound) -> String { String(decoding: outbound.body, as: UTF8.self) }

  @Test func theNewestComesFirst() async throws {
    try fill()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let page = text(try await Sample(mailbox: folder).send(.get, "/dev/mail"))
    let second = try #require(page.range(of: "/dev/mail/0198-2@gym\">Second"))
    let first = try #require(page.range(of: "/dev/mail/0198-1@gym\">First &lt;b&gt;"))
    #expect(second.lowerBound < first.lowerBound)
    #expect(!page.contains("0198-3"))
  }

  @Test func aMessageIsShownWithoutTheSitesRights() async throws {
    try fill()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sample = try Sample(mailbox: folder)
    let page = await sample.send(.get, "/dev/mail/0198-1@gym")
    #expect(page.status == .ok && text(page) == "<p>Hello</p>")
    #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("sandbox ") == true)
    #expect(page.headers[.contentSecurityPolicy]?.contains("script") == false)
    let plain = await sample.send(.get, "/dev/mail/0198-1@gym.txt")
    #expect(plain.status == .ok && text(plain) == "Hello")
    #expect(plain.headers[.contentType] == "text/plain; charset=utf-8")
  }

  @Test(arguments: [
    "/dev/mail/none", "/dev/mail/../secret", "/dev/mail/.hidden", "/dev/mail/0198-3@gym", "/dev/mail/%00",
  ])
  func nothingElseIsShown(_ path: String) async throws {
    try fill()
    try #"{"date": "2026-11-21T10:00:00Z", "to": "a", "subject": "b", "text": "c", "html": "d"}"#
      .write(toFile: "\(folder)/.hidden.json", atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try await Sample(mailbox: folder).send(.get, path).status == .notFound)
  }

  @Test func withoutAMailboxThereIsNoPage() async throws {
    #expect(try await Sample().send(.get, "/dev/mail").status == .notFound)
    let empty = try await Sample(mailbox: folder).send(.get, "/dev/mail")
    #expect(empty.status == .ok && text(empty).contains("Nothing was sent yet"))
  }
}
