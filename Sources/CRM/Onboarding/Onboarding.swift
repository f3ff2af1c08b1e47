public import Foundation
public import Web

/// What the first step asks: the gym's name, and whose it is. What is left out: UTC, US dollars.
public struct OnboardingOrganization: Codable, Sendable {
  let organizationName: Name
  let firstName: Name
  let lastName: Name
  let timeZone: TimeZoneID?
  let currency: CurrencyCode?
  let jurisdiction: Jurisdiction?
}

/// What the second step asks.
public struct OnboardingAccount: Decodable, Sendable {
  let email: Email
  let password: Password
}

/// What the third step asks; an empty list skips it. One location is the organization itself, several lie below it.
public struct OnboardingLocations: Codable, Sendable {
  static let limit = 50

  let locations: [OnboardingLocation]
}

/// Where people train.
public struct OnboardingLocation: Codable, Sendable {
  let name: Name
  let address: OrganizationAddress?
}

/// Where the mail goes that leads back to an unfinished wizard.
public struct OnboardingRecovery: Decodable, Sendable {
  let email: Email
}

/// The steps that ask something; the fourth completes.
enum OnboardingStep: String, WordList {
  case organization, account, locations

  var number: Int {
    switch self {
    case .organization: 1
    case .account: 2
    case .locations: 3
    }
  }

  /// A single location needs nothing said about it.
  var canSkip: Bool { self == .locations }
}

/// How a step stands.
public struct OnboardingStepState: Codable, Sendable {
  let number: Int
  let name: OnboardingStep
  let isComplete: Bool
  let isSkipped: Bool
  let canSkip: Bool
  let canGoBack: Bool
}

/// A wizard as far as it has come. Of the password it only says that there is one.
public struct Onboarding: Wire {
  public static var isConfidential: Bool { true }
  public let expiresAt: Date
  /// The first step without an answer; 4 where only completing is left.
  public let currentStep: Int
  public let steps: [OnboardingStepState]
  public let organization: OnboardingOrganization?
  public let account: OnboardingAccountState?
  public let locations: [OnboardingLocation]?
}

/// What is shown of the second step.
public struct OnboardingAccountState: Codable, Sendable {
  let email: Email
  let isPasswordSet: Bool
}

/// A wizard that was begun or taken over, with the token that leads to it for 24 hours since it began: `Authorization: Bearer`.
public struct StartedOnboarding: Wire {
  public static var isConfidential: Bool { true }
  public let token: String
  public let onboarding: Onboarding
}

/// What became of a wizard: the owner is signed in to the organization.
public struct CompletedOnboarding: Wire {
  public static var isConfidential: Bool { true }
  /// The organization itself where it has no locations below it.
  public let locations: Int
  public let session: Session
}

/// All answers so far.
struct OnboardingAnswers: Sendable {
  /// The second step's, as it is kept.
  struct Account: Codable, Sendable {
    let email: Email
    let passwordHash: String
  }

  var organization: OnboardingOrganization?
  var account: Account?
  var locations: OnboardingLocations?

  func has(_ step: OnboardingStep) -> Bool {
    switch step {
    case .organization: organization != nil
    case .account: account != nil
    case .locations: locations != nil
    }
  }

  func state(until expiresAt: Date) -> Onboarding {
    let current = OnboardingStep.allCases.first { !has($0) }?.number ?? 4
    let steps = OnboardingStep.allCases.map { step in
      OnboardingStepState(
        number: step.number, name: step, isComplete: has(step),
        isSkipped: step == .locations && locations?.locations.isEmpty == true, canSkip: step.canSkip,
        canGoBack: step.number > 1)
    }
    return Onboarding(
      expiresAt: expiresAt, currentStep: current, steps: steps, organization: organization,
      account: account.map { OnboardingAccountState(email: $0.email, isPasswordSet: true) },
      locations: locations?.locations)
  }
}

/// One organization that a wizard opens; the first is the head of the others.
struct OpenedOrganization: Codable, Sendable {
  let id: UUID
  let name: Name
  var slug: Slug
  let address: OrganizationAddress?

  /// The slugs are those that the names suggest, and with `areLengthened` others, because some were taken.
  static func all(
    _ organization: OnboardingOrganization, _ locations: [OnboardingLocation], areLengthened: Bool,
    newID: () -> UUID
  ) -> [OpenedOrganization] {
    func opened(_ name: Name, below head: Slug?, _ address: OrganizationAddress?) -> OpenedOrganization {
      let id = newID()
      let suffix = Slug.suffix(of: id)
      let own = Slug(suggestedBy: name, fallback: "gym-\(suffix)")
      let slug = head.map { own.lengthened(after: $0) } ?? own
      return OpenedOrganization(
        id: id, name: name, slug: areLengthened ? slug.lengthened(by: suffix) : slug, address: address)
    }
    guard locations.count > 1 else {
      return [opened(organization.organizationName, below: nil, locations.first?.address)]
    }
    let head = opened(organization.organizationName, below: nil, nil)
    var all = [head]
    for location in locations {
      var next = opened(location.name, below: head.slug, location.address)
      // Two of one name.
      if all.contains(where: { $0.slug == next.slug }) {
        next.slug = next.slug.lengthened(by: Slug.suffix(of: next.id))
      }
      all.append(next)
    }
    return all
  }
}

extension Slug {
  /// `iron-works-downtown`; alone where both are too long.
  fileprivate func lengthened(after head: Slug) -> Slug { (try? Slug(text: "\(head.text)-\(text)")) ?? self }
}
