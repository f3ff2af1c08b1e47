import Postgres
import Web

extension JSON {
  /// The value as jsonb with all its members, as answers show them; nil stays NULL.
  init?(encoding value: (any Encodable)?) throws {
    guard let value else { return nil }
    self.init(try JSONWriter.text(value))
  }
}
