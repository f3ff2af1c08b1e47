public import Web

/// The life of an organization; only an active one can be entered.
public enum OrganizationStatus: String, WordList {
  case active, suspended, archived
}
