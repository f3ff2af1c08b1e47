import Foundation
import Postgres
import Web

/// The settings of an organization, an area each: what holds, where it comes from, and changing it.
enum SettingsOperations {
  static func add(to api: inout API) {
    api.chapter("Settings")
    add(BookingSettings.self, "Booking", "booking windows, cancellation, no-shows and waitlists", to: &api)
    add(HoursSettings.self, "Hours", "opening hours", to: &api)
    add(ComplianceSettings.self, "Compliance", "what the law asks", to: &api)
    add(LocationSettings.self, "Location", "rules across the locations of a chain", to: &api)
    add(AlertSettings.self, "Alert", "how much each alert at the desk weighs", to: &api)
    add(BrandingSettings.self, "Branding", "colours and the address for answers", to: &api)
    api.add(
      .get, "/v1/organizations/{id}/settings/export", "exportSettings",
      summary: "All settings that hold, as one document to save", needs: .holder(of: .organizationView),
      exportSettings)
  }

  /// `getBookingSettings` and `updateBookingSettings`.
  private static func add<Values: Settings>(
    _ type: Values.Type, _ word: String, _ what: String, to api: inout API
  ) {
    let path = "/v1/organizations/{id}/settings/\(Values.area)"
    api.add(
      .get, path, "get\(word)Settings", summary: "Settings that hold: \(what)",
      needs: .holder(of: .organizationView), versioned: true,
      { (call: Call<NoInput>) in
        .made(of: SettingsQueries.get(call.id, Values.area), as: SettingsRow<Values>.self, inForce)
      } as @Sendable (Call<NoInput>) throws -> Query<SettingsInForce<Values>>)
    api.add(
      .patch, path, "update\(word)Settings",
      summary: "Change settings: \(what); null inherits a setting from the chain again",
      needs: .holder(of: .organizationUpdate), versioned: true,
      { (call: Call<Values.Changes>, tx: Transaction) in
        try await update(Values.self, call, tx)
      } as @Sendable (Call<Values.Changes>, Transaction) async throws -> SettingsInForce<Values>)
  }

  private static func update<Values: Settings>(
    _ type: Values.Type, _ call: Call<Values.Changes>, _ tx: Transaction
  ) async throws -> SettingsInForce<Values> {
    let faults = call.input.faults(in: try await lock(call, tx))
    guard faults.isEmpty else { throw Problem(faults) }
    let changes = JSON(try JSONWriter.text(call.input))
    try await tx.execute(SettingsQueries.update(call.id, Values.area, changes))
    let rows = try await tx.rows(
      SettingsQueries.get(call.id, Values.area), as: SettingsRow<Values>.self)
    let settings = try inForce(rows.decoded())
    guard settings.values.faults.isEmpty else { throw Problem(settings.values.faults) }
    return settings
  }

  private static func inForce<Values: Settings>(_ rows: [SettingsRow<Values>]) throws -> SettingsInForce<
    Values
  > {
    guard let row = rows.first else { throw Problem.notFound }
    return try row.inForce()
  }

  /// Holds the organization, of the version that whoever asks has seen, until the transaction ends.
  @discardableResult
  static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> CurrencyCode {
    let locked = try await tx.rows(OrganizationQueries.lock(call.id), as: Locked.self).first()
    // A statement of its own: it sees what was committed while the lock was waited for.
    let seen = try await tx.rows("select version from private.entered_settings()", as: Seen.self).first()
    guard let locked, let seen else { throw Problem.notFound }
    try call.requireMatch(seen.version)
    return locked.currency
  }

  @Sendable private static func exportSettings(_ call: Call<NoInput>) -> Query<SettingsExport> {
    .made(of: SettingsQueries.export(call.id), as: SettingsExport.self) { rows in
      guard let export = rows.first else { throw Problem.notFound }
      return export
    }
  }

  private struct Locked: Decodable {
    let currency: CurrencyCode
  }

  private struct Seen: Decodable {
    let version: Int
  }
}
