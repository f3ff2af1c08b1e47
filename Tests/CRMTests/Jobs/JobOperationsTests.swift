import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct JobOperationsTests {
  @Test func whoStartsALongPieceOfWorkWatchesIt() async throws {
    // Of its own: its worker takes whatever job there is.
    let installation = try await TestInstallation()
    let gym = try await Gym.make(in: installation)
    let desk = try await gym.person(.staff)
    let id = try await gym.job("test.watched", as: desk)
    let path = "/v1/operations/\(id)"
    let queued = try await gym.send("GET", path, as: desk)
    #expect(queued.status == 200 && queued.json["state"]?.string == "queued")

    // Its colleague at the desk sees nothing of it; an admin does, and so not another gym's.
    #expect(try await gym.send("GET", path, as: gym.person(.staff)).status == 404)
    #expect(try await gym.send("GET", path, as: gym.person(.admin)).status == 200)
    let rival = try await Gym.make(in: installation)
    #expect(try await rival.send("GET", path).status == 404)
    #expect(try await rival.send("DELETE", path).status == 404)
    #expect(try await gym.send("GET", "/v1/jobs", as: desk).status == 403)

    // It says how far it is, until it is asked to stop.
    var jobs = JobList()
    jobs.add(JobKind<NoPayload>("test.watched")) { run in
      for step in 1... {
        try await run.report("counting", done: step, of: 1_000_000)
        try await Task.sleep(for: .milliseconds(1))
      }
      return nil
    }
    var configuration = Worker.Configuration()
    configuration.pause = .milliseconds(20)
    let worker = Worker(
      jobs, on: gym.installation.worker, name: "test", logger: Workshop.quiet, configuration)
    let work = Task { await worker.run() }
    let running = try await poll(gym, path, desk) { ($0.json["done"]?.int ?? 0) > 1 }
    #expect(running.json["state"]?.string == "running" && running.json["phase"]?.string == "counting")
    #expect(running.json["total"]?.int == 1_000_000 && (running.json["eta_seconds"]?.int ?? 0) > 0)
    #expect(try await gym.send("DELETE", path, as: gym.person(.staff)).status == 404)
    #expect(try await gym.send("DELETE", path, as: desk).status == 202)
    let over = try await poll(gym, path, desk) { $0.json["state"]?.string != "running" }
    #expect(over.json["state"]?.string == "cancelled" && over.json["finished_at"]?.string != nil)
    work.cancel()
    await work.value

    let again = try await gym.send("DELETE", path, as: desk)
    #expect(again.status == 409 && again.json["code"]?.string == "operation_over")
  }

  @Test func anAdminStartsFailedWorkAgain() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let id = try await gym.job("test.never")
    let early = try await gym.send("POST", "/v1/jobs/\(id)/retries", as: admin)
    #expect(early.status == 409 && early.json["code"]?.string == "job_not_retryable")
    #expect(try await gym.send("DELETE", "/v1/operations/\(id)", as: admin).status == 202)
    let listed = try await gym.send("GET", "/v1/jobs?state=cancelled", as: admin)
    #expect(listed.json["data"]?.items?.compactMap { $0["id"]?.string } == [id.uuidString.lowercased()])
    #expect(listed.json["data"]?.items?.first?["payload"] == nil)
    let rival = try await Gym.make()
    #expect(try await rival.send("POST", "/v1/jobs/\(id)/retries").status == 404)
    let retried = try await gym.send("POST", "/v1/jobs/\(id)/retries", as: admin)
    #expect(retried.status == 200 && retried.json["state"]?.string == "queued")
    #expect(retried.json["request_id"]?.string == "request")
  }

  @Test func jobsGoPageByPage() async throws {
    let gym = try await Gym.make()
    var ids: [String] = []
    for _ in 0..<5 { ids.append(try await gym.job().uuidString.lowercased()) }
    var path = "/v1/jobs?limit=2"
    var seen: [String] = []
    for _ in 0..<5 {
      let page = try await gym.send("GET", path)
      seen += page.json["data"]?.items?.compactMap { $0["id"]?.string } ?? []
      guard let cursor = page.json["page"]?["next_cursor"]?.string else { break }
      path = "/v1/jobs?limit=2&cursor=\(cursor)"
    }
    #expect(seen == ids.sorted(by: >))
  }

  private func poll(
    _ gym: Gym, _ path: String, _ person: TestPerson, until holds: (TestAnswer) -> Bool
  ) async throws -> TestAnswer {
    let deadline = ContinuousClock.now + .seconds(180)
    while true {
      let answer = try await gym.send("GET", path, as: person)
      if holds(answer) { return answer }
      try #require(ContinuousClock.now < deadline, "waited too long")
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
