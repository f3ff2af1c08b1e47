import Foundation
import Testing

@testable import CRM

@Suite struct ImportRowTests {
  static let header =
    "first_name,last_name,email,phone,membership_plan,status,join_date,address,city,state,zip,date_of_birth,"
    + "gender,emergency_contact_name,emergency_contact_phone,notes,barcode"

  @Test func readsAWholeRow() throws {
    let row = try importedRow(
      ImportRowTests.header,
      #" Łukasz ,Żółć,Lukasz@Example.com,+48 (0)12 555-0101 ext. 7,Gold,Past Due,2024-01-31,"1 Main St, Apt 2",Kraków,MP,30-001,5/17/1990,M,Anna,555-0102,"line 1"#
        + "\r\n" + #"line 2",007"#)
    let expected = ImportRow(
      row: 2, line: 2, firstName: "Łukasz", lastName: "Żółć", sortName: "zolc lukasz",
      email: "Lukasz@Example.com", emailKey: "lukasz@example.com",
      phone: "+48 (0)12 555-0101 ext. 7", phoneKey: "48125550101",
      address: .init(
        street: "1 Main St, Apt 2", city: "Kraków", state: "MP", postalCode: "30-001", country: nil),
      dateOfBirth: LocalDate("1990-05-17"), gender: .male, status: .active, memberNumber: "007",
      externalID: nil, joinedOn: LocalDate("2024-01-31"), location: nil,
      emergencyContact: .init(name: "Anna", phone: "555-0102", relationship: nil),
      notes: "line 1\nline 2", metadata: ["membership_plan": "Gold"],
      fields: row?.fields ?? [])
    #expect(row == expected)
    #expect(row?.fields.first == " Łukasz ")
  }

  @Test func reportsAllFaultsOfARowAtOnce() throws {
    let long = String(repeating: "x", count: 300)
    let imported = try importing(
      "\(ImportRowTests.header)\n\(long),,bob@,call me,,Maybe,31/31/2020,,,,,1850-01-01,,,12,,\n")
    #expect(
      imported.faults == [
        "first_name too_long", "last_name required", "email invalid_email", "phone invalid_phone",
        "date_of_birth implausible_date", "status unknown_status", "join_date invalid_date",
        "emergency_contact_phone invalid_phone",
      ])
    #expect(imported.rejects.first?.fields.first == long)
  }

  @Test(arguments: [
    ("Anna Kim", "Anna", "Kim"), ("Kim, Anna", "Anna", "Kim"),
    ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
    ("María del Carmen García", "María del Carmen", "García"), ("Al Pacino", "Al", "Pacino"),
    ("Martin Luther King Jr.", "Martin Luther", "King Jr."), ("King, Jr.", "King", "Jr."),
    ("  Ana   de la  Cruz ", "Ana", "de la Cruz"), ("محمد الأحمد", "محمد", "الأحمد"),
    ("de la Cruz, Ana", "Ana", "de la Cruz"),
  ])
  func splitsWholeNames(whole: String, first: String, last: String) throws {
    let row = try importedRow("name", "\"\(whole)\"")
    #expect(row?.firstName == first)
    #expect(row?.lastName == last)
  }

  @Test(arguments: [
    ("Madonna", "name name_not_split"), ("Madonna,", "name name_not_split"), (",", "name name_not_split"),
  ])
  func refusesANameOfOneWord(whole: String, fault: String) throws {
    #expect(try importing("name,email\n\"\(whole)\",a@b.co\n").faults == [fault])
  }

  @Test(arguments: [
    ("José", "José"), ("Jose\u{301}", "José"), (" \u{A0}Zoë\u{200B} ", "Zoë"), ("A\u{7}nna", "Anna"),
    ("\"An\r\nna\"", "An na"), ("\"An\tna\"", "An na"), ("A\u{85}é", "A é"), ("يوسف", "يوسف"), ("👩‍👩‍👧", "👩‍👩‍👧"),
    ("'=1+1", "=1+1"), ("'t Hooft", "'t Hooft"), ("<b>Bob</b>", "<b>Bob</b>"),
  ])
  func normalisesText(field: String, expected: String) throws {
    let name = try importedRow("first name,last name", "\(field),Kim")?.firstName
    #expect(name.map { Array($0.unicodeScalars) } == Array(expected.unicodeScalars))
  }

  @Test(arguments: [
    ("x@example.com", true), ("x.y+z@sub.example.co", true), ("ü@bücher.example", true), ("none", true),
    ("", true),
    ("x", false), ("x@y", false), ("@y.com", false), ("x@.com", false), ("x@y..com", false),
    ("x y@z.com", false),
    ("x@y.com, z@y.com", false), ("x@-y.com", false), ("x@y@z.com", false), ("x\u{3000}y@z.com", false),
    ("\(String(repeating: "x", count: 65))@y.com", false),
    (
      "x@\(String(repeating: "y", count: 60)).\(String(repeating: "y", count: 60)).\(String(repeating: "y", count: 60)).\(String(repeating: "y", count: 60)).\(String(repeating: "y", count: 20)).com",
      false
    ),
  ])
  func judgesEmails(email: String, isFine: Bool) throws {
    #expect(try importing("name,email\nAnna Kim,\"\(email)\"\n").rejects.isEmpty == isFine)
  }

