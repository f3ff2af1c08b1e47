import CCurl
import Foundation
import Glibc

/// One request and its answer, through libcurl.
final class HTTPTransfer {
  private static let isReady = ccurl_initialize() == CURLE_OK

  private let call: HTTPCall
  private let client: HTTPClient
  private var body: [UInt8] = []
  private var isTooLarge = false

  init(_ call: HTTPCall, _ client: HTTPClient) {
    self.call = call
    self.client = client
  }

  /// Blocks, and needs a thread of its own.
  func run() -> Result<HTTPAnswer, HTTPFailure> {
    blockBrokenPipes()
    guard HTTPTransfer.isReady, isClean, let curl = curl_easy_init() else { return .failure(.unreachable) }
    defer { curl_easy_cleanup(curl) }
    var headers: UnsafeMutablePointer<curl_slist>?
    for (name, value) in call.headers { headers = curl_slist_append(headers, "\(name): \(value)") }
    // libcurl would wait a second for a server's word before it sends a larger body.
    headers = curl_slist_append(headers, "Expect:")
    defer { curl_slist_free_all(headers) }
    configure(curl, headers)
    let result = curl_easy_perform(curl)
    if isTooLarge { return .failure(.tooLarge) }
    switch result {
    case CURLE_OK: break
    case CURLE_OPERATION_TIMEDOUT: return .failure(.tooSlow)
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_SEND_ERROR:
      return .failure(.brokenOff)
    default: return .failure(.unreachable)
    }
    let type = ccurl_content_type(curl).map { String(cString: $0) }?.prefix { $0 != ";" }
      .trimmingCharacters(in: .whitespaces).lowercased()
    return .success(HTTPAnswer(status: ccurl_reply_code(curl), contentType: type, body: body))
  }

  /// Nothing that ends a line, which would be another header.
  private var isClean: Bool {
    (call.headers.flatMap { [$0.name, $0.value] } + [call.method, call.url]).allSatisfy {
      $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
  }

  /// OpenSSL writes to connections that may be gone. The signal stays with this thread and ends with it.
  private func blockBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  private func configure(_ curl: UnsafeMutableRawPointer, _ headers: UnsafeMutablePointer<curl_slist>?) {
    func set(_ option: CURLoption, _ value: String?) { _ = ccurl_set_text(curl, option, value) }
    func set(_ option: CURLoption, _ value: Int) { _ = ccurl_set_number(curl, option, value) }

    set(CURLOPT_URL, call.url)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    // An empty one, because libcurl would take one from the environment.
    set(CURLOPT_PROXY, "")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, client.connectTimeout.milliseconds)
    set(CURLOPT_TIMEOUT_MS, client.timeout.milliseconds)
    _ = ccurl_set_list(curl, CURLOPT_HTTPHEADER, headers)
    if let body = call.body {
      body.withUnsafeBytes { bytes in
        _ = ccurl_set_body(curl, bytes.baseAddress ?? UnsafeRawPointer(curl), curl_off_t(bytes.count))
      }
    }
    set(CURLOPT_CUSTOMREQUEST, call.method)
    _ = ccurl_set_pointer(curl, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque())
    _ = ccurl_set_writer(curl) { buffer, size, count, this in
      guard let buffer, let this else { return 0 }
      let bytes = UnsafeRawBufferPointer(start: buffer, count: size * count)
      return Unmanaged<HTTPTransfer>.fromOpaque(this).takeUnretainedValue().take(bytes)
    }
  }

  /// Less than was offered ends the transfer.
  private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count <= client.longestBody - body.count else {
      isTooLarge = true
      return 0
    }
    body.append(contentsOf: bytes)
    return bytes.count
  }
}

extension Duration {
  /// At least 1, because 0 is for ever; at most a day.
  fileprivate var milliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(min(max(seconds, 0), 86_400)) * 1_000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
