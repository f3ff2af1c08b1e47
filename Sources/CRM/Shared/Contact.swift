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

/// What becomes of an address: each member by itself (RFC 7396).
public struct AddressPatch: Codable, Sendable {
  let street: Patch<Line>
  let city: Patch<Line>
  let state: Patch<Line>
  let postalCode: Patch<Line>
  let country: Patch<Line>
}

/// What becomes of an emergency contact: each member by itself (RFC 7396).
public struct EmergencyContactPatch: Codable, Sendable {
  let name: Patch<Line>
  let phone: Patch<Line>
  let relationship: Patch<Line>
}
