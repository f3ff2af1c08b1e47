import HTTPClient
import Web

/// Asks a provider, and reads what it answers as strictly as what clients send.
struct ProviderClient: Sendable {
  var http = HTTPClient()

  /// The JSON of an answer below 500; a redirection leads nowhere.
  func json(_ call: HTTPCall) async throws -> (status: Int, body: JSONValue) {
    var call = call
    call.headers.append((name: "Accept", value: "application/json"))
    let answer: HTTPAnswer
    do throws(HTTPFailure) {
      answer = try await http.send(call)
    } catch {
      switch error {
      case .tooLarge: throw Problem(.providerAnswerInvalid, "The answer is too large.")
      case .brokenOff: throw Problem(.providerUnavailable, "The answer broke off.")
      case .tooSlow: throw Problem(.providerUnavailable, "The answer took too long.")
      case .unreachable: throw Problem(.providerUnavailable, "There is no connection.")
      }
    }
    switch answer.status {
    case 200..<300, 400..<429, 430..<500: break
    case 300..<400: throw Problem(.providerAnswerInvalid, "The answer leads elsewhere.")
    default: throw Problem(.providerUnavailable, "The answer has the status \(answer.status).")
    }
    // Nothing more to say.
    if answer.body.isEmpty, answer.status < 300 { return (answer.status, .null) }
    do {
      return (answer.status, try JSONParser.parse(answer.body))
    } catch {
      throw Problem(.providerAnswerInvalid, "The answer is not valid JSON.")
    }
  }

  /// The object of an answer that says yes.
  func object(_ call: HTTPCall) async throws -> JSONValue {
    let (status, body) = try await json(call)
    guard (200..<300).contains(status) else { throw ProviderClient.refusal(body) }
    guard case .object = body else { throw Problem(.providerAnswerInvalid, "The answer is no JSON object.") }
    return body
  }

  /// A provider's word for its refusal (RFC 6749 section 5.2), where it is one: its sentences may be about a person.
  static func refusal(_ body: JSONValue) -> Problem {
    refusal(code: body["error"]?.stringValue ?? body["code"]?.stringValue)
  }

  static func refusal(code: String?) -> Problem {
    guard let code, (1...64).contains(code.utf8.count),
      code.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
      )
    else { return Problem(.providerRefused) }
    return Problem(.providerRefused, "The provider says \(code).")
  }
}

extension JSONValue {
  /// The text, where this is one.
  var stringValue: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// The items, where this is an array.
  var arrayValue: [JSONValue]? {
    if case .array(let items) = self { return items }
    return nil
  }
}
