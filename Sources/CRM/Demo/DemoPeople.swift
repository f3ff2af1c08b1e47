import Foundation
import Postgres

/// Makes up people: the same ones for the same seed. Addresses end in example.com, numbers are 555-01xx, so
/// nobody real is ever written to.
struct DemoPeople {
  private var random: DemoRandom
  private var count = 0
  private let today: LocalDate

  init(seed: UInt64, today: LocalDate) {
    random = DemoRandom(seed: seed)
    self.today = today
  }

  mutating func newID() -> UUID {
    count += 1
    return random.id(count)
  }

  /// The next person; `tag` keeps addresses and numbers of two gyms apart.
  mutating func next(tag: String) -> ClientRecord {
    let first = pick(DemoPeople.firstNames)
    let last = pick(DemoPeople.lastNames)
    return person(first, last, tag: tag)
  }

  mutating func person(_ first: String, _ last: String, tag: String) -> ClientRecord {
    let id = newID()
    let address = sortName(first: last, last: first).split(separator: " ").joined(separator: ".")
    let email = "\(address).\(tag)\(count)@example.com"
    let phone = "+1 212 555 01\(two(Int.random(in: 0...99, using: &random)))"
    var client = ClientRecord(
      id: id, firstName: first, lastName: last, sortName: sortName(first: first, last: last), email: email,
      emailKey: email.lowercased(), phone: phone, phoneKey: phone.filter { ("0"..."9").contains($0) })
    client.dateOfBirth = LocalDate(
      year: today.year - Int.random(in: 18...70, using: &random),
      month: Int.random(in: 1...12, using: &random),
      day: Int.random(in: 1...28, using: &random))
    client.gender = pick(["female", "male", "female", "male", "non-binary"])
    client.status = Int.random(in: 0..<10, using: &random) < 8 ? .active : pick([.lead, .inactive])
    client.memberNumber = "\(tag.uppercased())-\(1000 + count)"
    client.joinedOn = LocalDate(
      year: today.year - Int.random(in: 1...6, using: &random), month: Int.random(in: 1...12, using: &random),
      day: Int.random(in: 1...28, using: &random))
    let street = "\(Int.random(in: 1...250, using: &random)) \(pick(DemoPeople.streets))"
    client.address = JSON(
      #"{"street": "\#(street)", "city": "New York", "state": "NY", "postal_code": null, "country": "US"}"#)
    return client
  }

  private mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int.random(in: 0..<items.count, using: &random)]
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let streets = [
    "Main Street", "Park Avenue", "River Road", "Elm Street", "Station Road", "Hill Lane",
  ]

  private static let firstNames = [
    "Ada", "Aisha", "Alejandro", "Amélie", "Ana", "Anders", "Anna", "Ben", "Björn", "Camila", "Carlos",
    "Chen",
    "Chloe", "Daniel", "David", "Elena", "Emma", "Erik", "Fatima", "Felix", "Grace", "Hannah", "Hiroshi",
    "Ines",
    "Isabella", "Ivan", "Jack", "Jakub", "Jan", "Jana", "João", "John", "José", "Julia", "Kai", "Karin",
    "Kofi",
    "Lara", "Leila", "Leo", "Liam", "Lucía", "Łukasz", "Maria", "Marta", "Mateo", "Maya", "Mia", "Mohammed",
    "Nadia",
    "Niklas", "Noah", "Nora", "Oliver", "Olivia", "Omar", "Paula", "Pedro", "Priya", "Rafael", "Rosa",
    "Samuel",
    "Sara", "Sofía", "Sophie", "Stefan", "Tariq", "Thomas", "Valentina", "Victor", "Wei", "Yara", "Yuki",
    "Zoë",
  ]

  private static let lastNames = [
    "Adams", "Ahmed", "Alvarez", "Andersson", "Baker", "Bauer", "Becker", "Brown", "Carter", "Castro",
    "Cohen", "Costa",
    "Davis", "Dubois", "Evans", "Fernández", "Fischer", "Garcia", "Gómez", "Green", "Gupta", "Hansen",
    "Hernández",
    "Hoffmann", "Hughes", "Ibrahim", "Ivanov", "Jackson", "Johnson", "Jones", "Kim", "Kowalski", "Larsen",
    "Lee", "Lopez",
    "Martin", "Meyer", "Miller", "Moore", "Müller", "Nguyen", "Novak", "O'Brien", "Okafor", "Osei", "Patel",
    "Pérez",
    "Petrov", "Ramirez", "Reyes", "Richter", "Rossi", "Santos", "Schmidt", "Silva", "Singh", "Smith",
    "Suzuki", "Tanaka",
    "Taylor", "Torres", "Turner", "van Dijk", "Wagner", "Walker", "Wang", "Weber", "White", "Williams",
    "Wilson", "Wójcik",
    "Wright", "Yamamoto", "Yılmaz", "Young", "Zhang", "Zielińska", "Åberg", "Öztürk",
  ]
}
