import Web

/// A postal address, as far as it is known.
public struct Address: Codable, Hashable, Sendable {
  let street: Line?
  let city: Line?
  let state: Line?
  let postalCode: Line?
  let country: Line?
}

/// Whom to call when something happens.
public struct EmergencyContact: Codable, Hashable, Sendable {
  let name: Line?
  let phone: Line?
  let relationship: Line?
}
