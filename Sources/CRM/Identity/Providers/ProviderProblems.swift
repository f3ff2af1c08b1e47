import Web

extension ProblemType {
  static let providerUnknown = ProblemType(
    "provider_unknown", 422, "There is no such identity provider",
    "GET /v1/auth/providers lists those of this installation.")
  static let authorizationInvalid = ProblemType(
    "authorization_invalid", 422, "This sign-in is no longer good",
    "It was used, is older than ten minutes, or was begun in another browser or by somebody else. Begin again."
  )
  static let providerMismatch = ProblemType(
    "provider_mismatch", 403, "The answer comes from another provider",
    "Begin again. If it happens again, tell whoever looks after the installation: it may be an attack.")
  static let providerRefused = ProblemType(
    "provider_refused", 403, "The identity provider let nobody in",
    "`detail` has its word for why. Begin again, or sign in another way.")
  static let providerTokenInvalid = ProblemType(
    "provider_token_invalid", 403, "The identity provider's proof does not hold",
    "`detail` says what was wrong. Begin again; if it happens again, compare the settings on both sides.")
  static let providerUnavailable = ProblemType(
    "provider_unavailable", 502, "The identity provider does not answer",
    "Begin again a little later, or sign in another way.")
  static let providerAnswerInvalid = ProblemType(
    "provider_answer_invalid", 502, "The identity provider answers what makes no sense",
    "`detail` says what. Compare the settings on both sides.")
  static let providerEmailMissing = ProblemType(
    "provider_email_missing", 422, "The identity provider told no e-mail address",
    "A new account needs one: allow it at the provider, or sign up and add the provider to the account.")
  static let accountExists = ProblemType(
    "account_exists", 409, "This e-mail address has an account",
    "Sign in to it as before, then add the provider: POST /v1/me/identity-authorizations. An address alone links nothing."
  )
  static let identityTaken = ProblemType(
    "identity_taken", 409, "Another account has this identity",
    "Sign in with it to reach that account; take it off there to add it here.")
  static let lastIdentity = ProblemType(
    "last_identity", 409, "There would be no way in any more",
    "Set a password by POST /v1/auth/password-reset-requests, or add another provider first.")

  /// What may come of asking a provider.
  static let ofProviders: [ProblemType] = [
    .authorizationInvalid, .providerMismatch, .providerRefused, .providerTokenInvalid, .providerUnavailable,
    .providerAnswerInvalid,
  ]
}
