import Foundation
public import Postgres
import Web

/// Fills a database with the demo gym, or with volume for measurements. Works through the operator's door, so
/// row-level security holds for it too; what is there already is left alone.
public struct DemoSeed: Sendable {
  /// What a seed made or found.
  public struct Summary: Sendable, Codable {
    public var organizations: Int
    public var clients: Int
  }

  private let database: Database
  private let masters: MasterKeys?
  private static let actor = "seed"
  private static let batchSize = 5_000

  /// `database` is the worker's login. Without the installation's master keys nobody has a medical note.
  public init(_ database: Database, masters: MasterKeys? = nil) {
    self.database = database
    self.masters = masters
  }

  /// The demo gym of that day: three locations, 150 clients, their staff, and a rival.
  public func seedDemo(today: LocalDate) async throws -> Summary {
    let data = DemoData(today: today)
    if try await findOrganization(data.locations[0].slug) == nil { try await found(data) }
    for location in data.locations + [data.rival] {
      // The day of the first start made the people; later days find them by the location's slug.
      guard let id = try await findOrganization(location.slug) else { continue }
      guard try await count(id) == 0 else { continue }
      try await insert(location.clients, id)
      if location.id != data.rival.id { try await furnish(id) }
    }
    return Summary(
      organizations: data.locations.count, clients: data.locations.flatMap(\.clients).count { $0.isHome })
  }

  /// So many organizations with so many clients in all, for benchmarks; "Volume 1" with slug volume-1 and so on.
  public func seedVolume(
    organizations: Int, clients: Int, today: LocalDate, report: @Sendable (Int) -> Void
  ) async throws -> Summary {
    let owner = try await volumeOwner()
    var maker = DemoPeople(seed: 7, today: today)
    var made = 0
    for number in 1...max(1, organizations) {
      let slug = "volume-\(number)"
      let share = clients / organizations + (number <= clients % organizations ? 1 : 0)
      var id = try await findOrganization(slug)
      if id == nil {
        let new = maker.newID()
        _ = try await database.pipeline([
          DemoQueries.createOrganization(new, owner: owner, name: "Volume \(number)", slug: slug, parent: nil)
        ])
        id = new
      }
      guard let id else { continue }
      let existing = try await count(id)
      var missing = max(0, share - existing)
      while missing > 0 {
        let batch = (0..<min(missing, DemoSeed.batchSize)).map { _ in
          DemoSeed.unique(maker.next(tag: "v\(number)x\(existing)x"))
        }
        try await insert(batch, id)
        missing -= batch.count
        made += batch.count
        report(made)
      }
    }
    return Summary(organizations: organizations, clients: made)
  }

  /// A fresh id, so that a second volume seed does not meet the first one's.
  private static func unique(_ client: ClientRecord) -> ClientRecord {
    var client = client
    client.id = UUID.version7(at: Date())
    return client
  }

  private func found(_ data: DemoData) async throws {
    let passwords = Passwords(acceptsDemo: true)
    var statements: [SQL] = []
    for person in data.people + [data.rivalOwner] {
      var hash = "none: nobody signs in as this person"
      if let text = person.password { hash = try await passwords.hash(Password(text: text)) }
      statements.append(DemoQueries.signUp(person, passwordHash: hash))
    }
    guard let owner = data.people.first else { return }
    var parent: UUID?
    for location in data.locations {
      statements.append(
        DemoQueries.createOrganization(
          location.id, owner: owner.id, name: location.name, slug: location.slug, parent: parent))
      parent = parent ?? location.id
    }
    statements.append(
      DemoQueries.createOrganization(
        data.rival.id, owner: data.rivalOwner.id, name: data.rival.name, slug: data.rival.slug, parent: nil))
    for person in data.people.dropFirst() {
      for (index, place) in person.roles.enumerated() {
        statements.append(
          DemoQueries.addPerson(
            data.locations[place.location].id, person.id, role: place.role, title: place.title,
            isPrimary: index == 0))
      }
    }
    _ = try await database.pipeline(statements)
  }

  private func insert(_ clients: [ClientRecord], _ organization: UUID) async throws {
    let door = Door.enterAsOperator(organization, actor: DemoSeed.actor, write: true)
    _ = try await database.pipeline([door, ClientQueries.insert(clients)])
  }

  private func furnish(_ organization: UUID) async throws {
    let door = Door.enterAsOperator(organization, actor: DemoSeed.actor, write: true)
    _ = try await database.pipeline(
      [door] + DemoStates.statements + DemoSchedule.statements + [DemoStates.evaluation])
    guard let masters else { return }
    let cipher = MedicalCipher(masters: masters)
    let found = try await database.pipeline([door, DemoStates.medicalClients])
    for id in try found.last?.retyped(as: Found.self).decoded().map(\.id) ?? [] {
      let key = try cipher.makeKey(UUID.version7(at: Date()), of: organization)
      let note = try cipher.seal(DemoStates.medicalNote, of: id, in: organization, with: key)
      _ = try await database.pipeline([
        door, MedicalQueries.add(key), DemoStates.insert(note, with: key, of: id),
      ])
    }
  }

  private struct Found: Decodable { let id: UUID }

  private func count(_ organization: UUID) async throws -> Int {
    let door = Door.enterAsOperator(organization, actor: DemoSeed.actor, write: false)
    let results = try await database.pipeline([door, "select count(*) from crm.client_organizations"])
    return try results.last?.value("count", at: 0, as: Int.self) ?? 0
  }

  private func findOrganization(_ slug: String) async throws -> UUID? {
    try await Operators(database).findOrganization(slug: slug)
  }

  private func volumeOwner() async throws -> UUID {
    let email = try Email(text: "volume@example.com")
    if let known = try await Operators(database).findUser(email) { return known }
    return try await Operators(database).createUser(
      email: email, password: Password(text: UUID().uuidString), firstName: Name(text: "Volume"),
      lastName: Name(text: "Owner"))
  }
}

enum DemoQueries {
  static func signUp(_ person: DemoData.Person, passwordHash: String) -> SQL {
    """
    select private.sign_up(\(person.id), \(person.email), \(person.email), \(person.firstName), \(person.lastName),
      \(passwordHash))
    """
  }

  static func createOrganization(_ id: UUID, owner: UUID, name: String, slug: String, parent: UUID?) -> SQL {
    """
    select private.operator_create_organization(\(id), \(owner), \(name), \(slug), 'America/New_York', 'USD', 'US',
      \(parent))
    """
  }

  static func addPerson(_ organization: UUID, _ user: UUID, role: Role, title: String?, isPrimary: Bool)
    -> SQL
  {
    "select private.operator_add_person(\(organization), \(user), \(role.rawValue), \(title), \(isPrimary))"
  }
}
