public import Web

/// How much an alert weighs at a gym, or that it is none there.
public enum AlertSetting: String, WordList {
  case off, info, warn, block
}

/// How much each alert weighs at a gym.
public struct AlertSettings: Codable, Sendable, Equatable {
  private let settings: [AlertCode: AlertSetting]

  /// As api.md sets them.
  static let standard = AlertSettings(settings: [:])

  private init(settings: [AlertCode: AlertSetting]) { self.settings = settings }

  /// Nil where the gym does not want to know.
  subscript(code: AlertCode) -> AlertSeverity? {
    guard let setting = settings[code] else { return code.severity }
    return AlertSeverity(rawValue: setting.rawValue)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AlertKey.self)
    var settings: [AlertCode: AlertSetting] = [:]
    for code in AlertCode.allCases where container.contains(AlertKey(code)) {
      settings[code] = try container.decode(AlertSetting.self, forKey: AlertKey(code))
    }
    self.settings = settings
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: AlertKey.self)
    for code in AlertCode.allCases {
      try container.encode(self[code]?.rawValue ?? AlertSetting.off.rawValue, forKey: AlertKey(code))
    }
  }

  /// A merge patch of them.
  struct Changes: Codable, Sendable {
    private let settings: [AlertCode: Patch<AlertSetting>]

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: AlertKey.self)
      var settings: [AlertCode: Patch<AlertSetting>] = [:]
      for code in AlertCode.allCases {
        settings[code] = try container.decode(Patch<AlertSetting>.self, forKey: AlertKey(code))
      }
      self.settings = settings
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: AlertKey.self)
      for code in AlertCode.allCases {
        try container.encode(settings[code] ?? .absent, forKey: AlertKey(code))
      }
    }
  }
}

/// The member of a code: named as Swift names its case, which is spelled in snake_case on the wire as all members are.
private struct AlertKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ code: AlertCode) { stringValue = String(describing: code) }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
