import Foundation
import Mustache

/// The one layout of all messages, as text and as HTML.
struct MailPage {
  struct Link {
    let label: String
    let url: String
  }

  let language: MailLanguage
  let brand: MailBrand
  let subject: String
  let paragraphs: [String]
  let button: Link?
  let closing: [String]
  let unsubscribeURL: String?

  var text: String {
    var blocks = paragraphs
    if let button { blocks.append("\(button.label):\n\(button.url)") }
    blocks += closing
    var footer = "--\n\(brand.name.onOneLine)"
    if let unsubscribeURL { footer += "\n\(unsubscribe): \(unsubscribeURL)" }
    return (blocks + [footer]).joined(separator: "\n\n") + "\n"
  }

  var html: String {
    get throws {
      var values: [String: Any] = [
        "language": language.rawValue, "subject": subject, "paragraphs": paragraphs, "closing": closing,
        "name": brand.name.onOneLine, "color": color.text, "foreground": color.textColor.text, "copy": copy,
        "unsubscribe": unsubscribe,
      ]
      if let button { values["button"] = ["label": button.label, "url": button.url] }
      if let logo = brand.logoURL, MailTemplate.isSafe(logo) { values["logo"] = logo }
      if let unsubscribeURL { values["unsubscribe_url"] = unsubscribeURL }
      return try MailPage.layout.get().render(values)
    }
  }

  private var copy: String {
    switch language {
    case .en: "If the button does not work, copy this address into your browser:"
    case .de: "Wenn der Knopf nicht geht, kopiere diese Adresse in deinen Browser:"
    }
  }

  private var unsubscribe: String {
    switch language {
    case .en: "Unsubscribe"
    case .de: "Abbestellen"
    }
  }

  private var color: BrandColor { brand.color.flatMap { try? BrandColor(text: $0) } ?? .standard }

  private static let layout = Result {
    MustacheContentTypes.register(EscapedScalars(), named: "SCALARS")
    return try MustacheTemplate(string: layoutText)
  }

  // Tables and inline styles, because that is what every mail program understands. Dark text on white has a contrast
  // of 15, the smaller grey one of 6.
  private static let layoutText = """
    {{% CONTENT_TYPE:SCALARS}}<!doctype html>
    <html lang="{{language}}">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light">
    <title>{{subject}}</title>
    </head>
    <body style="margin:0;padding:0;background:#f3f4f6;color:#1f2933;\
    font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f6">
    <tr><td align="center" style="padding:24px 12px">
    <table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0" \
    style="width:100%;max-width:560px;background:#ffffff;border-top:4px solid {{color}};text-align:left">
    <tr><td style="padding:28px 32px">
    {{#logo}}
    <img src="{{logo}}" alt="{{name}}" height="40" style="display:block;height:40px;width:auto;border:0">
    {{/logo}}
    <h1 style="margin:16px 0;font-size:22px;line-height:1.3;color:#1f2933">{{subject}}</h1>
    {{#paragraphs}}
    <p style="margin:0 0 16px">{{.}}</p>
    {{/paragraphs}}
    {{#button}}
    <table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px">
    <tr><td bgcolor="{{color}}" style="background:{{color}};border-radius:6px">
    <a href="{{url}}" style="display:inline-block;padding:12px 24px;color:{{foreground}};\
    font-weight:600;text-decoration:none">{{label}}</a>
    </td></tr>
    </table>
    <p style="margin:0 0 16px;font-size:13px;color:#52606d">{{copy}}<br>\
    <a href="{{url}}" style="color:#52606d;word-break:break-all">{{url}}</a></p>
    {{/button}}
    {{#closing}}
    <p style="margin:0 0 16px">{{.}}</p>
    {{/closing}}
    </td></tr>
    <tr><td style="padding:16px 32px;border-top:1px solid #e4e7eb;font-size:13px;color:#52606d">
    {{name}}
    {{#unsubscribe_url}}
    <br><a href="{{unsubscribe_url}}" style="color:#52606d">{{unsubscribe}}</a>
    {{/unsubscribe_url}}
    </td></tr>
    </table>
    </td></tr>
    </table>
    </body>
    </html>

    """
}

/// Mustache's own escaping compares characters, and a quote with an accent on it is another character: it would
/// end an attribute all the same.
private struct EscapedScalars: MustacheContentType {
  func escapeText(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
