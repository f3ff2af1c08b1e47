import CRM
import Configuration
import Foundation
import Logging
import Mail
import Postgres
import Web

/// The settings that come from the environment; nothing else reads it.
struct Settings {
  /// The application's login: `DATABASE_URL`.
  let databaseURL: String?
  /// The login that migrates: `TRYZORE_MIGRATE_DATABASE_URL`.
  let migrateURL: String?
  /// The login of the command line and of jobs: `TRYZORE_WORKER_DATABASE_URL`.
  let workerURL: String?
  /// The folder of the signing key and the root secret: `TRYZORE_KEYS`.
  let keys: String
  /// Master keys in base64, the newest first, in the place of those in that folder: `TRYZORE_MASTER_KEYS`, by commas.
  let masterKeys: [String]
  /// The address that clients use: `TRYZORE_PUBLIC_URL`.
  let publicURL: String?
  /// The folder of Swagger UI's files: `TRYZORE_EXPLORER`.
  let explorer: String
  /// Connections for requests: `TRYZORE_DATABASE_CONNECTIONS`.
  let connections: Int
  /// Requests a minute of one person, `TRYZORE_RATE_LIMIT`, and of one address of people unknown,
  /// `TRYZORE_RATE_LIMIT_ADDRESS`.
  let rateLimits: RateLimits
  /// Requests that one server works on at a time, 0 without limit: `TRYZORE_REQUESTS_AT_ONCE`.
  let requestsAtOnce: Int
  /// Who may say from where a request comes: `TRYZORE_TRUSTED_PROXIES`.
  private let proxies: String
  /// The web sites that may call the API from a browser: `TRYZORE_CORS_ORIGINS`.
  private let origins: String
  /// Jobs that a worker does at a time: `TRYZORE_JOB_SLOTS`.
  let slots: Int
  /// The mail server: `TRYZORE_SMTP_URL`.
  let smtpURL: String?
  /// From whom mail comes: `TRYZORE_MAIL_FROM`.
  let mailFrom: String?
  /// The provider that speaks OpenID Connect: `TRYZORE_OIDC_ISSUER`, `TRYZORE_OIDC_CLIENT_ID`,
  /// `TRYZORE_OIDC_CLIENT_SECRET` and `TRYZORE_OIDC_TITLE`.
  private let oidc: (issuer: String?, clientID: String?, clientSecret: String?, title: String?)
  /// WorkOS: `TRYZORE_WORKOS_CLIENT_ID`, `TRYZORE_WORKOS_API_KEY`, `TRYZORE_WORKOS_WEBHOOK_SECRET`, and for another place
  /// than https://api.workos.com `TRYZORE_WORKOS_URL` and `TRYZORE_WORKOS_ISSUER`.
  private let workOS:
    (clientID: String?, apiKey: String?, webhookSecret: String?, url: String?, issuer: String?)
  /// Where providers send browsers back to: `TRYZORE_SIGN_IN_URL`.
  private let signInURL: String?
  /// `trace` to `critical`: `TRYZORE_LOG_LEVEL`.
  let logLevel: Logger.Level?
  /// Who sits at the terminal, for the audit log.
  let operatorName: String

  init() {
    let reader = ConfigReader(provider: EnvironmentVariablesProvider())
    databaseURL = reader.string(forKey: "database.url")
    migrateURL = reader.string(forKey: "tryzore.migrate.database.url")
    workerURL = reader.string(forKey: "tryzore.worker.database.url")
    keys = reader.string(forKey: "tryzore.keys") ?? ".tryzore/keys"
    masterKeys = (reader.string(forKey: "tryzore.master.keys", isSecret: true) ?? "").split(separator: ",")
      .map { String($0.trimmingCharacters(in: .whitespaces)) }
    publicURL = reader.string(forKey: "tryzore.public.url")
    explorer = reader.string(forKey: "tryzore.explorer") ?? ".tryzore/swagger-ui"
    connections = reader.int(forKey: "tryzore.database.connections") ?? Settings.usualConnections
    rateLimits = RateLimits(
      perUser: reader.int(forKey: "tryzore.rate.limit") ?? 600,
      perAddress: reader.int(forKey: "tryzore.rate.limit.address") ?? 300)
    requestsAtOnce = max(0, reader.int(forKey: "tryzore.requests.at.once") ?? 512)
    proxies = reader.string(forKey: "tryzore.trusted.proxies") ?? ""
    origins = reader.string(forKey: "tryzore.cors.origins") ?? ""
    slots = max(1, reader.int(forKey: "tryzore.job.slots") ?? 4)
    smtpURL = reader.string(forKey: "tryzore.smtp.url", isSecret: true)
    mailFrom = reader.string(forKey: "tryzore.mail.from")
    oidc = (
      reader.string(forKey: "tryzore.oidc.issuer"), reader.string(forKey: "tryzore.oidc.client.id"),
      reader.string(forKey: "tryzore.oidc.client.secret", isSecret: true),
      reader.string(forKey: "tryzore.oidc.title")
    )
    workOS = (
      reader.string(forKey: "tryzore.workos.client.id"),
      reader.string(forKey: "tryzore.workos.api.key", isSecret: true),
      reader.string(forKey: "tryzore.workos.webhook.secret", isSecret: true),
      reader.string(forKey: "tryzore.workos.url"), reader.string(forKey: "tryzore.workos.issuer")
    )
    signInURL = reader.string(forKey: "tryzore.sign.in.url")
    logLevel = reader.string(forKey: "tryzore.log.level").flatMap(Logger.Level.init(rawValue:))
    operatorName = reader.string(forKey: "user") ?? "operator"
  }

