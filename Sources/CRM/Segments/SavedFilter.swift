public import Foundation
public import Postgres
public import Web

/// A list whose parameters can be kept.
public enum FilteredList: String, WordList {
  case clients, staff, tags, segments

  /// What the list itself would say to them: asked of the type that it reads.
  func faults(in parameters: [String: String]) -> [Fault] {
    switch self {
    case .clients: QueryCheck.faults(of: ClientFilter.self, in: parameters)
    case .staff: QueryCheck.faults(of: StaffFilter.self, in: parameters)
    case .tags: QueryCheck.faults(of: TagFilter.self, in: parameters)
    case .segments: QueryCheck.faults(of: SegmentFilter.self, in: parameters)
    }
  }
}

/// Parameters of a list under a name.
public struct SavedFilter: Wire, Versioned {
  public let id: UUID
  /// Whose it is.
  public let userID: UUID
  public let name: String
  public let resource: FilteredList
  /// The list's parameters by name, as in its URL.
  public let query: JSON
  /// Whether others of the gym who see clients see it.
  public let isShared: Bool
  public let createdAt: Date
  public let updatedAt: Date
  /// Moves with every change; its ETag.
  public let version: Int
}

/// A new one; for oneself unless it says otherwise.
public struct NewSavedFilter: Decodable, Sendable {
  let name: Name
  let resource: FilteredList
  let query: FilterQuery
  let isShared: Bool?
}

/// What becomes of one. Which list it is for stays.
public struct SavedFilterPatch: Decodable, Sendable {
  let name: Change<Name>
  let query: Change<FilterQuery>
  let isShared: Change<Bool>
}

/// Which of them.
public struct SavedFilterFilter: PagedInput {
  /// Any of these.
  let resource: [FilteredList]?
  public let limit: PageSize?
  public let cursor: String?
}

/// A list's parameters by name, as in its URL: at most twenty. Which of them there are, the list says.
public struct FilterQuery: Codable, Hashable, Sendable, Schematic {
  let parameters: [String: String]

  private struct Parameter: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Parameter.self)
    guard members.allKeys.count <= 20 else { throw Fault("too_many", "Give at most 20 parameters.") }
    parameters = try members.allKeys.reduce(into: [:]) { parameters, key in
      parameters[key.stringValue] = try members.decode(String.self, forKey: key)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Parameter.self)
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      try members.encode(value, forKey: Parameter(stringValue: name))
    }
  }

  private init(_ parameters: [String: String]) { self.parameters = parameters }
  public static let schema: JSONValue = ["type": "object", "additionalProperties": ["type": "string"]]
  public static let example = FilterQuery(["sort": "last_name"])
}

extension FilterQuery {
  /// What is wrong with them for that list, each at its place in the body. A search text is not kept: it may name
  /// somebody who is erased one day. Nor is a position.
  func faults(for list: FilteredList) -> [Fault] {
    let unkept = parameters.keys.filter { $0 == "q" || $0 == "cursor" }.sorted().map {
      Fault("not_kept", "This parameter is not kept.", at: $0)
    }
    return (unkept + list.faults(in: parameters.filter { $0.key != "q" && $0.key != "cursor" })).map {
      fault in
      let name = fault.place.replacing("~", with: "~0").replacing("/", with: "~1")
      return Fault(fault.code, fault.detail, at: "/query/\(name)")
    }
  }
}
