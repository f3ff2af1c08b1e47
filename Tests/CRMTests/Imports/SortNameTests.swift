import Testing

@testable import CRM

@Suite struct SortNameTests {
  @Test(arguments: [
    ("Łukasz", "Żółć", "zolc lukasz"), ("Jürgen", "Groß", "gross jurgen"),
    ("Anna  Maria", " O'Neil ", "o'neil anna maria"),
    ("Søren", "Ærø", "aero soren"), ("محمد", "الأحمد", "الأحمد محمد"), ("יעל", "כהן", "כהן יעל"),
    ("小明", "王", "王 小明"),
    ("😀", "🎈", "🎈 😀"), ("Anna", "", "anna"), ("\u{301}", "\u{301}", "\u{301} \u{301}"),
    ("Zoe\u{308}", "İnce", "ince zoe"),
  ])
  func putsTheLastNameFirst(first: String, last: String, expected: String) {
    #expect(sortName(first: first, last: last) == expected)
  }
}
