import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

@Suite struct AdmissionTests {
  /// How many of so many requests get a place.
  private func places(_ admission: Admission, _ lane: Admission.Lane, of count: Int) -> Int {
    (0..<count).count { _ in (try? admission.enter(lane)) != nil }
  }

  @Test func aFullServerSaysSoAtOnce() async throws {
    let admission = Admission(limit: 1)
    let sample = try Sample(admission: admission)
    try admission.enter(.general(nil))
    let answer = await sample.send(.get, "/v1/me", [.authorization: "Bearer person"])
    #expect(answer.status.code == 503 && answer.code == "unavailable")
    #expect(answer.headers[.retryAfter] == "1")
    // Signing in and health have places of their own.
    #expect(await sample.send(.get, "/v1/things/special").status.code == 200)
    admission.leave(.general(nil))
    #expect(await sample.send(.get, "/v1/me", [.authorization: "Bearer person"]).status.code == 200)
    #expect(sample.record.undeclared.isEmpty)
  }

  @Test func healthNeedsNoPlace() async throws {
    var api = API()
    api.add(.get, "/well", "getWell", summary: "", needs: .open) { (_: Call<NoInput>, _: Database) in
      NoContent()
    }
    api.add(.get, "/v1/open", "getOpen", summary: "", needs: .open) { (_: Call<NoInput>, _: Database) in
      NoContent()
    }
    api.add(.get, "/v1/far", "getFar", summary: "", needs: .open, waitsElsewhere: true) {
      (_: Call<NoInput>, _: Database) in NoContent()
    }
    let admission = Admission(limit: 8)
    let sample = try Sample(api: api, admission: admission)
    // Who waits for another server keeps nobody from signing in, ...
    #expect(places(admission, .elsewhere, of: 20) == 1)
    #expect(await sample.send(.get, "/v1/far").status.code == 503)
    #expect(await sample.send(.get, "/v1/open").status.code == 204)
    // ... and nothing at all keeps anybody from asking whether the server lives.
    #expect(places(admission, .reserved, of: 20) == 2)
    #expect(await sample.send(.get, "/v1/open").status.code == 503)
    #expect(await sample.send(.get, "/well").status.code == 204)
  }

  @Test func placesComeBackHoweverARequestEnds() async throws {
    let sample = try Sample(admission: Admission(limit: 4))
    for _ in 0..<3 {
      #expect(await sample.send(.post, "/v1/failures", body: #"{"way": "declared"}"#).status.code != 503)
      #expect(await sample.send(.post, "/v1/failures", body: "{").status.code == 400)
      #expect(await sample.send(.get, "/v1/me?x=1", [.authorization: "Bearer person"]).status.code == 400)
    }
    for _ in 0..<10 {
      #expect(await sample.send(.get, "/v1/me", [.authorization: "Bearer person"]).status.code == 200)
    }
  }

  @Test func theReserveIsAQuarterAndApart() {
    let admission = Admission(limit: 8)
    #expect(places(admission, .general(nil), of: 20) == 8)
    #expect(places(admission, .reserved, of: 20) == 2)
    admission.leave(.reserved)
    #expect(places(admission, .general(nil), of: 1) == 0)
    #expect(places(admission, .reserved, of: 2) == 1)
  }

  @Test func aRushOfOneGymLeavesPlacesToOthers() {
    let admission = Admission(limit: 20)
    let rushing = UUID()
    // Alone it may have half of all, ...
    #expect(places(admission, .general(rushing), of: 100) == 10)
    // ... and while that many are taken, others have three tenths each.
    #expect(places(admission, .general(UUID()), of: 100) == 6)
    #expect(places(admission, .general(UUID()), of: 100) == 4)
    for _ in 0..<10 { admission.leave(.general(rushing)) }
    #expect(places(admission, .general(rushing), of: 100) == 6)
  }

  @Test func withoutALimitEverybodyComesIn() {
    #expect(places(Admission(), .general(UUID()), of: 10_000) == 10_000)
  }
}
