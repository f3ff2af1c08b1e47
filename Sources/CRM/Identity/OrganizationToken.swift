import Foundation
import Web

/// A secret that leads into an organization, such as that of an invitation's mail or of a calendar's address. It names the
/// organization, so that only what belongs to that one is looked at.
struct OrganizationToken: Sendable {
  let organization: UUID
  let secret: SecretToken

  init(organization: UUID) {
    self.organization = organization
    secret = SecretToken()
  }

  /// Nil for what cannot be one.
  init?(text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let bytes = fromBase64URL(String(parts[0])), bytes.count == 16,
      let secret = SecretToken(text: String(parts[1]))
    else { return nil }
    organization = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    self.secret = secret
  }

  var text: String { "\(withUnsafeBytes(of: organization.uuid) { base64URL(Array($0)) }).\(secret.text)" }
}
