/// A plain page for people, who come to it by a link in a mail.
public struct HTMLPage: Answer {
  private let title: String
  private let text: String
  private let button: String?

  /// `button` sends a POST to the page's own address.
  public init(_ title: String, _ text: String, button: String? = nil) {
    self.title = title
    self.text = text
    self.button = button
  }

  public static var contentType: String { "text/html; charset=utf-8" }
  public static func schema(in components: Components) throws -> JSONValue? { ["type": "string"] }

  public func write(into body: inout [UInt8]) throws {
    let form = button.map { "<form method=\"post\"><button>\(HTMLPage.escape($0))</button></form>" } ?? ""
    body.append(contentsOf: HTMLPage.frame(title, "<p>\(HTMLPage.escape(text))</p>\(form)").utf8)
  }

  /// `content` is HTML, `title` is not.
  static func frame(_ title: String, _ content: String) -> String {
    """
    <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(escape(title))</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"></head>
    <body><main><h1>\(escape(title))</h1>\(content)</main></body></html>
    """
  }

  static func escape(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
