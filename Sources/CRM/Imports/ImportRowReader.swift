/// Turns records into rows and finds everything that is wrong with one, not only the first thing.
struct ImportRowReader {
  var columns: ImportColumns
  var dates: [ImportField: DateColumn]
  var today: LocalDate
  /// The gender column writes H and M, for hombre and mujer.
  var mIsFemale: Bool

  enum Outcome: Equatable {
    case row(ImportRow)
    case rejected([ImportFault])
  }

  func read(_ record: CSVRecord) -> Outcome {
    if let fault = columnCountFault(record) { return .rejected([fault]) }
    var faults: [ImportFault] = []
    let name = name(of: record, &faults)
    let email = email(of: record, &faults)
    let phone = phone(.phone, of: record, &faults)
    var row = ImportRow(
      row: record.row, line: record.line,
      firstName: name.first, lastName: name.last, sortName: sortName(first: name.first, last: name.last),
      email: email, emailKey: email.map(ContactText.emailKey),
      phone: phone, phoneKey: phone.flatMap(ContactText.phoneKey),
      address: address(of: record, &faults),
      dateOfBirth: date(.dateOfBirth, of: record, &faults),
      gender: nil,
      status: status(of: record, &faults),
      memberNumber: text(.memberNumber, of: record, atMost: 100, &faults),
      externalID: text(.externalID, of: record, atMost: 100, &faults),
      joinedOn: date(.joinedOn, of: record, &faults),
      location: text(.location, of: record, atMost: 200, &faults),
      emergencyContact: emergencyContact(of: record, &faults),
      notes: text(.notes, of: record, atMost: 10_000, keepsLines: true, &faults),
      metadata: metadata(of: record, &faults), fields: record.fields)
    readGender(of: record, into: &row, &faults)
    return faults.isEmpty ? .row(row) : .rejected(faults)
  }

  private func columnCountFault(_ record: CSVRecord) -> ImportFault? {
    let expected = columns.headers.count
    let surplus = (expected..<max(expected, record.fieldCount)).contains { !record[$0].isEmpty }
    guard record.fieldCount < expected || surplus else { return nil }
    return ImportFault(
      column: nil, code: .columnCount,
      reason: "has \(record.fieldCount) columns, the header has \(expected)")
  }

  private func name(of record: CSVRecord, _ faults: inout [ImportFault]) -> PersonName {
    guard columns.fields[.firstName] == nil || columns.fields[.lastName] == nil else {
      return PersonName(
        first: required(.firstName, of: record, &faults), last: required(.lastName, of: record, &faults))
    }
    let whole = required(.fullName, of: record, atMost: 201, &faults)
    guard let name = PersonName(whole: whole) else {
      if !whole.isEmpty {
        let reason = "is a single word; a client needs a first and a last name"
        faults.append(fault(.fullName, .nameNotSplit, reason))
      }
      return PersonName(first: "", last: "")
    }
    if max(name.first.unicodeScalars.count, name.last.unicodeScalars.count) > 100 {
      faults.append(fault(.fullName, .tooLong, "has a first or last name of more than 100 characters"))
    }
    return name
  }

  private func required(
    _ field: ImportField, of record: CSVRecord, atMost limit: Int = 100, _ faults: inout [ImportFault]
  ) -> String {
    let count = faults.count
    let text = text(field, of: record, atMost: limit, &faults)
    if text == nil, faults.count == count { faults.append(fault(field, .required, "is missing")) }
    return text ?? ""
  }

  private func email(of record: CSVRecord, _ faults: inout [ImportFault]) -> String? {
    guard let text = value(.email, of: record, atMost: ContactText.longestEmail, &faults) else {
      return nil
    }
    guard ContactText.isEmail(text) else {
      faults.append(fault(.email, .invalidEmail, "is not an e-mail address"))
      return nil
    }
    return text
  }

  private func phone(
    _ field: ImportField, of record: CSVRecord, _ faults: inout [ImportFault]
  ) -> String? {
    guard let text = value(field, of: record, atMost: 32, &faults) else { return nil }
    guard ContactText.phoneKey(text) != nil else {
      let isRounded = text.contains("E+") && Double(text.replacing(",", with: ".")) != nil
      let reason =
        isRounded
        ? "was rounded by a spreadsheet; format the column as text and save again"
        : "is not a phone number (5 to 20 digits, with + ( ) - . / and spaces)"
      faults.append(fault(field, .invalidPhone, reason))
      return nil
    }
    return text
  }

  private func address(of record: CSVRecord, _ faults: inout [ImportFault]) -> ImportRow.Address? {
    let address = ImportRow.Address(
      street: text(.street, of: record, atMost: 200, &faults),
      city: text(.city, of: record, atMost: 200, &faults),
      state: text(.state, of: record, atMost: 200, &faults),
      postalCode: text(.postalCode, of: record, atMost: 20, &faults),
      country: text(.country, of: record, atMost: 100, &faults))
    return address == ImportRow.Address() ? nil : address
  }

