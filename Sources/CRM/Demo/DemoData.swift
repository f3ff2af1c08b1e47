import Foundation

/// The demo gym as values: who works where, who trains where. The same for the same day (developer guide).
struct DemoData {
  struct Location {
    let id: UUID
    let name: String
    let slug: String
    var clients: [ClientRecord]
  }

  struct Person {
    let id: UUID
    let email: String
    let firstName: String
    let lastName: String
    /// Nil for staff whom nobody signs in as.
    let password: String?
    /// Location index and role there; the first is the primary one.
    let roles: [(location: Int, role: Role, title: String?)]
  }

  private(set) var locations: [Location] = []
  private(set) var people: [Person] = []
  /// An unrelated gym, so that isolation can be tried from outside.
  private(set) var rival: Location
  private(set) var rivalOwner: Person

  init(today: LocalDate) {
    var maker = DemoPeople(seed: 20_260_101, today: today)
    rival = Location(id: maker.newID(), name: "Rival Gym", slug: "rival-gym", clients: [])
    rivalOwner = Person(
      id: maker.newID(), email: "owner@rival.com", firstName: "Rita", lastName: "Rival",
      password: "demo-rival",
      roles: [(0, .owner, "Owner")])
    for (name, slug) in [("Main", "main"), ("Downtown", "downtown"), ("Westside", "westside")] {
      locations.append(Location(id: maker.newID(), name: name, slug: slug, clients: []))
    }
    addStaff(&maker)
    addClients(&maker, today)
    for _ in 0..<40 { rival.clients.append(maker.next(tag: "r")) }
  }

  private mutating func addStaff(_ maker: inout DemoPeople) {
    func person(
      _ email: String, _ first: String, _ last: String, _ password: String?,
      _ roles: [(location: Int, role: Role, title: String?)]
    ) -> Person {
      Person(
        id: maker.newID(), email: email, firstName: first, lastName: last, password: password, roles: roles)
    }
    people = [
      person(
        "owner@demo.com", "Olivia", "Owner", "demo-owner",
        [(0, .owner, "Owner"), (1, .owner, "Owner"), (2, .owner, "Owner")]),
      person(
        "desk@demo.com", "Dana", "Desk", "demo-desk", [(0, .staff, "Front desk"), (1, .staff, "Front desk")]),
      person(
        "trainer@demo.com", "Tom", "Trainer", "demo-trainer",
        [(0, .trainer, "Head coach"), (2, .trainer, "Coach")]),
      person("member@demo.com", "Mila", "Member", "demo-member", [(0, .member, nil)]),
    ]
    // With Dana and Tom, five work at each location.
    let titles: [(Role, String)] = [
      (.admin, "Manager"), (.staff, "Front desk"), (.trainer, "Coach"), (.trainer, "Yoga teacher"),
      (.staff, "Front desk"),
    ]
    for (location, missing) in [3, 4, 4].enumerated() {
      for (role, title) in titles.prefix(missing) {
        let record = maker.next(tag: "staff")
        people.append(
          person(record.email ?? "", record.firstName, record.lastName, nil, [(location, role, title)]))
      }
    }
  }

  /// 150 people: 50 at home in each location, every third of them seen at the next location too.
  private mutating func addClients(_ maker: inout DemoPeople, _ today: LocalDate) {
    var named = DemoData.named(&maker, today)
    for number in 0..<150 {
      let home = number % 3
      let client = named.isEmpty || home != 0 ? maker.next(tag: "d") : named.removeFirst()
      locations[home].clients.append(client)
      if number % 9 < 3 {
        var visit = client
        visit.id = maker.newID()
        visit.isHome = false
        visit.memberNumber = nil
        locations[(home + 1) % 3].clients.append(visit)
      }
    }
  }

  /// One person for each state that the screens have to show, as far as the tables hold it today.
  private static func named(_ maker: inout DemoPeople, _ today: LocalDate) -> [ClientRecord] {
    let names = [
      ("Pia", "Pastdue"), ("Wanda", "Waiver"), ("Frank", "Frozen"), ("Max", "Medical"), ("Bea", "Birthday"),
      ("Fay", "Firstvisit"), ("Nico", "Nocredit"), ("Elsa", "Expiring"), ("Mona", "Minor"),
      ("Tara", "Twolocations"),
      ("Bob", "Banned"),
    ]
    return names.map { first, last in
      var client = maker.person(first, last, tag: "d")
      client.status = .active
      switch first {
      case "Bea": client.dateOfBirth = LocalDate(year: today.year - 28, month: today.month, day: today.day)
      case "Mona":
        client.dateOfBirth = LocalDate(year: today.year - 10, month: 6, day: 15)
        client.email = nil
        client.emailKey = nil
      case "Bob": client.status = .banned
      default: break
      }
      return client
    }
  }
}
