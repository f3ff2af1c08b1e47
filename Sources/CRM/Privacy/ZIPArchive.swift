import CZip
import Foundation

/// Files in a ZIP, made in memory by libzip.
enum ZIPArchive {
  struct File {
    /// With folders before it, separated by slashes.
    let name: String
    let bytes: [UInt8]
  }

  struct Failure: JobFailure {
    let reason = "the ZIP could not be written"
    let isHopeless = false
  }

  static func bytes(of files: [File], at time: Date) throws(Failure) -> [UInt8] {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else { throw Failure() }
    defer { zip_source_free(target) }
    // The archive takes one reference with it when it is closed.
    zip_source_keep(target)
    guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
      zip_source_free(target)
      throw Failure()
    }
    do throws(Failure) {
      for file in files { try add(file, to: archive, at: time) }
    } catch {
      zip_discard(archive)
      throw error
    }
    guard zip_close(archive) == 0 else {
      zip_discard(archive)
      throw Failure()
    }
    return try read(target)
  }

  private static func add(_ file: File, to archive: OpaquePointer, at time: Date) throws(Failure) {
    // libzip frees it when the archive is closed, which is when it reads it.
    guard let copy = malloc(max(file.bytes.count, 1)) else { throw Failure() }
    file.bytes.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { copy.copyMemory(from: start, byteCount: bytes.count) }
    }
    guard let entry = zip_source_buffer(archive, copy, zip_uint64_t(file.bytes.count), 1) else {
      free(copy)
      throw Failure()
    }
    let index = zip_file_add(archive, file.name, entry, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(entry)
      throw Failure()
    }
    guard zip_file_set_mtime(archive, zip_uint64_t(index), time_t(time.timeIntervalSince1970), 0) == 0 else {
      throw Failure()
    }
  }

  private static func read(_ source: OpaquePointer) throws(Failure) -> [UInt8] {
    var status = zip_stat_t()
    guard zip_source_stat(source, &status) == 0, zip_source_open(source) == 0 else { throw Failure() }
    defer { zip_source_close(source) }
    var bytes = [UInt8](repeating: 0, count: Int(clamping: status.size))
    let count = bytes.withUnsafeMutableBytes {
      zip_source_read(source, $0.baseAddress, zip_uint64_t($0.count))
    }
    guard count == bytes.count else { throw Failure() }
    return bytes
  }
}
