import CZip
import Foundation

/// A ZIP from somewhere, read in memory: nothing of it becomes a file, and it may be neither large nor odd.
final class ArchiveReader {
  static let mostFiles = 1_000
  /// Bytes of all files, unpacked.
  static let mostBytes: UInt64 = 1 << 30

  private let archive: OpaquePointer
  /// By name.
  private let files: [String: Entry]

  private struct Entry {
    let index: UInt64
    let size: Int
  }

  init(path: String) throws(TransferFailure) {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw TransferFailure(.unreadable, "\(path) cannot be read")
    }
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
      throw TransferFailure(.notAnArchive, "\(path) is no ZIP, or a damaged one")
    }
    do throws(TransferFailure) {
      files = try ArchiveReader.files(of: archive)
    } catch {
      zip_discard(archive)
      throw error
    }
    self.archive = archive
  }

  deinit { zip_discard(archive) }

  var names: Set<String> { Set(files.keys) }

  /// The bytes of a file; whatever is not as the archive says is damaged.
  func read(_ name: String) throws(TransferFailure) -> [UInt8] {
    guard let entry = files[name] else { throw TransferFailure(.fileMissing, "\(name) is missing") }
    guard let file = zip_fopen_index(archive, entry.index, 0) else {
      throw TransferFailure(.damaged, "\(name) cannot be unpacked")
    }
    // One more than there should be: an entry that goes on beyond its size is found.
    var bytes = [UInt8](repeating: 0, count: entry.size + 1)
    var count = 0
    while count < bytes.count {
      let read = bytes.withUnsafeMutableBytes {
        zip_fread(file, $0.baseAddress?.advanced(by: count), zip_uint64_t($0.count - count))
      }
      guard read >= 0 else {
        zip_fclose(file)
        throw TransferFailure(.damaged, "\(name) cannot be unpacked")
      }
      if read == 0 { break }
      count += Int(read)
    }
    guard zip_fclose(file) == 0, count == entry.size else {
      throw TransferFailure(.damaged, "\(name) cannot be unpacked")
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  private static func files(of archive: OpaquePointer) throws(TransferFailure) -> [String: Entry] {
    let count = zip_get_num_entries(archive, 0)
    guard count <= mostFiles else {
      throw TransferFailure(.tooManyFiles, "it has \(count) files; at most \(mostFiles) are read")
    }
    var files: [String: Entry] = [:]
    var total: UInt64 = 0
    for index in 0..<UInt64(clamping: count) {
      var status = zip_stat_t()
      let wanted = UInt64(ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD)
      guard zip_stat_index(archive, index, 0, &status) == 0, status.valid & wanted == wanted,
        let text = status.name
      else { throw TransferFailure(.damaged, "file \(index + 1) cannot be told") }
      let name = String(cString: text)
      guard isExpected(name), files[name] == nil else {
        throw TransferFailure(
          .nameRefused, "file \(index + 1) has a name that no export has, or another file's")
      }
      guard status.encryption_method == ZIP_EM_NONE, [0, 8].contains(status.comp_method) else {
        throw TransferFailure(.damaged, "\(name) is packed in a way that no export is")
      }
      guard status.size <= mostBytes, total + status.size <= mostBytes else {
        throw TransferFailure(.tooLarge, "it would unpack to more than 1 GiB")
      }
      total += status.size
      files[name] = Entry(index: index, size: Int(status.size))
    }
    return files
  }

  /// `manifest.json` and `tables/schema.table.ndjson`, nothing else.
  private static func isExpected(_ name: String) -> Bool {
    name == OrganizationManifest.name
      || name.wholeMatch(of: /tables\/[a-z_]{1,63}\.[a-z_]{1,63}\.ndjson/) != nil
  }
}
