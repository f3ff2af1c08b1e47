import Testing

@testable import CRM

@Suite struct RetryDelayTests {
  @Test func doublesUpToAnHour() {
    let seconds = (1...12).map { RetryDelay.after(attempt: $0, chance: 0) / .seconds(1) }
    #expect(seconds == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600])
    #expect(RetryDelay.after(attempt: .max, chance: 0) == .seconds(3600))
    #expect(RetryDelay.after(attempt: 0, chance: 0) == .seconds(5))
  }

  @Test func chanceTakesUpToHalf() {
    #expect(RetryDelay.after(attempt: 3, chance: 1) == .seconds(10))
    for attempt in 1...20 {
      let delay = RetryDelay.after(attempt: attempt)
      let longest = RetryDelay.after(attempt: attempt, chance: 0)
      #expect(delay <= longest && delay >= longest / 2)
    }
  }
}
