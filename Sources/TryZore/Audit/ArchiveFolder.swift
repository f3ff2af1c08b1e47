import Foundation
import SystemPackage

/// Where archived months lie, each as `NAME.jsonl.gz`, readable by this user only.
struct ArchiveFolder {
  /// Lines on their way into a file.
  struct Draft {
    let name: String
    let path: FilePath
    private(set) var lines = 0
    private let file: FileDescriptor

    fileprivate init(name: String, path: FilePath) throws {
      self.name = name
      self.path = path
      file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .truncate, .closeOnExec, .noFollow], permissions: .ownerReadWrite
      )
    }

    mutating func append(_ more: [String]) throws {
      _ = try file.writeAll((more.joined(separator: "\n") + "\n").utf8)
      lines += more.count
    }

    func close() { try? file.close() }
  }

  private let path: FilePath

  init(_ directory: String) throws {
    path = FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(directory))
    do {
      try FileManager.default.createDirectory(
        atPath: path.string, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw CommandFailure(.failed, "The folder \(directory) cannot be made.") }
    guard access(path.string, W_OK | X_OK) == 0 else {
      throw CommandFailure(.refused, "The folder \(directory) is not writable.")
    }
  }

  func draft(_ name: String) throws -> Draft {
    try Draft(name: name, path: path.appending("\(name).jsonl.part"))
  }

  /// Compresses a draft, reads the result back, and answers the file's path once it is on the disk for certain.
  func keep(_ draft: Draft) throws -> String {
    var number = 1
    while true {
      let file = path.appending(number == 1 ? "\(draft.name).jsonl.gz" : "\(draft.name).\(number).jsonl.gz")
      if !FileManager.default.fileExists(atPath: file.string) {
        try compress(draft, into: file)
        return file.string
      }
      // Of an interrupted run, else of another time that this month was archived.
      if holds(file, draft) {
        try sync(file)
        try sync(path)
        unlink(draft.path.string)
        return file.string
      }
      number += 1
    }
  }

  private func compress(_ draft: Draft, into file: FilePath) throws {
    let compressed = FilePath("\(draft.path).gz")
    guard try run("exec gzip --force --no-name --keep -- \"$1\"", draft.path.string) == 0 else {
      throw CommandFailure(.failed, "gzip could not write \(compressed).")
    }
    guard holds(compressed, draft) else {
      throw CommandFailure(.failed, "\(compressed) does not hold what was written; nothing was dropped.")
    }
    try sync(compressed)
    // Fails if there is one by now: never overwrites.
    guard link(compressed.string, file.string) == 0 else {
      throw CommandFailure(.conflict, "\(file) appeared meanwhile; run this again.")
    }
    try sync(path)
    unlink(compressed.string)
    unlink(draft.path.string)
  }

  /// Whether the file unpacks to the draft, line for line.
  private func holds(_ file: FilePath, _ draft: Draft) -> Bool {
    let isSame = try? run(
      #"gzip --test -- "$1" && gzip --decompress --stdout -- "$1" | cmp --silent - "$2" && "#
        + #"[ "$(gzip --decompress --stdout -- "$1" | wc -l)" -eq "$3" ]"#,
      file.string, draft.path.string, "\(draft.lines)")
    return isSame == 0
  }

  private func sync(_ path: FilePath) throws {
    let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec])
    defer { try? file.close() }
    guard fsync(file.rawValue) == 0 else {
      throw CommandFailure(.failed, "\(path) cannot be brought to disk.")
    }
  }

  private func run(_ script: String, _ arguments: String...) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, "sh"] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
