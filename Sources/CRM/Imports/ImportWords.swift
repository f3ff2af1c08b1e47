/// The words that other systems and languages write for a closed list of values.
enum ImportWords {
  /// Nil for an unknown word.
  static func status(_ word: String) -> ImportRow.Status? { find(word, in: statuses) }

  /// Nil for an unknown word. "M" is a woman where a column says H and M: hombre and mujer.
  static func gender(_ word: String, mIsFemale: Bool) -> ImportRow.Gender? {
    let gender = find(word, in: genders)
    return mIsFemale && (word == "M" || word == "m") ? .female : gender
  }

  /// Nil for an unknown word.
  static func boolean(_ word: String) -> Bool? { find(word, in: booleans) }

  /// Whether it is one of the ways in which programs write that there is no value.
  static func meansNothing(_ word: String) -> Bool {
    guard word.utf8.count <= 13 else { return false }
    return nothing.contains(word.lowercased())
  }

  private static let nothing: Set<String> = [
    "-", "--", "n/a", "na", "null", "none", "nil", "k.a.", "unknown",
  ]

  private static func find<Value>(_ word: String, in table: [String: Value]) -> Value? {
    // Nearly every row has one of the plain words, and folding costs ten times the look-up.
    table[word.lowercased()] ?? table[HeaderMeaning.folded(word)]
  }

  private static func table<Value>(_ words: KeyValuePairs<Value, String>) -> [String: Value] {
    var table: [String: Value] = [:]
    for (value, words) in words {
      for word in words.split(whereSeparator: \.isWhitespace) { table[String(word)] = value }
    }
    return table
  }

  /// A frozen or overdue membership does not make its owner a stranger: such clients stay active.
  private static let statuses = table([
    ImportRow.Status.lead: """
    lead prospect prospective potential inquiry interested interessent interessentin interesado interesada
    potencial prospecto prospecta
    """,
    .active: """
    active member current activemember enrolled trial frozen freeze paused onhold hold pastdue overdue
    delinquent aktiv aktives aktivesmitglied mitglied pausiert ruhend probe activo activa vigente miembro
    socio socia congelado congelada actif membre abonne abonnee adherent adherente enpause
    """,
    .inactive: """
    inactive former formermember exmember nonmember notactive cancelled canceled expired ended terminated
    suspended lapsed lost inaktiv ehemalig ehemalige ehemaliger ehemaligesmitglied gekundigt abgelaufen
    ausgetreten beendet inactivo inactiva baja cancelado cancelada vencido vencida suspendido suspendida
    exmiembro exsocio inactif resilie resiliee annule annulee expire expiree suspendu suspendue ancienmembre
    """,
    .banned: """
    banned blocked blacklisted barred gesperrt hausverbot bloqueado bloqueada vetado vetada bloque bloquee
    banni bannie exclu exclue
    """,
    .archived: """
    archived deleted removed archiviert geloscht archivado archivada eliminado eliminada archive archivee
    supprime supprimee
    """,
  ])

  private static let genders = table([
    ImportRow.Gender.female: """
    female f w woman girl weiblich frau mujer femenino femenina femme feminin feminine fille
    """,
    .male: "male m h man boy mannlich maennlich mann herr hombre masculino homme masculin garcon",
    .nonBinary: "nonbinary nb enby divers d x diverse nichtbinar nobinario nobinaria nonbinaire",
    .other: "other o andere anderes otro otra autre",
  ])

  private static let booleans = table([
    true: "true yes y t 1 x ja wahr j si s verdadero oui vrai",
    false: "false no n f 0 nein falsch falso non faux",
  ])
}
