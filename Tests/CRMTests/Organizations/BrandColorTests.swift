import Testing

@testable import CRM

@Suite struct BrandColorTests {
  /// The mock-ups' own colours (screens.md A3.9), on which white cannot be read.
  @Test(arguments: [
    "#ef4444", "#06b6d4", "#10b981", "#f34a22", "#000000", "#ffffff", "#767676", "#777777", "#B4232C",
  ])
  func textCanBeReadOnEveryColour(_ text: String) throws {
    let color = try BrandColor(text: text)
    #expect(color.textColor.contrast(on: color) >= 4.5)
  }

  @Test func soItCanOnAHundredThousandOthers() throws {
    var random = SeededGenerator(state: 4_711)
    for _ in 0..<100_000 {
      let digits = String(UInt32.random(in: 0..<0x100_0000, using: &random), radix: 16)
      let color = try BrandColor(text: "#" + String(repeating: "0", count: 6 - digits.count) + digits)
      #expect(color.textColor.contrast(on: color) >= 4.5, "\(color)")
    }
  }

  @Test func contrastIsThatOfTheStandard() throws {
    let white = try BrandColor(text: "#ffffff")
    for (color, contrast) in [
      ("#000000", 21.0), ("#ffffff", 1), ("#ef4444", 3.76), ("#06b6d4", 2.43), ("#10b981", 2.54),
    ] {
      #expect(abs(try BrandColor(text: color).contrast(on: white) - contrast) < 0.01)
    }
  }

  @Test(arguments: ["", "red", "#fff", "#12345g", "123456", "#1234567", "＃123456"])
  func whatIsNoColourIsRefused(_ text: String) {
    #expect(throws: (any Error).self) { try BrandColor(text: text) }
  }
}
