import Foundation
import Testing

@testable import CRM
@testable import Web

@Suite struct DateOrderTests {
  @Test(arguments: [
    ("1990-05-17", DateOrder.monthFirst, "1990-05-17"), ("1990/5/7", .dayFirst, "1990-05-07"),
    ("19900517", .dayFirst, "1990-05-17"), ("5/17/1990", .monthFirst, "1990-05-17"),
    ("17.05.1990", .dayFirst, "1990-05-17"), ("17. 5. 1990", .dayFirst, "1990-05-17"),
    ("17-5-90", .dayFirst, "1990-05-17"), ("05/17/26", .monthFirst, "2026-05-17"),
    ("06/02/26", .monthFirst, "1926-06-02"), ("90-05-17", .yearFirst, "1990-05-17"),
    ("29/02/2000", .dayFirst, "2000-02-29"), ("29.02.96", .dayFirst, "1996-02-29"),
    ("1990-05-17T00:00:00Z", .dayFirst, "1990-05-17"), ("5/17/1990 12:00:00 AM", .monthFirst, "1990-05-17"),
    ("01/02/2000", .monthFirst, "2000-01-02"), ("01/02/2000", .dayFirst, "2000-02-01"),
  ])
  func reads(text: String, order: DateOrder, expected: String) throws {
    let parts = try #require(DateParts(DateParts.withoutTime(text)))
    #expect(try parts.date(order, latest: importDay).description == expected)
  }

  @Test(arguments: [
    ("29/02/1900", DateOrder.dayFirst, DateFault.noSuchDay), ("30.02.2000", .dayFirst, .noSuchDay),
    ("17/05/1990", .monthFirst, .noSuchMonth(17)), ("05/17/1990", .dayFirst, .noSuchMonth(17)),
    ("17/05/1990", .yearFirst, .yearNotWhereExpected), ("1990-13-01", .dayFirst, .noSuchMonth(13)),
    ("0000-00-00", .dayFirst, .noSuchMonth(0)), ("1990-01-00", .dayFirst, .noSuchDay),
  ])
  func refuses(text: String, order: DateOrder, fault: DateFault) throws {
    let parts = try #require(DateParts(text))
    #expect(throws: fault) { try parts.date(order, latest: importDay) }
  }

  @Test(arguments: [
    "", "x", "5/1990", "1990", "32994", "1/2/3", "1-2/1990", "1//2", "1/2/", "-1/2/1990", "1/2/199",
    "May 5 1990",
    "123/1/1990", "99999999999999999999-01-01", "1990-05-17-", "1.2.3.4", "٣/٤/١٩٩٠",
  ])
  func isNoDate(text: String) {
    #expect(DateParts(DateParts.withoutTime(text)) == nil)
  }

  @Test(arguments: [
    ("Date of Birth (MM/DD/YYYY)", DateOrder.monthFirst), ("Birthday dd.mm.yyyy", .dayFirst),
    ("Geburtsdatum (TT.MM.JJJJ)", .dayFirst), ("Date de naissance (JJ/MM/AAAA)", .dayFirst),
    ("Fecha (DD/MM/AAAA)", .dayFirst), ("dob [YYYY-MM-DD]", .yearFirst), ("dob (AAAA-MM-JJ)", .yearFirst),
    ("JJ.MM.TT", .yearFirst), ("M/D/Y", .monthFirst), ("Date of Birth", nil), ("mm", nil), ("d m", nil),
    ("(dd-mmm-yyyy)", nil),
  ])
  func readsHints(header: String, expected: DateOrder?) {
    #expect(DateOrder(hintIn: header) == expected)
  }

  @Test(arguments: [
    ("dob", ["1/2/1990", "17/5/1990"], DateOrder.dayFirst, DateColumn.Basis.values),
    ("dob", ["1/2/1990", "5/17/1990"], .monthFirst, .values),
    ("dob", ["1/2/90", "85/5/17"], .yearFirst, .values),
    ("dob", ["17/5/1990", "18/5/1990", "5/19/1990"], .dayFirst, .values),
    ("dob", ["1.2.1990"], .dayFirst, .values),
    ("dob", ["1990-05-17"], .yearFirst, .values),
    ("dob", ["1/2/1990", "1990-05-17"], .yearFirst, .assumed),
    ("dob", ["17/5/1990", "5/17/1990"], .yearFirst, .assumed),
    ("dob", ["", "x"], .yearFirst, .assumed),
    ("dob (mm/dd/yyyy)", ["17/5/1990"], .monthFirst, .header),
  ])
  func judgesAColumnByAllItsValues(
    header: String, values: [String], order: DateOrder, basis: DateColumn.Basis
  ) throws {
    let text = "name,\(header)\n" + values.map { "Anna Kim,\($0)\n" }.joined()
    let survey = try withImportSource(text.utf8, assuming: .yearFirst) { $0.survey }
    #expect(survey.dates[.dateOfBirth] == DateColumn(order: order, basis: basis))
  }

  @Test func aProvenColumnSpeaksForTheOther() throws {
    let imported = try importing("name,dob,join_date\nAnna Kim,17/5/1990,3/4/2020\n")
    #expect(imported.rows.first?.joinedOn?.description == "2020-04-03")
  }

  @Test func theMinorityIsRefusedNotGuessed() throws {
    let imported = try importing("name,dob\nA B,17/5/1990\nC D,18/5/1990\nE F,5/19/1990\n")
    #expect(imported.rows.count == 2)
    #expect(imported.rejects.map(\.row) == [4])
    #expect(
      imported.rejects.first?.faults.first?.reason == "has no month 19; the column is read as day/month/year")
  }

  @Test func localDatesAreStrict() throws {
    for text in ["2000-02-29", "0001-01-01", "9999-12-31"] { #expect(LocalDate(text)?.description == text) }
    for text in [
      "1900-02-29", "2000-2-29", "2000-00-10", "2000-01-32", "0000-01-01", "2000-01-01 ", "+200-01-01", "",
    ] {
      #expect(LocalDate(text) == nil)
    }
    let earlier = try #require(LocalDate("1999-12-31"))
    let later = try #require(LocalDate("2000-01-01"))
    #expect(earlier < later)
    let json = try JSONEncoder().encode([earlier])
    #expect(String(decoding: json, as: UTF8.self) == #"["1999-12-31"]"#)
    #expect(try JSONDecoder().decode([LocalDate].self, from: json) == [earlier])
    #expect(throws: Fault.self) {
      try JSONDecoder().decode([LocalDate].self, from: Data(#"["1999-02-29"]"#.utf8))
    }
  }
}
