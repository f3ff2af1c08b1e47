/// What a column can mean. The raw value is the name in the API's spelling.
public enum ImportField: String, CaseIterable, Sendable {
  case firstName = "first_name"
  case lastName = "last_name"
  case fullName = "name"
  case email
  case phone
  case dateOfBirth = "date_of_birth"
  case gender
  case status
  case location
  case externalID = "external_id"
  case memberNumber = "member_number"
  case joinedOn = "joined_on"
  case street
  case city
  case state
  case postalCode = "postal_code"
  case country
  case emergencyName = "emergency_name"
  case emergencyPhone = "emergency_phone"
  case emergencyRelationship = "emergency_relationship"
  case notes
  case isProspect = "is_prospect"
}

/// What a header text says; two kinds of words can only be understood from the rest of the file.
enum HeaderMeaning: Equatable {
  case field(ImportField)
  /// "Name", "nombre", "nom": the whole name, or the half that no other column holds.
  case name
  /// "estado", "état": the client's status, or the state of the address.
  case stateOrStatus
}

extension HeaderMeaning {
  /// Nil for a header that no alias matches.
  init?(header: String) {
    guard let meaning = HeaderMeaning.aliases[HeaderMeaning.folded(header)] else { return nil }
    self = meaning
  }

  /// "Date of Birth (MM/DD/YYYY)" becomes "dateofbirth": letters and digits only, no accents, no hints.
  static func folded(_ header: String) -> String {
    var depth = 0
    var kept = ""
    for character in header {
      switch character {
      case "(", "[", "{", "（": depth += 1
      case ")", "]", "}", "）": depth = max(0, depth - 1)
      default:
        if depth == 0, character.isLetter || character.isNumber || character.isWhitespace {
          kept.append(character)
        }
      }
    }
    return sortText(kept).filter { $0.isLetter || $0.isNumber }
  }

  private static let aliases: [String: HeaderMeaning] = {
    var meanings: [String: HeaderMeaning] = [:]
    func add(_ words: String, _ meaning: HeaderMeaning) {
      for word in words.split(whereSeparator: \.isWhitespace) { meanings[String(word)] = meaning }
    }
    for (field, words) in fieldWords { add(words, .field(field)) }
    add("name nombre nom", .name)
    add("estado etat", .stateOrStatus)
    return meanings
  }()

