import Foundation
import Logging
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct DemoSeedTests {
  @Test func theSameDayHasTheSamePeople() throws {
    let day = try #require(LocalDate(year: 2026, month: 11, day: 21))
    let first = DemoData(today: day)
    let second = DemoData(today: day)
    #expect(first.locations.map(\.name) == ["Main", "Downtown", "Westside"])
    for (left, right) in zip(first.locations, second.locations) {
      #expect(left.clients.map(\.id) == right.clients.map(\.id))
      #expect(left.clients.map(\.email) == right.clients.map(\.email))
    }
    let all = first.locations.flatMap(\.clients)
    #expect(all.count { $0.isHome } == 150)
    #expect(all.count { !$0.isHome } == 51)
    #expect(first.rival.clients.count == 40)
    let bea = try #require(all.first { $0.firstName == "Bea" && $0.lastName == "Birthday" })
    #expect((bea.dateOfBirth?.month, bea.dateOfBirth?.day) == (11, 21))
    for location in 0..<3 {
      let staff = first.people.filter { person in
        person.roles.contains { $0.location == location && $0.role != .member && $0.role != .owner }
      }
      #expect(staff.count == 5)
    }
    #expect(all.allSatisfy { $0.email?.hasSuffix("@example.com") ?? true })
  }

  @Test func leapDayHasABirthdayToo() throws {
    let data = DemoData(today: try #require(LocalDate(year: 2028, month: 2, day: 29)))
    let bea = try #require(data.locations.flatMap(\.clients).first { $0.firstName == "Bea" })
    #expect(bea.dateOfBirth?.description == "2000-02-29")
  }

  @Test func seedingTwiceMakesItOnce() async throws {
    let name = try await TestInstallation.makeDatabase()
    var configuration = DatabaseConfiguration(url: try TestInstallation.url("tryzore_worker", name))
    configuration.connections = 1
    let worker = Database(configuration, logger: Logger(label: "test"))
    let day = try #require(LocalDate(year: 2026, month: 11, day: 21))
    let first = try await DemoSeed(worker).seedDemo(today: day)
    #expect((first.organizations, first.clients) == (3, 150))
    let next = try #require(LocalDate(year: 2026, month: 11, day: 22))
    let second = try await DemoSeed(worker).seedDemo(today: next)
    #expect((second.organizations, second.clients) == (3, 150))
    let volume = try await DemoSeed(worker).seedVolume(
      organizations: 3, clients: 100, today: day, report: { _ in })
    #expect(volume.clients == 100)
    let more = try await DemoSeed(worker).seedVolume(
      organizations: 3, clients: 120, today: day, report: { _ in })
    #expect(more.clients == 20)
    await worker.shutdown()
  }
}