  private func date(
    _ field: ImportField, of record: CSVRecord, _ faults: inout [ImportFault]
  ) -> LocalDate? {
    guard let text = value(field, of: record, atMost: 40, &faults), let column = dates[field] else {
      return nil
    }
    let latest = field == .dateOfBirth ? today : yearFromToday
    do throws(DateFault) {
      guard let parts = DateParts(DateParts.withoutTime(text)) else { throw .notADate }
      let date = try parts.date(column.order, latest: latest)
      if date.year >= 1900, date <= latest { return date }
      let reason = date <= latest ? "lies before 1900" : "lies in the future"
      faults.append(fault(field, .implausibleDate, reason))
    } catch {
      faults.append(fault(field, .invalidDate, ImportRowReader.reason(error, order: column.order)))
    }
    return nil
  }

  private var yearFromToday: LocalDate {
    LocalDate(year: today.year + 1, month: today.month, day: min(today.day, 28)) ?? today
  }

  private static func reason(_ fault: DateFault, order: DateOrder) -> String {
    switch fault {
    case .notADate: "is not a date such as 1990-05-17"
    case .noSuchMonth(let month): "has no month \(month); the column is read as \(order.label)"
    case .noSuchDay: "is no day of the calendar; the column is read as \(order.label)"
    case .yearNotWhereExpected: "does not begin with the year; the column is read as \(order.label)"
    }
  }

  private func status(of record: CSVRecord, _ faults: inout [ImportFault]) -> ImportRow.Status? {
    if let text = value(.status, of: record, atMost: 100, &faults) {
      if let status = ImportWords.status(text) { return status }
      let reason = "\"\(text.prefix(40))\" is unknown; use lead, active, inactive, banned or archived"
      faults.append(fault(.status, .unknownStatus, reason))
      return nil
    }
    guard let text = value(.isProspect, of: record, atMost: 100, &faults) else { return nil }
    guard let isProspect = ImportWords.boolean(text) else {
      faults.append(fault(.isProspect, .unknownBoolean, "is neither true nor false"))
      return nil
    }
    return isProspect ? .lead : .active
  }

  private func emergencyContact(
    of record: CSVRecord, _ faults: inout [ImportFault]
  ) -> ImportRow.EmergencyContact? {
    let contact = ImportRow.EmergencyContact(
      name: text(.emergencyName, of: record, atMost: 200, &faults),
      phone: phone(.emergencyPhone, of: record, &faults),
      relationship: text(.emergencyRelationship, of: record, atMost: 100, &faults))
    return contact == ImportRow.EmergencyContact() ? nil : contact
  }

  private func metadata(of record: CSVRecord, _ faults: inout [ImportFault]) -> [String: String] {
    var metadata: [String: String] = [:]
    for kept in columns.kept where !record[kept.column].isEmpty {
      let header = columns.headers[kept.column]
      metadata[kept.key] = clean(record[kept.column], header, atMost: 2_000, keepsLines: true, &faults)
    }
    return metadata
  }

  /// A word that nobody knows refuses no person: it stays in the metadata, where it can be read.
  private func readGender(of record: CSVRecord, into row: inout ImportRow, _ faults: inout [ImportFault]) {
    guard let text = value(.gender, of: record, atMost: 100, &faults) else { return }
    row.gender = ImportWords.gender(text, mIsFemale: mIsFemale)
    guard row.gender == nil else { return }
    row.gender = .other
    row.metadata[columns.header(of: .gender)] = text
  }

  /// The text of a field that is no free text, where "n/a" and the like mean that there is none.
  private func value(
    _ field: ImportField, of record: CSVRecord, atMost limit: Int, _ faults: inout [ImportFault]
  ) -> String? {
    text(field, of: record, atMost: limit, &faults).flatMap { ImportWords.meansNothing($0) ? nil : $0 }
  }

  private func text(
    _ field: ImportField, of record: CSVRecord, atMost limit: Int, keepsLines: Bool = false,
    _ faults: inout [ImportFault]
  ) -> String? {
    guard let column = columns.fields[field], !record[column].isEmpty else { return nil }
    return clean(record[column], columns.headers[column], atMost: limit, keepsLines: keepsLines, &faults)
  }

  private func clean(
    _ bytes: ArraySlice<UInt8>, _ header: String, atMost limit: Int, keepsLines: Bool,
    _ faults: inout [ImportFault]
  ) -> String? {
    do throws(FieldText.Fault) {
      let text = try FieldText.clean(bytes, keepsLines: keepsLines)
      guard text.utf8.count > limit, text.unicodeScalars.count > limit else {
        return text.isEmpty ? nil : text
      }
      faults.append(
        ImportFault(column: header, code: .tooLong, reason: "is longer than \(limit) characters"))
    } catch {
      let (code, reason): (ImportFault.Code, String) =
        switch error {
        case .null: (.nullCharacter, "contains a NUL character")
        case .invalid: (.invalidText, "contains damaged characters; save the file as CSV UTF-8")
        }
      faults.append(ImportFault(column: header, code: code, reason: reason))
    }
    return nil
  }

  private func fault(_ field: ImportField, _ code: ImportFault.Code, _ reason: String) -> ImportFault {
    ImportFault(column: columns.header(of: field), code: code, reason: reason)
  }
}
