import Testing

@testable import CRM

@Suite struct ImportColumnsTests {
  static let issue: [(String, [ImportField?])] = [
    (
      "First Name, Last Name, Email, Gender, Date of Birth (MM/DD/YYYY), Client Status, Default Location, State, Country, Is Dependent",
      [.firstName, .lastName, .email, .gender, .dateOfBirth, .status, .location, .state, .country, nil]
    ),
    (
      "first_name,last_name,email,phone,membership_plan,status,join_date,address,city,state,zip,date_of_birth,gender,emergency_contact_name,emergency_contact_phone,notes,barcode",
      [
        .firstName, .lastName, .email, .phone, nil, .status, .joinedOn, .street, .city, .state, .postalCode,
        .dateOfBirth, .gender, .emergencyName, .emergencyPhone, .notes, .memberNumber,
      ]
    ),
    (
      "name,email,country,phone,birthday,language,street_address,city,state,postal_code",
      [.fullName, .email, .country, .phone, .dateOfBirth, nil, .street, .city, .state, .postalCode]
    ),
    (
      "UniqueId,FirstName,LastName,Email,BirthDate,MobilePhone,HomeLocation,IsProspect,EmergencyContactInfoName,EmergencyContactInfoPhone",
      [
        .externalID, .firstName, .lastName, .email, .dateOfBirth, .phone, .location, .isProspect,
        .emergencyName, .emergencyPhone,
      ]
    ),
    (
      "Vorname,Nachname,E-Mail,Telefon,Geburtsdatum,Geschlecht,Straße,Ort,PLZ,Land,Status,Mitgliedsnummer,Eintrittsdatum,Notizen,Standort,Notfallkontakt,Notfallnummer,Bundesland",
      [
        .firstName, .lastName, .email, .phone, .dateOfBirth, .gender, .street, .city, .postalCode, .country,
        .status, .memberNumber, .joinedOn, .notes, .location, .emergencyName, .emergencyPhone, .state,
      ]
    ),
    (
      "Nombre,Apellidos,Correo electrónico,Móvil,Fecha de nacimiento,Género,Dirección,Ciudad,Código postal,País,Provincia,Estado,Notas,Contacto de emergencia,Teléfono de emergencia,Fecha de alta",
      [
        .firstName, .lastName, .email, .phone, .dateOfBirth, .gender, .street, .city, .postalCode, .country,
        .state, .status, .notes, .emergencyName, .emergencyPhone, .joinedOn,
      ]
    ),
    (
      "Prénom,Nom,Courriel,Téléphone,Date de naissance,Sexe,Adresse,Ville,Code postal,Pays,Statut,Remarques,Contact d’urgence,Date d'inscription",
      [
        .firstName, .lastName, .email, .phone, .dateOfBirth, .gender, .street, .city, .postalCode, .country,
        .status, .notes, .emergencyName, .joinedOn,
      ]
    ),
    ("Vorname,Name", [.firstName, .lastName]),
    ("Name,Surname", [.firstName, .lastName]),
    ("NOM COMPLET,E_MAIL", [.fullName, .email]),
    ("\u{FEFF}First-Name , last.name [required], STREET", [.firstName, .lastName, .street]),
    ("Name,Status,Estado", [.fullName, .status, .state]),
  ]

  @Test(arguments: issue)
  func understands(header: String, expected: [ImportField?]) throws {
    let survey = try withImportSource("\(header)\n".utf8) { $0.survey }
    let found = survey.columns.headers.indices.map { column in
      survey.columns.fields.first { $0.value == column }?.key
    }
    #expect(found == expected)
    #expect(survey.columns.kept.map(\.column) == expected.indices.filter { expected[$0] == nil })
  }

  @Test func anUnknownColumnIsKeptUnderItsHeader() throws {
    let row = try importedRow("Name,Favourite Colour,,Is Dependent", "Anna Kim,blue,x,true")
    #expect(row?.metadata == ["Favourite Colour": "blue", "Column 3": "x", "Is Dependent": "true"])
  }

  @Test func ofTwoColumnsForOneFieldTheFirstWins() throws {
    try withImportSource("name,Phone,Mobile,Mobile\nAnna Kim,55501001,55501002,55501003\n".utf8) { source in
      #expect(
        source.survey.columns.kept == [
          .init(column: 2, key: "Mobile", repeats: .phone),
          .init(column: 3, key: "Mobile (2)", repeats: .phone),
        ])
      let row = try source.nextBatch(limit: 10)?.rows.first
      #expect(row?.phone == "55501001")
      #expect(row?.metadata == ["Mobile": "55501002", "Mobile (2)": "55501003"])
    }
  }

  @Test(arguments: [
    ("Jalisco", "Sonora", ImportField.state), ("Activo", "de baja", .state), ("Activo", "Baja", .status),
  ])
  func estadoIsWhatItsValuesSay(first: String, second: String, field: ImportField) throws {
    let text = "nombre,apellido,estado\nAna,Ruiz,\(first)\nEva,Gil,\(second)\n"
    let survey = try withImportSource(text.utf8) { $0.survey }
    #expect(survey.columns.fields[field] == 2)
  }

  @Test(arguments: ["email,phone\na@b.co,1\n", "Vorname,Telefon\nAnna,1\n", "x\n", "1,2,3\n"])
  func aFileWithoutNamesIsRefusedWithWhatItHas(text: String) {
    let failure = #expect(throws: ImportFailure.self) { try importing(text) }
    #expect(failure?.code == .nameColumnsMissing)
    #expect(failure?.reason.contains("\"\(text.prefix { $0 != "," && $0 != "\n" })\"") == true)
  }

  @Test func manyEqualHeadersStayApart() {
    let headers = ["name"] + Array(repeating: "x", count: 900)
    let columns = ImportColumns(headers: headers)
    #expect(Set(columns.kept.map(\.key)).count == 900)
  }
}
