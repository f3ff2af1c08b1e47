import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import TryZore

/// Runs a guide's `sh` blocks in one shell, after what stands before them. Of `section` alone, if one is named; the demo's
/// address becomes that of the environment's `BASE`.
func guide(
  _ name: String, section: String? = nil, in folder: String, _ environment: [String: String],
  after prelude: String = ""
) async throws -> CommandOutcome {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let place = name == "README.md" ? name : "docs/guides/\(name)"
  var text = try String(contentsOf: root.appending(path: place), encoding: .utf8)
  if let section {
    let begun = try #require(text.components(separatedBy: "\n## \(section)\n").last)
    text = try #require(begun.components(separatedBy: "\n## ").first)
  }
  if let base = environment["BASE"] { text = text.replacing("http://127.0.0.1:8080", with: base) }
  let blocks = text.split(separator: "```sh\n").dropFirst().compactMap {
    $0.split(separator: "\n```").first
  }
  #expect(blocks.count > 4)
  // Whatever fails, the server does not outlive its guide.
  let script =
    "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + prelude
    + blocks.joined(separator: "\n")
  let programs = try await PostgresPrograms.find(major: nil).directory
  let path =
    "\(programFolder):\(programs):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
  let result = try await Subprocess.run(
    .name("bash"), arguments: ["-c", script],
    environment: commandEnvironment(environment.merging(["PATH": path]) { $1 }),
    workingDirectory: FilePath(folder), output: .string(limit: 8 << 20), error: .string(limit: 8 << 20))
  guard case .exited(let code) = result.terminationStatus else {
    return CommandOutcome(code: -1, output: result.standardOutput, errors: result.standardError)
  }
  return CommandOutcome(code: code, output: result.standardOutput, errors: result.standardError)
}

/// One that the system hands out, and is free again.
func freePort() throws -> UInt16 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var name = sockaddr_in()
  name.sin_family = sa_family_t(AF_INET)
  name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &name) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  try #require(isBound)
  return UInt16(bigEndian: name.sin_port)
}
