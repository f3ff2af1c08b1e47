import Glibc

/// Runs a body on a thread of its own: libpq blocks, and the cooperative pool must not.
func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let start = Unmanaged.passRetained(Start(body))
  let code = pthread_create(
    &thread, nil,
    { context in
      if let context { Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body() }
      return nil
    }, start.toOpaque())
  precondition(code == 0, "the system has no thread left")
  pthread_detach(thread)
}

/// Nanoseconds of a clock that never goes back.
func monotonicNow() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
