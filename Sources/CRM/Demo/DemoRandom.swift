import Foundation

/// Random numbers that are the same everywhere for the same seed (SplitMix64, Steele et al. 2014).
struct DemoRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A UUIDv7 whose time counts up from the start of 2026, so that later rows sort behind earlier ones.
  mutating func id(_ sequence: Int) -> UUID {
    let milliseconds = UInt64(1_767_225_600_000) &+ UInt64(clamping: sequence)
    let high = milliseconds << 16 | 0x7000 | next() & 0x0FFF
    let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    var bytes = uuid_t(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    withUnsafeMutableBytes(of: &bytes) { target in
      target.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
      target.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    return UUID(uuid: bytes)
  }
}
