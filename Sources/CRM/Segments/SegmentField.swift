public import Web

/// What a segment's rules may ask of a client. Medical notes are not among it, and of how to reach somebody only whether
/// there is a way.
public enum SegmentField: String, WordList {
  case status
  case membershipStatus = "membership_status"
  case displayStatus = "display_status"
  case gender, city, age
  case birthdayInDays = "birthday_in_days"
  case joinedOn = "joined_on"
  case joinedDaysAgo = "joined_days_ago"
  case lastVisitDaysAgo = "last_visit_days_ago"
  case visitCount = "visit_count"
  case hasEmail = "has_email"
  case hasPhone = "has_phone"
  case isHome = "is_home"
  case tag, plan

  /// What values of it are.
  enum Kind {
    /// Words of a list.
    case words
    /// Any words, compared without regard to case.
    case texts
    case number, date, flag
    /// Tags or plans of the gym.
    case ids
  }

  var kind: Kind {
    switch self {
    case .status, .membershipStatus, .displayStatus: .words
    case .gender, .city: .texts
    case .age, .birthdayInDays, .joinedDaysAgo, .lastVisitDaysAgo, .visitCount: .number
    case .joinedOn: .date
    case .hasEmail, .hasPhone, .isHome: .flag
    case .tag, .plan: .ids
    }
  }

  /// Whether a client may have none.
  var isOptional: Bool {
    switch self {
    case .membershipStatus, .gender, .city, .age, .birthdayInDays, .joinedOn, .joinedDaysAgo,
      .lastVisitDaysAgo:
      true
    case .status, .displayStatus, .visitCount, .hasEmail, .hasPhone, .isHome, .tag, .plan: false
    }
  }

  /// How it can be compared.
  var comparisons: [SegmentComparison] {
    let ofKind: [SegmentComparison] =
      switch kind {
      case .words, .texts: [.anyOf, .noneOf]
      case .number: [.atLeast, .atMost, .exactly]
      case .date: [.from, .before]
      case .flag: [.exactly]
      case .ids: self == .tag ? [.anyOf, .allOf, .noneOf] : [.anyOf, .noneOf]
      }
    return ofKind + (isOptional ? [.known, .unknown] : [])
  }

  /// What somebody has to hold besides `segments.manage`: a rule tells of whoever it finds what it asks.
  var permission: Permission? {
    switch self {
    case .gender, .city, .age, .birthdayInDays, .hasEmail, .hasPhone: .clientsContactView
    case .plan: .membershipsView
    case .status, .membershipStatus, .displayStatus, .joinedOn, .joinedDaysAgo, .lastVisitDaysAgo,
      .visitCount,
      .isHome, .tag:
      nil
    }
  }

  /// For people who write rules.
  var meaning: String {
    switch self {
    case .status: "Where the client stands with the gym."
    case .membershipStatus: "Of the membership that counts most; unknown without one."
    case .displayStatus: "Both in one word, as a badge shows it."
    case .gender: "In the client's own words."
    case .city: "Of the postal address."
    case .age: "Full years. Who was born on 29 February has their birthday on the 28th in other years."
    case .birthdayInDays: "Days until the next birthday; 0 is today."
    case .joinedOn: "The day of joining."
    case .joinedDaysAgo: "Days since then."
    case .lastVisitDaysAgo: "Days since the last visit; unknown is never."
    case .visitCount: "Visits in all."
    case .hasEmail: "Whether there is an e-mail address."
    case .hasPhone: "Whether there is a telephone number."
    case .isHome: "Whether this is the client's own location of the chain."
    case .tag: "The client's tags, by id."
    case .plan: "The plans of memberships that are pending, active, past due or paused, by id."
    }
  }
}

/// How a field is compared.
public enum SegmentComparison: String, WordList {
  case anyOf = "any_of"
  case allOf = "all_of"
  case noneOf = "none_of"
  case atLeast = "at_least"
  case atMost = "at_most"
  case exactly
  /// This day or later.
  case from
  /// An earlier day.
  case before
  case known, unknown

  /// The last two ask whether there is a value at all, and take none.
  var takesValue: Bool { self != .known && self != .unknown }
}