  private static let usualConnections = max(4, 2 * ProcessInfo.processInfo.activeProcessorCount)

  /// The way mail takes; nil where no server is named.
  func mailTransport() throws -> MailTransport? {
    guard let smtpURL else { return nil }
    guard publicURL != nil else {
      throw CommandFailure(.usage, "Set TRYZORE_PUBLIC_URL, too: links in mail begin with it.")
    }
    do {
      return .smtp(try SMTPServer(smtpURL))
    } catch { throw CommandFailure(.usage, "TRYZORE_SMTP_URL: \(error.message)") }
  }

  func trustedProxies() throws -> TrustedProxies {
    guard let trusted = TrustedProxies(proxies) else {
      throw CommandFailure(
        .usage, "TRYZORE_TRUSTED_PROXIES is not a list of addresses and networks like 10.0.0.0/8,fd00::1.")
    }
    return trusted
  }

  func allowedOrigins() throws -> AllowedOrigins {
    guard let allowed = AllowedOrigins(origins) else {
      throw CommandFailure(
        .usage,
        "TRYZORE_CORS_ORIGINS is not a list of origins like https://app.example,http://localhost:5173.")
    }
    return allowed
  }

  /// Who proves who people are, besides their passwords.
  func identityProviders() throws -> IdentityProviders {
    guard signInURL.map({ ProviderAddress($0) != nil }) ?? true else {
      throw CommandFailure(.usage, "TRYZORE_SIGN_IN_URL is no https:// address.")
    }
    return IdentityProviders(
      oidc: try oidcConfiguration(), workOS: try workOSConfiguration(), redirectURL: signInURL)
  }

  private func oidcConfiguration() throws -> OIDCConfiguration? {
    guard let issuer = oidc.issuer else { return nil }
    guard oidc.clientSecret == nil || secret(oidc.clientSecret) != nil else {
      throw CommandFailure(.usage, "TRYZORE_OIDC_CLIENT_SECRET is empty, too long or has odd characters.")
    }
    do throws(ProviderSettingFault) {
      return try OIDCConfiguration(
        issuer: issuer, clientID: oidc.clientID ?? "", clientSecret: secret(oidc.clientSecret),
        title: oidc.title ?? "Single sign-on")
    } catch { throw CommandFailure(.usage, "TRYZORE_OIDC_...: \(error.message)") }
  }

  private func workOSConfiguration() throws -> WorkOSConfiguration? {
    guard let clientID = workOS.clientID else { return nil }
    guard let apiKey = secret(workOS.apiKey) else {
      throw CommandFailure(.usage, "TRYZORE_WORKOS_API_KEY is missing, too long or has odd characters.")
    }
    guard workOS.webhookSecret == nil || secret(workOS.webhookSecret) != nil else {
      throw CommandFailure(.usage, "TRYZORE_WORKOS_WEBHOOK_SECRET is empty, too long or has odd characters.")
    }
    do throws(ProviderSettingFault) {
      return try WorkOSConfiguration(
        clientID: clientID, apiKey: apiKey, webhookSecret: secret(workOS.webhookSecret),
        url: workOS.url ?? WorkOSConfiguration.usualURL, issuer: workOS.issuer)
    } catch { throw CommandFailure(.usage, "TRYZORE_WORKOS_...: \(error.message)") }
  }

  private func secret(_ text: String?) -> ProviderSecret? { text.flatMap(ProviderSecret.init) }

  func mailSender() throws -> MailAddress {
    let text = mailFrom ?? "TryZore <no-reply@localhost>"
    guard let sender = MailAddress.parse(text) else {
      throw CommandFailure(.usage, "TRYZORE_MAIL_FROM is not like TryZore <no-reply@example.com>.")
    }
    return sender
  }

  func require(_ value: String?, _ name: String) throws -> String {
    guard let value, !value.isEmpty else {
      throw CommandFailure(.usage, "Set \(name), or start everything with `tryzore demo`.")
    }
    guard DatabaseConfiguration.isAddress(value) else {
      // Without libpq's reason, which would quote from it: it may hold a password.
      throw CommandFailure(.usage, "\(name) is neither a conninfo nor a postgresql:// address.")
    }
    return value
  }
}
