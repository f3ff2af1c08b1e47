/// Everything that is wrong with one input.
struct Faults: Error {
  let all: [Fault]
}

/// Collects them.
final class FaultList {
  private(set) var all: [Fault] = []

  /// Fifty are more than a person would read: reading ends there, so that a body of nothing but faults costs
  /// little to refuse.
  func add(_ fault: Fault) throws(Faults) {
    all.append(fault)
    if all.count >= 50 { throw Faults(all: all) }
  }
}