  /// English, German, Spanish and French words, folded as `folded` does.
  private static let fieldWords: KeyValuePairs<ImportField, String> = [
    .firstName: """
    firstname givenname forename clientfirstname memberfirstname vorname rufname primernombre nombres
    nombredepila prenom prenoms
    """,
    .lastName: """
    lastname surname familyname clientlastname memberlastname nachname familienname zuname apellido apellidos
    primerapellido nomdefamille
    """,
    .fullName: """
    fullname clientname membername customername displayname vollstandigername vollername nameundvorname
    vornameundnachname kundenname mitgliedsname nombrecompleto nombreyapellido nombreyapellidos
    apellidosynombre nomcomplet nometprenom prenometnom
    """,
    .email: """
    email emailaddress mail mailaddress primaryemail clientemail mailadresse emailadresse correo
    correoelectronico direcciondecorreo direcciondecorreoelectronico courriel adressemail adresseemail
    adresseelectronique adressecourriel
    """,
    .phone: """
    phone phonenumber telephone telephonenumber mobile mobilenumber mobilephone mobilephonenumber cell
    cellphone cellphonenumber homephone primaryphone telefon telefonnummer telefonnr handy handynummer
    handynr mobil mobiltelefon mobilnummer mobilfunknummer festnetz rufnummer telefono numerodetelefono
    movil telefonomovil celular telefonocelular numerodetelephone portable telephoneportable
    telephonemobile tel
    """,
    .dateOfBirth: """
    dateofbirth birthdate birthday dob bday geburtsdatum geburtstag gebdatum fechadenacimiento
    fechanacimiento nacimiento cumpleanos datedenaissance datenaissance naissance anniversaire
    """,
    .gender: "gender sex geschlecht genero sexo genre sexe",
    .status: """
    status clientstatus memberstatus membershipstatus customerstatus kundenstatus mitgliedsstatus
    mitgliedstatus estatus situacion statut
    """,
    .location: """
    location homelocation defaultlocation homeclub homegym homestudio club gym studio branch site standort
    heimatstandort filiale sede sucursal centro ubicacion gimnasio succursale salle etablissement lieu
    """,
    .externalID: """
    id uniqueid externalid clientid memberid customerid personid recordid uid uuid kundenid mitgliedsid
    mitgliederid idexterno idcliente idexterne idclient identifiant
    """,
    .memberNumber: """
    membernumber memberno membershipnumber membershipno barcode barcodeid barcodenumber cardnumber keytag
    keytagnumber mitgliedsnummer mitgliedsnr mitgliednummer mitgliednr kundennummer kundennr kartennummer
    numerodesocio numerosocio numerodemiembro numerodecliente codigodebarras numerodemembre numeromembre
    numeroadherent numerodadherent numerodeclient codebarres
    """,
    .joinedOn: """
    joinedon joindate joined joinedat datejoined joiningdate membersince clientsince customersince signupdate
    startdate membershipstartdate eintrittsdatum eintritt beitrittsdatum beitritt mitgliedseit
    vertragsbeginn fechadealta fechaalta fechadeingreso fechaingreso fechadeinscripcion fechainscripcion
    miembrodesde sociodesde alta datedinscription dateinscription datedadhesion dateadhesion membredepuis
    datedentree
    """,
    .street: """
    street streetaddress address address1 addressline1 addressline homeaddress mailingaddress strasse
    strassehausnummer strasseundhausnummer strassehausnr strassenr adresse anschrift direccion calle
    domicilio rue adressepostale adresse1 direccion1
    """,
    .city: "city town ort stadt wohnort ciudad localidad poblacion municipio ville commune localite",
    .state: """
    state stateprovince stateregion stateorprovince province region county bundesland kanton provincia
    comunidadautonoma departement canton
    """,
    .postalCode: """
    postalcode postcode zip zipcode zippostalcode zippostcode plz postleitzahl codigopostal cp codepostal
    """,
    .country: "country countryregion land staat pais pays",
    .emergencyName: """
    emergencycontact emergencycontactname emergencyname emergencycontactinfoname emergencycontactfullname
    notfallkontakt notfallkontaktname namenotfallkontakt notfallname contactodeemergencia
    nombrecontactodeemergencia nombredecontactodeemergencia nombredelcontactodeemergencia contactdurgence
    nomducontactdurgence nomcontactdurgence personneaprevenir
    """,
    .emergencyPhone: """
    emergencycontactphone emergencycontactnumber emergencycontactphonenumber emergencyphone
    emergencyphonenumber emergencynumber emergencycontactinfophone notfallkontakttelefon
    notfallkontakttelefonnummer notfallkontaktnummer notfalltelefon notfallnummer notfalltelefonnummer
    telefondeemergencia telefonodeemergencia telefonoemergencia telefonocontactodeemergencia
    telefonodecontactodeemergencia telefonodelcontactodeemergencia telephonedurgence
    telephoneducontactdurgence telephonecontactdurgence numerodurgence
    """,
    .emergencyRelationship: """
    emergencycontactrelationship emergencyrelationship emergencycontactinforelationship
    emergencycontactrelation notfallkontaktbeziehung beziehungnotfallkontakt relacioncontactodeemergencia
    relacioncontactoemergencia parentesco relationcontactdurgence liendeparente liencontactdurgence
    """,
    .notes: """
    notes note comments comment remarks remark clientnotes membernotes notizen notiz bemerkung bemerkungen
    anmerkung anmerkungen kommentar kommentare notas nota comentarios comentario observaciones
    observacion remarques remarque commentaires commentaire observations
    """,
    .isProspect: "isprospect prospect islead istinteressent interessent esprospecto estprospect",
  ]
}
