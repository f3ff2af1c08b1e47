/// A whole name divided into its two halves.
struct PersonName: Equatable {
  var first: String
  var last: String
}

extension PersonName {
  /// Reads "Last, First" and "First Last"; the last name keeps what belongs to it ("van der Berg", "King Jr.").
  /// Nil for a single word: inventing the other half would be wrong for ever, so the row is refused.
  init?(whole: String) {
    let halves = whole.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      .map { $0.split { $0.isWhitespace }.joined(separator: " ") }
    if halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty, !PersonName.isSuffix(halves[1]) {
      last = halves[0]
      first = halves[1]
      return
    }
    let words = whole.split { $0.isWhitespace || $0 == "," }.map(String.init)
    guard var start = words.indices.last else { return nil }
    if PersonName.isSuffix(words[start]), start > 1 { start -= 1 }
    while start > 1, PersonName.particles.contains(words[start - 1].lowercased()) { start -= 1 }
    guard start > 0 else { return nil }
    first = words[..<start].joined(separator: " ")
    last = words[start...].joined(separator: " ")
  }

  private static func isSuffix(_ word: String) -> Bool {
    ["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"].contains(word.lowercased())
  }

  private static let particles: Set<String> = [
    "van", "von", "vom", "zu", "zur", "de", "der", "den", "del", "della", "di", "da", "das", "do", "dos",
    "du",
    "la", "las", "le", "los", "ten", "ter", "af", "av", "bin", "ibn", "al", "el", "st.",
  ]
}
