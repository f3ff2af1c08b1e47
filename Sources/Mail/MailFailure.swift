/// Why a message was not sent.
public struct MailFailure: Error, Sendable, Hashable {
  /// Whether another try may do better.
  public enum Kind: Sendable {
    /// Try again later.
    case temporary
    /// The server refused this message or its receiver for good.
    case permanent
  }

  public let kind: Kind
  /// The SMTP server's reply code, if it was a reply that failed.
  public let code: Int?
  /// One line for a log, without addresses and passwords.
  public let reason: String

  public init(_ kind: Kind, code: Int? = nil, reason: String) {
    self.kind = kind
    self.code = code
    self.reason = reason
  }
}

/// A setting that cannot be used.
public struct MailSettingFault: Error, Sendable, Hashable {
  /// One sentence that says what is wrong and never quotes the setting, which may hold a password.
  public let message: String
}
