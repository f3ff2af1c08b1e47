import Crypto
import Foundation
import HTTPTypes
import Web

/// Something that happened at WorkOS, reduced to what is of use here.
struct WorkOSEvent: Sendable {
  enum Kind: String, CaseIterable {
    case sessionRevoked = "session.revoked"
    case userDeleted = "user.deleted"
    case organizationCreated = "organization.created"
    case organizationUpdated = "organization.updated"
    case organizationDeleted = "organization.deleted"
    case membershipCreated = "organization_membership.created"
    case membershipUpdated = "organization_membership.updated"
    case membershipDeleted = "organization_membership.deleted"
  }

  enum Reading {
    case event(WorkOSEvent)
    /// Of a kind that means nothing here.
    case other
  }

  let id: String
  let kind: Kind
  /// The members that its kind needs, each of them checked.
  let data: JSONValue

  /// Nil for what is no event.
  static func read(_ value: JSONValue) -> Reading? {
    guard let id = value["id"]?.stringValue, isName(id), let word = value["event"]?.stringValue,
      let data = value["data"], case .object = data
    else { return nil }
    guard let kind = Kind(rawValue: word) else { return .other }
    guard let needed = kind.reduced(data) else { return nil }
    return .event(WorkOSEvent(id: id, kind: kind, data: needed))
  }

  /// Whether a text can be an id or a slug: 1 to 255 ASCII characters without spaces.
  static func isName(_ text: String) -> Bool {
    (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}

extension WorkOSEvent.Kind {
  fileprivate func reduced(_ data: JSONValue) -> JSONValue? {
    guard let id = data.name("id") else { return nil }
    switch self {
    case .sessionRevoked, .userDeleted: return .object([("id", id)])
    case .organizationCreated, .organizationUpdated, .organizationDeleted:
      guard let changed = data.moment("updated_at"), let name = data["name"]?.stringValue,
        (1...1_000).contains(name.unicodeScalars.count), !name.unicodeScalars.contains("\0")
      else { return nil }
      let external = data.name("external_id") ?? .null
      return .object([
        ("id", id), ("name", .string(name)), ("external_id", external), ("updated_at", changed),
      ])
    case .membershipCreated, .membershipUpdated, .membershipDeleted:
      guard let membership = WorkOSMembership(data) else { return nil }
      return membership.json
    }
  }
}

/// Who belongs to which organization at WorkOS, as what.
struct WorkOSMembership: Sendable {
  let id: String
  let json: JSONValue

  init?(_ data: JSONValue) {
    guard let id = data.name("id"), let organization = data.name("organization_id"),
      let user = data.name("user_id"), let role = data["role"]?.name("slug"),
      let status = data["status"], ["active", "inactive", "pending"].contains(status),
      let changed = data.moment("updated_at")
    else { return nil }
    self.id = id.stringValue ?? ""
    json = .object([
      ("id", id), ("organization_id", organization), ("user_id", user), ("role", .object([("slug", role)])),
      ("status", status), ("updated_at", changed),
    ])
  }
}

extension JSONValue {
  fileprivate func name(_ member: String) -> JSONValue? {
    guard let text = self[member]?.stringValue, WorkOSEvent.isName(text) else { return nil }
    return .string(text)
  }

  /// As PostgreSQL reads it without doubt.
  fileprivate func moment(_ member: String) -> JSONValue? {
    guard let text = self[member]?.stringValue,
      let date = (try? Date(text, strategy: WorkOSTime.exact)) ?? (try? Date(text, strategy: .iso8601)),
      (0...1e11).contains(date.timeIntervalSince1970)
    else { return nil }
    return .string(WorkOSTime.text(date))
  }
}

/// Moments as WorkOS writes them.
enum WorkOSTime {
  static let exact = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

  static func text(_ date: Date) -> String { date.formatted(exact) }
}

/// `WorkOS-Signature: t=<milliseconds>, v1=<HMAC-SHA256 in hexadecimal>` over the time, a point and the body.
enum WorkOSSignature {
  private static let tolerance: Double = 180
  private static let field = HTTPField.Name("WorkOS-Signature")

  static func holds(_ body: RawBody, _ secret: ProviderSecret, now: Date) -> Bool {
    guard let field, body.headers[fields: field].count == 1, let header = body.headers[field] else {
      return false
    }
    var parts: [String: String] = [:]
    for part in header.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard pair.count == 2, parts.updateValue(pair[1], forKey: pair[0]) == nil else { return false }
    }
    guard let time = parts["t"], time.utf8.count <= 15, let milliseconds = Double(time),
      time.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      abs(now.timeIntervalSince1970 - milliseconds / 1_000) <= tolerance,
      let signature = parts["v1"].flatMap(bytes)
    else { return false }
    // Takes as long whatever the first difference.
    return HMAC<SHA256>.isValidAuthenticationCode(
      signature, authenticating: Array("\(time).".utf8) + body.bytes,
      using: SymmetricKey(data: Array(secret.text.utf8)))
  }

  private static func bytes(hexadecimal text: String) -> [UInt8]? {
    guard text.utf8.count == 64 else { return nil }
    let digits = text.utf8.compactMap { byte -> UInt8? in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    guard digits.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
