import Foundation
import Testing

@testable import CRM
@testable import Web

@Suite struct OneTimePasswordTests {
  /// RFC 6238 appendix B, whose codes have eight digits: ours are the last six of them.
  @Test(arguments: [
    (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
  ]) func codesAreThoseOfTheStandard(_ second: Int, _ code: String) {
    let seed = Array("12345678901234567890".utf8)
    let step = OneTimePassword.step(at: Date(timeIntervalSince1970: Double(second)))
    #expect(OneTimePassword.code(seed, step: step) == String(code.suffix(6)))
  }

  /// RFC 4648 section 10, without padding.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
    ("foobar", "MZXW6YTBOI"),
  ]) func base32IsThatOfTheStandard(_ text: String, _ encoded: String) {
    #expect(base32(Array(text.utf8)) == encoded)
  }

  @Test func aCodeIsGoodForItsHalfMinuteAndTheNext() {
    let seed = Array("12345678901234567890".utf8)
    let step: Int64 = 41_152_263
    let code = OneTimePassword.code(seed, step: step)
    func found(_ second: Int64) -> Int64? {
      OneTimePassword.step(of: code, seed, at: Date(timeIntervalSince1970: Double(second)))
    }
    #expect(found(step * 30 - 1) == nil)
    #expect(found(step * 30) == step && found(step * 30 + 59) == step)
    #expect(found(step * 30 + 60) == nil)
    #expect(
      OneTimePassword.step(of: code + "0", seed, at: Date(timeIntervalSince1970: Double(step * 30))) == nil)
  }

  @Test func recoveryCodesAreLongDifferentAndReadInAnySpelling() throws {
    let codes = (0..<100).map { _ in RecoveryCode().text }
    #expect(Set(codes).count == 100)
    for code in codes {
      #expect(code.wholeMatch(of: /([a-z2-7]{5}-){4}[a-z2-7]{5}/) != nil)
      let typed = try SecondFactorCode(text: code.uppercased().replacing("-", with: " "))
      #expect(typed.isRecoveryCode && RecoveryCode.hash(typed.text) == RecoveryCode.hash(code))
    }
    #expect(try SecondFactorCode(text: "123 456").text == "123456")
    for text in ["", "12345", "1234567", "12345a", "１２３４５６", String(repeating: "1", count: 25)] {
      #expect(throws: Fault.self, "\(text)") { try SecondFactorCode(text: text) }
    }
  }
}
