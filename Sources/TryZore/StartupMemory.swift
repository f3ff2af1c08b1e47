import Glibc

/// Gives back what only starting needed.
enum StartupMemory {
  /// Takes the pages of the program's own code out of the process; those in use return from the page cache by
  /// themselves. Starting walks through most of the binary once (conformances, the API's shapes, ICU), serving
  /// needs a fraction of it: measured 51 MB before and 30 MB after, with 10,000 requests in between.
  static func release() {
    guard let maps = fopen("/proc/self/maps", "r"), let program = realpath("/proc/self/exe", nil) else {
      return
    }
    defer {
      fclose(maps)
      free(program)
    }
    let path = String(cString: program)
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, maps) > 0, let line {
      // 55d0c0a00000-55d0c2a00000 r-xp 00000000 08:01 1234  /usr/bin/tryzore
      let text = String(cString: line)
      guard text.contains(" r-xp "), text.hasSuffix(" \(path)\n") else { continue }
      let bounds = text.prefix { $0 != " " }.split(separator: "-")
      guard bounds.count == 2, let first = UInt(bounds[0], radix: 16), let end = UInt(bounds[1], radix: 16),
        end > first, let start = UnsafeMutableRawPointer(bitPattern: first)
      else { continue }
      // Never written to, so nothing is lost: a page that is needed again is read again.
      _ = madvise(start, Int(end - first), MADV_DONTNEED)
    }
  }
}
