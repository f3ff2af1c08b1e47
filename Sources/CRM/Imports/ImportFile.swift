import CoreFoundation  // declares `stat` here once Foundation is loaded
import Glibc

/// A file opened for reading from start to end, more than once.
final class ImportFile {
  let path: String
  let byteCount: Int
  private let descriptor: Int32
  private let modified: timespec
  /// What is not on disk; nil for a file that is.
  private let memory: [UInt8]?

  /// Bytes that were uploaded; messages name them as `path`.
  init(bytes: [UInt8], path: String) throws(ImportFailure) {
    self.path = path
    if bytes.isEmpty { throw ImportFailure(code: .empty, reason: "\(path) is empty") }
    memory = bytes
    byteCount = bytes.count
    descriptor = -1
    modified = timespec()
  }

  init(path: String) throws(ImportFailure) {
    self.path = path
    // O_NONBLOCK: opening a pipe without a writer would otherwise wait for ever before it can be refused.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw ImportFile.cannotOpen(path, errno) }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    if let failure = ImportFile.refusal(of: status, isKnown: isKnown, path: path) {
      close(descriptor)
      throw failure
    }
    self.descriptor = descriptor
    memory = nil
    byteCount = Int(status.st_size)
    modified = status.st_mtim
  }

  deinit { if memory == nil { close(descriptor) } }

  /// Fills `buffer` with the next bytes at `offset`; answers how many, 0 at the end.
  func read(into buffer: inout [UInt8], at offset: Int) throws(ImportFailure) -> Int {
    if let memory {
      let rest = memory.dropFirst(offset).prefix(buffer.count)
      buffer.replaceSubrange(..<rest.count, with: rest)
      return rest.count
    }
    while true {
      let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
      if count >= 0 { return count }
      guard errno == EINTR else { throw ImportFile.cannotOpen(path, errno) }
    }
  }

  /// Throws when the file was written to since it was opened: the passes would not agree.
  func checkUnchanged() throws(ImportFailure) {
    if memory != nil { return }
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) == byteCount,
      status.st_mtim.tv_sec == modified.tv_sec, status.st_mtim.tv_nsec == modified.tv_nsec
    else {
      throw ImportFailure(
        code: .changed, reason: "\(path) was changed while it was being read; start the import again")
    }
  }

  private static func cannotOpen(_ path: String, _ number: Int32) -> ImportFailure {
    switch number {
    case ENOENT, ENOTDIR:
      ImportFailure(code: .missing, reason: "\(path) does not exist")
    case EISDIR:
      ImportFailure(code: .directory, reason: "\(path) is a directory; name the CSV file in it")
    case EACCES, EPERM:
      ImportFailure(code: .unreadable, reason: "\(path) may not be read by this user")
    default:
      ImportFailure(
        code: .unreadable, reason: "\(path) cannot be read: \(String(cString: strerror(number)))")
    }
  }

  private static func refusal(of status: stat, isKnown: Bool, path: String) -> ImportFailure? {
    switch status.st_mode & S_IFMT {
    case _ where !isKnown:
      ImportFailure(code: .unreadable, reason: "\(path) cannot be read")
    case S_IFDIR:
      cannotOpen(path, EISDIR)
    case S_IFREG where status.st_size == 0:
      ImportFailure(code: .empty, reason: "\(path) is empty")
    case S_IFREG:
      nil
    default:
      ImportFailure(
        code: .notAFile, reason: "\(path) is no regular file; it is read twice, so save it to a file first")
    }
  }
}
