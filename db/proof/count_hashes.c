// Counts how many passwords a process hashes, whatever it answers: preloaded, it sees each allocation of the size that
// scrypt takes (N = 2^14 and r = 8: 16 MiB and a little). The number stands in the file of COUNT_HASHES, which several
// processes share and which outlives them.
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
static _Atomic long *count;

__attribute__((constructor)) static void open_file(void) {
  const char *path = getenv("COUNT_HASHES");
  int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) return;
  void *memory = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory != MAP_FAILED) count = memory;
  close(file);
}

void *malloc(size_t size) {
  if (count && size >= (16u << 20) && size < (17u << 20)) atomic_fetch_add(count, 1);
  return __libc_malloc(size);
}
