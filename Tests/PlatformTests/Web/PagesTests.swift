import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import Web

@Suite struct PagesTests {
  private let html = "text/html; charset=utf-8"

  @Test func theRootLeadsToTheExplorer() async throws {
    let answer = try await Sample().send(.get, "/")
    #expect(answer.status == .found)
    #expect(answer.headers[.location] == "/docs")
  }

  @Test func servesTheDocument() async throws {
    let answer = try await Sample().send(.get, "/openapi.json")
    #expect(answer.headers[.contentType] == "application/json")
    #expect(answer.text == (try OpenAPIDocument(.sample, version: "1").text()))
  }

  @Test func theDocumentIsMadeWhenItIsAskedForAndOnce() async throws {
    let made = Mutex(0)
    let document = APIDocument {
      made.withLock { $0 += 1 }
      return "{}"
    }
    #expect(made.withLock { $0 } == 0)
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<16 { group.addTask { try await document.bytes } }
      for try await bytes in group { #expect(bytes == Array("{}".utf8)) }
    }
    #expect(made.withLock { $0 } == 1)
  }

  @Test func everyProblemHasAPageThatIsEscaped() async throws {
    let sample = try Sample()
    let page = await sample.send(.get, "/problems/thing_full")
    #expect(page.headers[.contentType] == html)
    #expect(page.text.contains("<title>No &lt;place&gt; &quot;left&quot; &amp; right</title>"))
    #expect(page.text.contains("<h1>No &lt;place&gt; &quot;left&quot; &amp; right</h1>"))
    #expect(page.text.contains("<p>Try &lt;b&gt;another&lt;/b&gt; &amp; <code>wait &lt;1&gt;</code>.</p>"))
    #expect(page.text.contains("HTTP status 409"))
    for target in ["/problems", "/problems/"] {
      let index = await sample.send(.get, target)
      #expect(
        index.text.contains(
          #"<a href="/problems/thing_full"><code>thing_full</code></a> 409 No &lt;place&gt;"#))
      #expect(!index.text.contains("<place>"))
    }
  }

  @Test func withoutItsFilesTheExplorerSaysSo() async throws {
    let sample = try Sample()
    for target in ["/docs", "/docs/"] {
      let answer = await sample.send(.get, target)
      #expect(answer.status == .ok)
      #expect(answer.headers[.contentType] == html)
      #expect(answer.text.contains("not installed"))
      #expect(!answer.text.contains("<script"))
    }
    #expect(await sample.send(.get, "/docs/swagger-ui.css").status == .notFound)
  }

  @Test func servesTheExplorersThreeFilesAndNothingElse() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "explorer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let css = "body { color: red }"
    for name in ["swagger-ui.css", "swagger-ui-bundle.js", "secret.txt"] {
      try Data(css.utf8).write(to: folder.appending(path: name))
    }
    let sample = try Sample(explorer: folder.path)
    let page = await sample.send(.get, "/docs")
    #expect(page.headers[.contentType] == html)
    #expect(page.headers[.contentSecurityPolicy]?.contains("script-src 'self';") == true)
    for script in ["swagger-ui.css", "swagger-ui-bundle.js", "start.js"] {
      #expect(page.text.contains("/docs/\(script)\""))
    }
    let style = await sample.send(.get, "/docs/swagger-ui.css")
    #expect(style.headers[.contentType] == "text/css; charset=utf-8")
    #expect(style.text == css)
    #expect(
      await sample.send(.get, "/docs/swagger-ui-bundle.js").headers[.contentType]?.hasPrefix(
        "text/javascript") == true)
    #expect(await sample.send(.get, "/docs/start.js").text.contains("/openapi.json"))
    for name in [
      "swagger-ui-standalone-preset.js", "secret.txt", "../secret.txt", "..", "%2e%2e", "%2e%2e/secret.txt",
      "../\(folder.lastPathComponent)/swagger-ui.css", "./swagger-ui.css", "/swagger-ui.css",
      "swagger-ui.css/",
      "swagger-ui.css%00", "swagger-ui.css\u{0}", "SWAGGER-UI.CSS",
    ] {
      let answer = await sample.send(.get, "/docs/\(name)")
      #expect(answer.status == .notFound)
      #expect(answer.code == "not_found")
    }
  }

  @Test(arguments: [
    "/docs/../x", "/docs/%2e%2e", "/problems/none", "/problems/thing_full/", "/problems/../docs",
    "/problems/THING_FULL",
    "/openapi.json/", "/openapi", "//", "/docsx", "/favicon.ico",
  ])
  func otherPathsAreNotFound(target: String) async throws {
    let answer = try await Sample().send(.get, target)
    #expect(answer.status == .notFound)
    #expect(answer.headers[.contentType] == "application/problem+json")
  }
}
