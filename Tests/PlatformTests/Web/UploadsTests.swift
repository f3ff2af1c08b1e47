import Testing

@testable import Web

@Suite struct UploadsTests {
  @Test func onlySoManyLargeBodiesComeAtATime() {
    let uploads = Uploads()
    #expect((1...5).map { _ in uploads.enter() } == [true, true, true, true, false])
    uploads.leave()
    #expect(uploads.enter() && !uploads.enter())
  }
}
