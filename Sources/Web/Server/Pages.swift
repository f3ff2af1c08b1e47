import Foundation
import HTTPTypes
import Postgres

/// What the program serves to people and tools beside the API: the document, the explorer and a page for each
/// problem.
struct Pages: Sendable {
  private let installation: Installation

  init(_ installation: Installation) { self.installation = installation }

  func respond(to method: HTTPRequest.Method, _ path: Substring) async throws -> Outbound {
    guard let page = try await page(path) else { throw Problem.notFound }
    guard method == .get || method == .head else {
      var problem = Problem(.methodNotAllowed)
      problem.headers = [(.allow, "GET, HEAD")]
      throw problem
    }
    return page
  }

  private func page(_ path: Substring) async throws -> Outbound? {
    switch path {
    case "/": return text("", status: .found, headers: [.location: "/docs"])
    case "/openapi.json":
      return Outbound(
        status: .ok, headers: Dispatcher.jsonHeaders, body: try await installation.document.bytes)
    case "/docs", "/docs/": return explorer()
    case "/docs/start.js": return asset(Pages.startScript, "text/javascript; charset=utf-8")
    case "/problems", "/problems/": return html("Problems", Pages.index(installation.catalog.types))
    default:
      if path.hasPrefix("/problems/") {
        return installation.catalog.type(String(path.dropFirst(10))).map { html($0.title, Pages.article($0)) }
      }
      if path.hasPrefix("/dev/mail") { return mail(path.dropFirst(9)) }
      if path.hasPrefix("/docs/") { return explorerFile(String(path.dropFirst(6))) }
      return nil
    }
  }

  private func explorer() -> Outbound {
    guard installation.explorerAssets != nil else {
      return html(
        "API explorer",
        """
        <p>The explorer's files are not installed: run <code>bin/setup run</code>. The document itself is at
        <a href="/openapi.json">/openapi.json</a>, the problems at <a href="/problems">/problems</a>.</p>
        """)
    }
    let body = """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>TryZore API</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="stylesheet" href="/docs/swagger-ui.css"></head><body><div id="explorer"></div>
      <script src="/docs/swagger-ui-bundle.js"></script>
      <script src="/docs/swagger-ui-standalone-preset.js"></script>
      <script src="/docs/start.js"></script></body></html>
      """
    // Swagger UI sets style attributes and draws data: images; nothing else of the site allows that.
    return text(
      body,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy:
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
          + "connect-src 'self'; frame-ancestors 'none'",
      ])
  }

  private static let startScript = """
    SwaggerUIBundle({url: "/openapi.json", dom_id: "#explorer", validatorUrl: null, deepLinking: true,
      persistAuthorization: false, presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset]});
    """

  private static let explorerTypes = [
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui-standalone-preset.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
  ]

  private func explorerFile(_ name: String) -> Outbound? {
    guard let type = Pages.explorerTypes[name], let folder = installation.explorerAssets,
      let data = FileManager.default.contents(atPath: "\(folder)/\(name)")
    else { return nil }
    var page = text("", headers: [.contentType: type])
    page.body = Array(data)
    return page
  }

  /// A demo's mail: the list, and of each message its two forms.
  private func mail(_ path: Substring) -> Outbound? {
    guard let mailbox = installation.mailbox else { return nil }
    if path.isEmpty || path == "/" { return html("Mail", mailbox.list()) }
    let file = path.dropFirst()
    if file.hasSuffix(".txt") {
      return mailbox.message(file.dropLast(4)).map {
        text($0.text, headers: [.contentType: "text/plain; charset=utf-8"])
      }
    }
    // As a mail program shows it: no scripts, and nothing of this site's.
    return mailbox.message(file).map {
      text(
        $0.html,
        headers: [
          .contentType: HTMLPage.contentType,
          .contentSecurityPolicy:
            "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; "
            + "style-src 'unsafe-inline'; img-src https: data:; frame-ancestors 'none'",
        ])
    }
  }

  private func asset(_ script: String, _ type: String) -> Outbound {
    text(script, headers: [.contentType: type])
  }

  private static func index(_ types: [ProblemType]) -> String {
    "<ul>"
      + types.map {
        "<li><a href=\"/problems/\($0.code)\"><code>\($0.code)</code></a> \($0.status) \(HTMLPage.escape($0.title))</li>"
      }
      .joined() + "</ul>"
  }

  private static func article(_ type: ProblemType) -> String {
    """
    <p>Code <code>\(HTMLPage.escape(type.code))</code>, HTTP status \(type.status).</p>
    <h2>What to do</h2><p>\(marked(type.advice))</p>
    <p><a href="/problems">All problems</a></p>
    """
  }

  private func html(_ title: String, _ content: String) -> Outbound {
    text(HTMLPage.frame(title, content), headers: [.contentType: HTMLPage.contentType])
  }

  private func text(_ body: String, status: HTTPResponse.Status = .ok, headers: HTTPFields) -> Outbound {
    var all = Dispatcher.bareHeaders
    for field in headers { all[field.name] = field.value }
    return Outbound(status: status, headers: all, body: Array(body.utf8))
  }

  /// Escaped, and what stands between back-ticks as code.
  private static func marked(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map {
        $0.isMultiple(of: 2) ? HTMLPage.escape(String($1)) : "<code>\(HTMLPage.escape(String($1)))</code>"
      }.joined()
  }
}
