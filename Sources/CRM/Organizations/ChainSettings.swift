import Web

enum Adulthood: NumberLimits { static let range = 13.0...25.0 }

/// What the law asks.
struct ComplianceSettings: Settings {
  static let area = "compliance"

  /// Whose consumer law applies; the organization's own member of that name.
  let jurisdiction: String?
  /// Who is younger needs a guardian.
  let ageOfMajority: Limited<Adulthood>

  struct Changes: SettingsChanges {
    let jurisdiction: Patch<Jurisdiction>
    let ageOfMajority: Patch<Limited<Adulthood>>
  }
}

/// Where members of one location may go.
enum LocationReach: String, WordList {
  case home, chain
}

/// Who is paid for a visit elsewhere.
enum VisitPayer: String, WordList {
  /// The home location bears it: its contract covers the visit.
  case home
  /// The visitor pays the visited location's price.
  case visitor
}

/// The rules across the locations of a chain (domain rule 4.14).
struct LocationSettings: Settings {
  static let area = "locations"

  /// Where members of this location may book.
  let bookingElsewhere: LocationReach
  let visitsPaidBy: VisitPayer
  /// Who sees this location's schedule.
  let scheduleVisibility: LocationReach

  struct Changes: SettingsChanges {
    let bookingElsewhere: Patch<LocationReach>
    let visitsPaidBy: Patch<VisitPayer>
    let scheduleVisibility: Patch<LocationReach>
  }
}

/// How it looks to its members, in mails and in front ends.
struct BrandingSettings: Settings {
  static let area = "branding"
  static let derived: Set = ["text_color"]

  let color: BrandColor?
  /// White or black, whichever can be read on the colour; made of it, and of the standard one where there is none.
  let textColor: BrandColor
  /// Where answers to its mails go.
  let replyTo: Email?

  private enum CodingKeys: CodingKey {
    case color, textColor, replyTo
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    color = try container.decodeIfPresent(BrandColor.self, forKey: .color)
    // Never stored; asked for so that the document knows it.
    let described = try container.decodeIfPresent(BrandColor.self, forKey: .textColor)
    textColor = color.map(\.textColor) ?? described ?? BrandColor.standard.textColor
    replyTo = try container.decodeIfPresent(Email.self, forKey: .replyTo)
  }

  struct Changes: SettingsChanges {
    let color: Patch<BrandColor>
    let replyTo: Patch<Email>
  }
}

extension AlertSettings: Settings {
  static let area = "alerts"
}

extension AlertSettings.Changes: SettingsChanges {}
