import CCurl
import Foundation
import Glibc

/// One message on its way to an SMTP server, through libcurl.
final class SMTPDelivery {
  private static let isReady = ccurl_initialize() == CURLE_OK
  /// More lines of a reply are not for people.
  private static let longestReply = 10

  private let server: SMTPServer
  private let sender: MailAddress
  private let receiver: MailAddress
  private let content: [UInt8]
  private var sent = 0
  private var isContentAsked = false
  /// The last reply of each code: after a refusal there is one more, to the goodbye.
  private var replies: [Int: [String]] = [:]
  private var isReplyComplete = true

  init(_ message: MailMessage, by server: SMTPServer) {
    self.server = server
    sender = server.envelopeFrom ?? message.from
    receiver = message.to
    content = message.rendered()
  }

  /// Blocks, and needs a thread of its own. `report` is called once.
  func run(_ report: (Result<String, MailFailure>) -> Void) {
    blockBrokenPipes()
    guard SMTPDelivery.isReady, let curl = curl_easy_init() else {
      return report(.failure(MailFailure(.temporary, reason: "libcurl could not be started.")))
    }
    let receivers = curl_slist_append(nil, "<\(receiver.address)>")
    let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    configure(curl, receivers, message)
    let result = curl_easy_perform(curl)
    report(outcome(result, ccurl_reply_code(curl), String(cString: message)))
    // Only now the goodbye: a server that is slow to answer it keeps nobody waiting.
    curl_easy_cleanup(curl)
    curl_slist_free_all(receivers)
    message.deallocate()
  }

  /// OpenSSL writes to connections that may be gone. The signal stays with this thread and ends with it.
  private func blockBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private func configure(
    _ curl: UnsafeMutableRawPointer, _ receivers: UnsafeMutablePointer<curl_slist>?,
    _ message: UnsafeMutablePointer<CChar>
  ) {
    func set(_ option: CURLoption, _ value: String?) { _ = ccurl_set_text(curl, option, value) }
    func set(_ option: CURLoption, _ value: Int) { _ = ccurl_set_number(curl, option, value) }
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
      _ = ccurl_set_pointer(curl, option, value)
    }

    set(CURLOPT_URL, server.description)
    // An empty one, because libcurl would take one from the environment.
    set(CURLOPT_PROXY, "")
    set(CURLOPT_USERNAME, server.user)
    set(CURLOPT_PASSWORD, server.password)
    set(CURLOPT_USE_SSL, server.security.level)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    if let file = server.certificateFile { set(CURLOPT_CAINFO, file) }

    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, server.connectTimeout.milliseconds)
    set(CURLOPT_TIMEOUT_MS, server.timeout.milliseconds)
    // Counts for the goodbye, which the other two do not limit.
    set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, server.timeout.milliseconds / 1_000))

    set(CURLOPT_MAIL_FROM, "<\(sender.address)>")
    _ = ccurl_set_list(curl, CURLOPT_MAIL_RCPT, receivers)
    set(CURLOPT_UPLOAD, 1)
    set(CURLOPT_ERRORBUFFER, message)
    let this = Unmanaged.passUnretained(self).toOpaque()
    set(CURLOPT_READDATA, this)
    set(CURLOPT_HEADERDATA, this)
    _ = ccurl_set_reader(curl) { buffer, size, count, this in
      guard let buffer, let this else { return 0 }
      return Unmanaged<SMTPDelivery>.fromOpaque(this).takeUnretainedValue().read(into: buffer, size * count)
    }
    _ = ccurl_set_line_listener(curl) { line, size, count, this in
      if let line, let this {
        let bytes = UnsafeRawBufferPointer(start: line, count: size * count)
        Unmanaged<SMTPDelivery>.fromOpaque(this).takeUnretainedValue().listen(bytes)
      }
      return size * count
    }
  }

  private func read(into buffer: UnsafeMutablePointer<CChar>, _ capacity: Int) -> Int {
    isContentAsked = true
    let count = min(capacity, content.count - sent)
    content.withUnsafeBytes { bytes in
      UnsafeMutableRawBufferPointer(start: buffer, count: count).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[sent..<sent + count]))
    }
    sent += count
    return count
  }

  /// Lines of a reply begin with its code and, but the last, a hyphen (RFC 5321 section 4.2).
  private func listen(_ line: UnsafeRawBufferPointer) {
    guard line.count >= 4, let code = Int(String(decoding: line.prefix(3), as: UTF8.self)) else { return }
    if isReplyComplete { replies[code] = [] }
    isReplyComplete = line[3] != UInt8(ascii: "-")
    guard replies[code, default: []].count < SMTPDelivery.longestReply else { return }
    replies[code, default: []].append(String(decoding: line.dropFirst(4), as: UTF8.self))
  }

  private func outcome(_ result: CURLcode, _ code: Int, _ message: String) -> Result<String, MailFailure> {
    let answer = withoutSecrets("\(code) \(replies[code, default: []].joined(separator: " "))")
    if result == CURLE_OK { return .success(answer) }
    if code >= 400 {
      return .failure(
        MailFailure(isFinal(result, code) ? .permanent : .temporary, code: code, reason: answer))
    }
    let words = message.isEmpty ? String(cString: curl_easy_strerror(result)) : message
    let prefix = SMTPDelivery.ofTLS.contains(result.rawValue) ? "no TLS with the mail server: " : ""
    return .failure(MailFailure(.temporary, reason: prefix + withoutSecrets(words)))
  }

  /// Whether the server refused this message. What it says before (no service here, wrong password, TLS or a login
  /// required) is about the settings, and a wrong setting must not lose mail.
  private func isFinal(_ result: CURLcode, _ code: Int) -> Bool {
    (500..<600).contains(code) && ![530, 534, 535, 538].contains(code)
      && (result == CURLE_SEND_ERROR || isContentAsked)
  }

  private static let ofTLS = [
    CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE,
    CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
  ].map(\.rawValue)

  /// The text on one line of at most 300 characters; servers like to quote the receiver.
  private func withoutSecrets(_ text: String) -> String {
    var text = HeaderText.line(text)
    if let password = server.password { text = text.replacing(password, with: "...") }
    let words = text.split(separator: " ").map { word in
      let bare = word.trimmingCharacters(in: .punctuationCharacters)
      let isAddress = word.contains("@") || bare == receiver.local || bare == sender.local
      return isAddress ? "..." : String(word)
    }
    return String(words.joined(separator: " ").prefix(300))
  }
}

extension SMTPServer.Security {
  fileprivate var level: Int {
    switch self {
    case .never, .implicit: Int(CURLUSESSL_NONE.rawValue)
    case .offered: Int(CURLUSESSL_TRY.rawValue)
    case .always: Int(CURLUSESSL_ALL.rawValue)
    }
  }
}

extension Duration {
  /// At least 1, because 0 is for ever; at most a day.
  fileprivate var milliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(min(max(seconds, 0), 86_400)) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
