import Foundation
public import Mail
import Postgres

/// How the installation sends mail.
public struct MailDelivery: Sendable {
  /// Nil where no mail server was named: mail waits, and fails when its tries are used up.
  let transport: MailTransport?
  let sender: MailAddress
  /// The address that clients use, without a final slash; links begin with it.
  let publicURL: String

  public init(transport: MailTransport?, sender: MailAddress, publicURL: String) {
    self.transport = transport
    self.sender = sender
    self.publicURL = publicURL
  }
}

/// A mail to one person, of the gym that was entered or of the installation.
struct NewMail: Sendable {
  /// Who gets it, if they have an account.
  var user: UUID?
  var recipient: String
  var template: MailTemplate
  var language: MailLanguage
  /// The kind of news that one unsubscribes from; nil for what a person asked for.
  var topic: String?
  /// The template's values.
  var values: [String: String]

  /// The statement that writes it together with the job that sends it, for the pipeline of its cause.
  func enqueue(_ id: UUID, at time: Date? = nil) throws -> SQL {
    MailQueries.enqueue(id, self, try JSON(payload: values), at: time)
  }
}

/// Sends what was written down.
enum MailJobs {
  struct Sending: Codable, Sendable {
    let id: UUID
  }

  static let send = JobKind<Sending>("mail.send", priority: .usual, attempts: 12)

  static func add(to jobs: inout JobList, _ delivery: MailDelivery) {
    jobs.add(send) { run in
      let id = run.payload.id
      let found = try await run.database.pipeline([
        JobQueries.enter(run.job, write: false), MailQueries.load(id),
      ])
      guard let mail = try found.last?.retyped(as: MailQueries.Stored.self).first() else {
        throw HopelessJob(reason: "the mail is gone")
      }
      // A server took it, and only the end of the job was lost.
      if mail.isAccepted { return nil }
      do {
        let reply = try await deliver(mail, delivery)
        try await note(MailQueries.accept(id, reply), run.database)
      } catch let failure as any JobFailure {
        if failure.isHopeless || run.isLastAttempt {
          try await note(MailQueries.giveUp(id, failure.reason), run.database)
        }
        throw failure
      }
      return nil
    }
  }

  private static func deliver(_ mail: MailQueries.Stored, _ delivery: MailDelivery) async throws -> String {
    guard let transport = delivery.transport else {
      throw MailUnsent(reason: "no mail server is named: TRYZORE_SMTP_URL")
    }
    let message = try message(mail, delivery)
    do throws(MailFailure) {
      return try await transport.send(message)
    } catch {
      throw MailUnsent(reason: error.reason, isHopeless: error.kind == .permanent)
    }
  }

  static func message(_ mail: MailQueries.Stored, _ delivery: MailDelivery) throws -> MailMessage {
    guard let contents = mail.contents,
      let values = try? JSONDecoder().decode([String: String].self, from: Data(contents.text.utf8)),
      let to = MailAddress(name: nil, address: mail.recipient)
    else { throw HopelessJob(reason: "the mail cannot be read") }
    let id = mail.id.uuidString.lowercased()
    let unsubscribe = mail.topic.map { _ in "\(delivery.publicURL)/v1/mails/\(id)/unsubscription" }
    let name = mail.organizationName ?? delivery.sender.name
    let text: MailText
    do {
      text = try mail.template.rendered(
        values, in: mail.language,
        brand: MailBrand(name: name ?? "TryZore", logoURL: mail.logoURL, color: mail.brandColor),
        unsubscribeURL: unsubscribe)
    } catch { throw HopelessJob(reason: "the mail cannot be written: \(error)") }
    // The gym's name stands before the installation's address, from which alone a mail server lets us send.
    let from = MailAddress(name: name, address: delivery.sender.address) ?? delivery.sender
    let host = URL(string: delivery.publicURL)?.host() ?? "localhost"
    return MailMessage(
      from: from, replyTo: mail.replyTo.flatMap { MailAddress(name: name, address: $0) }, to: to,
      subject: text.subject, text: text.text, html: text.html, messageID: "\(id)@\(host)",
      date: mail.createdAt,
      unsubscribeURL: unsubscribe)
  }

  /// Writes what cannot be asked again; PostgreSQL may be away for a moment.
  private static func note(_ statement: SQL, _ database: Database) async throws {
    for pause in [100, 500, 2_000, 5_000] {
      do {
        _ = try await database.pipeline([statement])
        return
      } catch let error as PostgresError where error.kind != .server {
        try? await Task.sleep(for: .milliseconds(pause))
      }
    }
    _ = try await database.pipeline([statement])
  }
}

/// Why a mail did not go out this time.
private struct MailUnsent: JobFailure {
  let reason: String
  var isHopeless = false
}
