import Foundation

/// The server that takes messages and delivers them.
public struct SMTPServer: Sendable {
  /// How the connection becomes private.
  enum Security: String {
    /// It stays readable by whoever sits between.
    case never
    /// By STARTTLS if the server offers it; who sits between can prevent that.
    case offered = "try"
    /// By STARTTLS, or nothing is sent.
    case always
    /// TLS from the first byte.
    case implicit
  }

  let host: String
  let port: Int
  let user: String?
  let password: String?
  let security: Security

  /// Where bounces go, if not to the message's `from`.
  public var envelopeFrom: MailAddress?
  /// How long connecting, the greeting and signing in may take together.
  public var connectTimeout: Duration = .seconds(10)
  /// How long the whole may take.
  public var timeout: Duration = .seconds(30)
  /// Certificates in PEM that are trusted instead of the system's.
  public var certificateFile: String?

  /// Reads `smtp://user:password@host:587?tls=always` or `smtps://user:password@host:465`.
  ///
  /// Everything but the host may be absent. `tls` is `always`, `try` or `never`; without it `always`, and `never`
  /// for this very machine. User and password are percent-encoded.
  public init(_ url: String) throws(MailSettingFault) {
    let parts = URLComponents(string: url, encodingInvalidCharacters: false)
    guard let parts, let scheme = parts.scheme?.lowercased(), scheme == "smtp" || scheme == "smtps",
      let host = parts.encodedHost, SMTPServer.isHost(host)
    else {
      throw MailSettingFault(
        message: "The mail server must look like smtp://user:password@mail.example.com:587, "
          + "special characters of user and password percent-encoded.")
    }
    guard parts.path.isEmpty || parts.path == "/", parts.fragment == nil else {
      throw MailSettingFault(message: "The mail server's address must end after host, port and ?tls=.")
    }
    guard parts.port.map((1...65_535).contains) ?? true else {
      throw MailSettingFault(message: "The mail server's port must be between 1 and 65535.")
    }
    self.host = host
    port = parts.port ?? (scheme == "smtps" ? 465 : 587)
    (user, password) = try SMTPServer.login(parts)
    security = try SMTPServer.security(parts, isImplicit: scheme == "smtps", host)
  }

  private static func isHost(_ host: String) -> Bool {
    !host.isEmpty
      && host.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-.:[]".utf8.contains(byte)
      }
  }

  private static func login(_ parts: URLComponents) throws(MailSettingFault) -> (String?, String?) {
    guard parts.percentEncodedUser != nil || parts.percentEncodedPassword != nil else { return (nil, nil) }
    guard let user = parts.user, let password = parts.password, !user.isEmpty, !password.isEmpty else {
      throw MailSettingFault(
        message: "The mail server's user and password must both be given, in percent-encoded UTF-8.")
    }
    guard (user + password).unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw MailSettingFault(message: "The mail server's user and password must not have control characters.")
    }
    return (user, password)
  }

  private static func security(_ parts: URLComponents, isImplicit: Bool, _ host: String)
    throws(MailSettingFault) -> Security
  {
    let items = parts.queryItems ?? []
    guard let item = items.first else {
      return isImplicit ? .implicit : isLoopback(host) ? .never : .always
    }
    guard !isImplicit, items.count == 1, item.name == "tls",
      let security = Security(rawValue: item.value ?? ""),
      security != .implicit
    else {
      throw MailSettingFault(
        message:
          "The mail server's address may end with ?tls=always, ?tls=try or ?tls=never, and smtps:// with none."
      )
    }
    return security
  }

  private static func isLoopback(_ host: String) -> Bool {
    ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host.lowercased())
  }
}

extension SMTPServer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never user and password: they must not reach a log by accident.
  public var description: String { "\(security == .implicit ? "smtps" : "smtp")://\(host):\(port)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
