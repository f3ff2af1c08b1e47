import Crypto
import Foundation
import Web

/// Encrypts what a wizard holds until it is completed, each step's answers by themselves and bound to their place.
struct OnboardingVault: Sendable {
  private let masters: MasterKeys
  private let addresses: SymmetricKey

  init(_ keys: Keys) {
    masters = keys.masters
    addresses = keys.key(for: "onboarding addresses")
  }

  func seal(_ answers: some Encodable, of step: OnboardingStep, in wizard: UUID) throws -> [UInt8] {
    try masters.seal(Array(JSONEncoder().encode(answers)), at: OnboardingVault.place(step, wizard))
  }

  func open(_ wizard: OnboardingQueries.Stored) throws -> OnboardingAnswers {
    func opened<Value: Decodable>(_ sealed: Data?, _ step: OnboardingStep, as type: Value.Type) throws
      -> Value?
    {
      guard let sealed else { return nil }
      let plain = try masters.open(Array(sealed), at: OnboardingVault.place(step, wizard.id))
      return try JSONDecoder().decode(type, from: Data(plain))
    }
    return OnboardingAnswers(
      organization: try opened(wizard.organization, .organization, as: OnboardingOrganization.self),
      account: try opened(wizard.account, .account, as: OnboardingAnswers.Account.self),
      locations: try opened(wizard.locations, .locations, as: OnboardingLocations.self))
  }

  /// By which a wizard is found again; unreadable, because nobody has proved yet that the address is theirs.
  func hash(of email: Email) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(email.key.utf8), using: addresses))
  }

  private static func place(_ step: OnboardingStep, _ wizard: UUID) -> CipherPlace {
    CipherPlace(organization: nil, table: "private.onboardings", column: step.rawValue, row: wizard)
  }
}
