import Postgres
import Web

/// The keys by which others check our access tokens.
struct KeyOperations: Sendable {
  let tokens: AccessTokens

  func add(to api: inout API) {
    api.chapter("Keys")
    api.add(
      .get, "/.well-known/jwks.json", "getPublicKeys",
      summary: "The public keys of access tokens (RFC 7517); may be kept for as long as Cache-Control says",
      needs: .open, getPublicKeys)
  }

  @Sendable private func getPublicKeys(_ call: Call<NoInput>, _: Database) async throws -> KeySet {
    await tokens.keySet(call.context.now)
  }
}