  @Test(arguments: [
    ("555-0101", "5550101"), ("+49 (0)30 1234-56", "4930123456"), ("0049 30 123456", "4930123456"),
    ("(030) 12.34/56", "030123456"), ("555 0101 x12", "5550101"), ("5550101 Durchwahl 3", "5550101"),
    ("12345", "12345"),
    ("1234", nil), ("123456789012345678901", nil), ("555-0101 home", nil), ("4.91701E+12", nil),
    ("55+50101", nil), ("٥٥٥٠١٠١", nil),
  ])
  func judgesPhones(phone: String, key: String?) throws {
    #expect(ContactText.phoneKey(phone) == key)
    let imported = try importing("name,phone\nAnna Kim,\"\(phone)\"\n")
    #expect(imported.rows.first?.phoneKey == key)
    #expect(imported.rejects.isEmpty == (key != nil))
  }

  @Test func explainsARoundedPhone() throws {
    let imported = try importing("name;phone\nAnna Kim;4,91701E+12\n")
    #expect(imported.rejects.first?.faults.first?.reason.contains("rounded by a spreadsheet") == true)
  }

  @Test(arguments: [
    ("Active", ImportRow.Status.active), ("MEMBER", .active), ("Prospect", .lead), ("former", .inactive),
    ("Ex-Member", .inactive),
    ("Cancelled", .inactive), ("aktiv", .active), ("Gekündigt", .inactive), ("activo", .active),
    ("Baja", .inactive), ("actif", .active),
    ("résilié", .inactive), ("Banned", .banned), ("gesperrt", .banned), ("archived", .archived),
    ("On Hold", .active), ("", nil), ("n/a", nil),
  ])
  func understandsStatuses(word: String, status: ImportRow.Status?) throws {
    #expect(try importedRow("name,status", "Anna Kim,\(word)") != nil)
    #expect(try importedRow("name,status", "Anna Kim,\(word)")?.status == status)
  }

  @Test(arguments: [
    ("true", "", ImportRow.Status.lead), ("False", "", .active), ("1", "inactive", .inactive), ("", "", nil),
  ])
  func aProspectIsALeadUnlessTheStatusSaysOtherwise(
    prospect: String, status: String, expected: ImportRow.Status?
  ) throws {
    #expect(
      try importedRow("name,IsProspect,status,x", "Anna Kim,\(prospect),\(status),x")?.status == expected)
    #expect(try importing("name,IsProspect\nAnna Kim,perhaps\n").faults == ["IsProspect unknown_boolean"])
  }

  @Test func readsGenders() throws {
    let english = try importing("name,sex\nA B,F\nC D,m\nE F,Non-binary\nG H,\nI J,Genderqueer\n").rows
    #expect(english.map(\.gender) == [.female, .male, .nonBinary, nil, .other])
    #expect(english.last?.metadata == ["sex": "Genderqueer"])
    let spanish = try importing("nombre,apellido,sexo\nA,B,H\nC,D,M\n").rows
    #expect(spanish.map(\.gender) == [.male, .female])
    let french = try importing("prénom,nom,sexe\nA,B,H\nC,D,F\n").rows
    #expect(french.map(\.gender) == [.male, .female])
  }

  @Test func keepsBirthDatesPlausible() throws {
    let imported = try importing(
      "name,dob,joined\nA B,2026-06-01,2027-06-01\nC D,2026-06-02,2027-06-02\nE F,1899-12-31,\nG H,1900-01-01,1900-01-01\n"
    )
    #expect(imported.rows.map(\.firstName) == ["A", "G"])
    #expect(imported.faults == ["dob implausible_date", "joined implausible_date", "dob implausible_date"])
  }

  @Test func refusesNULAndOverlongTexts() throws {
    let imported = try importing(
      "name,notes,x\nA\0 B,,\nC D,\(String(repeating: "é", count: 10_001)),\nE F,,\(String(repeating: "x", count: 2_001))\n"
        + "G H,\(String(repeating: "é", count: 10_000)),\(String(repeating: "x", count: 2_000))\n")
    #expect(imported.faults == ["name null_character", "notes too_long", "x too_long"])
    #expect(imported.rows.map(\.firstName) == ["G"])
  }

  @Test func anAddressIsJSONWithTheNamesOfTheAPI() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let address = try #require(try importedRow("name,zip,city", "Anna Kim,12345,Bonn")?.address)
    #expect(
      String(decoding: try encoder.encode(address), as: UTF8.self)
        == #"{"city":"Bonn","postal_code":"12345"}"#)
  }
}
