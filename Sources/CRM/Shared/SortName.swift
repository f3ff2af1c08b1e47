import Foundation

/// The text by which a person is sorted and searched: "last first", Latin letters without accents, lower
/// case, single spaces; other scripts stay as they are (decision 25).
///
/// At most 400 code points, as the column holds: a letter may become three when it loses its form.
public func sortName(first: String, last: String) -> String {
  let name = sortText("\(last) \(first)")
  guard name.utf8.count > 400 else { return name }
  return String(String.UnicodeScalarView(name.unicodeScalars.prefix(400)))
}

/// One name, or what someone types to find it, in the form of `sortName`; empty only for blank text.
public func sortText(_ text: String) -> String {
  // Most names are ASCII, which the transform leaves alone and takes a hundred times longer to do so.
  guard text.utf8.contains(where: { $0 >= 0x80 }) else { return singleSpaced(text.lowercased()) }
  let latin = text.applyingTransform(StringTransform("Latin-ASCII"), reverse: false) ?? text
  let folded = singleSpaced(latin.lowercased())
  return folded.isEmpty ? singleSpaced(text.lowercased()) : folded
}

private func singleSpaced(_ text: String) -> String {
  var scalars = String.UnicodeScalarView()
  var isBetweenWords = false
  for scalar in text.unicodeScalars {
    if scalar.isSpace {
      isBetweenWords = !scalars.isEmpty
    } else {
      if isBetweenWords { scalars.append(" ") }
      isBetweenWords = false
      scalars.append(scalar)
    }
  }
  return String(scalars)
}

extension Unicode.Scalar {
  /// The White_Space property of Unicode, which the standard library finds in a table far more slowly.
  var isSpace: Bool {
    switch value {
    case 0x20, 0x09...0x0D, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}
