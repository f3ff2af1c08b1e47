import Web

extension ProblemType {
  static let tooManyEvents = ProblemType(
    "too_many_events", 400, "There are more than 1,000 events in this window",
    "Ask for a shorter window, or for pages: send `limit`.")
  static let programNotFound = ProblemType(
    "event_template_not_found", 404, "There is no such program", "The id is unknown in this organization.")
  static let programInactive = ProblemType(
    "program_inactive", 409, "The program is not offered", "Make it active again: PATCH `status`.")
  static let eventNotBegun = ProblemType(
    "event_not_begun", 409, "The event has not begun", "Wait for its start, or cancel it.")
  static let clientNotFound = ProblemType(
    "client_not_found", 404, "There is no such client", "The id is unknown in this organization.")
  static let prospectUnknown = ProblemType(
    "prospect_unknown", 409, "Nobody has said who the prospect is",
    "Add `first_name` and `last_name` to the tour, or give the `client_id` that the prospect has.")
}
