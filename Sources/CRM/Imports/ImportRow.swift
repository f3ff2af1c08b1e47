/// One person of the file, checked and normalised. Nil means that the file does not say.
public struct ImportRow: Sendable, Hashable {
  /// The row as a spreadsheet numbers it: the header is row 1, empty rows count.
  public var row: Int
  /// The line of the file in which the row begins.
  public var line: Int
  public var firstName: String
  public var lastName: String
  /// "last first" for sorting and search; see `sortName(first:last:)`.
  public var sortName: String
  public var email: String?
  /// The e-mail in lower case, for finding the same person.
  public var emailKey: String?
  public var phone: String?
  /// The digits without international prefix and extension, for finding the same person.
  public var phoneKey: String?
  public var address: Address?
  public var dateOfBirth: LocalDate?
  public var gender: Gender?
  public var status: Status?
  public var memberNumber: String?
  public var externalID: String?
  public var joinedOn: LocalDate?
  /// The name of a location as the file writes it.
  public var location: String?
  public var emergencyContact: EmergencyContact?
  public var notes: String?
  /// The columns without a field of their own, by header text; empty values are left out.
  public var metadata: [String: String]
  /// The fields as they stood in the file, for the rejects.
  var fields: [String]

  /// A postal address; its JSON has the API's member names and leaves out what is missing.
  public struct Address: Codable, Sendable, Hashable {
    public var street: String?
    public var city: String?
    public var state: String?
    public var postalCode: String?
    public var country: String?

    private enum CodingKeys: String, CodingKey {
      case street, city, state, country
      case postalCode = "postal_code"
    }
  }

  /// Whom to call when something happens.
  public struct EmergencyContact: Codable, Sendable, Hashable {
    public var name: String?
    public var phone: String?
    public var relationship: String?
  }

  /// `other` also stands for words that are not known; the word itself is then kept in the metadata.
  public enum Gender: String, Codable, Sendable, CaseIterable {
    case female, male, other
    case nonBinary = "non_binary"
  }

  /// The client statuses of decision 20.
  public enum Status: String, Codable, Sendable, CaseIterable {
    case lead, active, inactive, banned, archived
  }
}
