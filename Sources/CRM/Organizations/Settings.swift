import Foundation
import Web

/// One area of an organization's settings, all of it: what is set, inherited or holds by default.
protocol Settings: Codable, Sendable {
  associatedtype Changes: SettingsChanges
  /// Under which name it is stored and reached: `booking`.
  static var area: String { get }
  /// What does not fit together.
  var faults: [Fault] { get }
  /// Members that follow from others and are never set.
  static var derived: Set<String> { get }
}

/// A merge patch of an area: null has a setting inherited again.
protocol SettingsChanges: Codable, Sendable {
  /// What only an organization of that currency can find wrong.
  func faults(in currency: CurrencyCode) -> [Fault]
}

extension Settings {
  var faults: [Fault] { [] }
  static var derived: Set<String> { [] }
}

extension SettingsChanges {
  func faults(in currency: CurrencyCode) -> [Fault] { [] }
}

/// Who says what holds.
enum SettingOrigin: String, WordList {
  case own, inherited
  case byDefault = "default"
}

/// Where one setting comes from.
struct SettingSource: Codable, Sendable, Equatable {
  let name: String
  let origin: SettingOrigin
  /// The organization that set it, this one or one above.
  let organizationID: UUID?
}

/// An area of settings as it holds in an organization.
struct SettingsInForce<Values: Settings>: Wire, Versioned {
  let values: Values
  let sources: [SettingSource]
  let version: Int
}

/// The same as the database answers it.
struct SettingsRow<Values: Settings>: Decodable, Sendable {
  let id: UUID
  let currency: CurrencyCode
  let values: Values
  /// Of those that an organization has set, which one.
  let setBy: [String: UUID?]
  let version: Int

  func inForce() throws -> SettingsInForce<Values> {
    var sources: [SettingSource] = []
    if case .object(let members) = try JSONParser.parse(JSONWriter.text(values).utf8) {
      sources = members.map(\.key).filter { !Values.derived.contains($0) }.map(source)
    }
    return SettingsInForce(values: values, sources: sources, version: version)
  }

  private func source(_ name: String) -> SettingSource {
    guard let setter = setBy[name] ?? nil else {
      return SettingSource(name: name, origin: .byDefault, organizationID: nil)
    }
    return SettingSource(name: name, origin: setter == id ? .own : .inherited, organizationID: setter)
  }
}

/// All settings of an organization in one document, to be saved.
struct SettingsExport: Wire {
  let name: String
  let slug: Slug
  let timeZone: String
  let currency: CurrencyCode
  let exportedAt: Date
  let booking: BookingSettings
  let hours: HoursSettings
  let compliance: ComplianceSettings
  let locations: LocationSettings
  let alerts: AlertSettings
  let branding: BrandingSettings
}

extension Problem {
  /// What was found wrong after the body was read.
  init(_ faults: [Fault]) {
    let count = faults.count == 1 ? "1 field needs attention." : "\(faults.count) fields need attention."
    self.init(.validationFailed, count, faults: faults)
  }
}
