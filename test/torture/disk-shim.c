/*
 * A disk that can lose power and fail, for tests: LD_PRELOAD it into a process that writes below SHIM_ROOT.
 *
 * SHIM_STABLE (optional): a folder in which this keeps what a power cut would leave. A file's content reaches it when the
 * file is synced, and only then; a rename or removal reaches it at once, as on a file system that orders its journal.
 * A file renamed before it was ever synced becomes an empty file there, which is what ext4 leaves of it.
 * SHIM_FAULTS (optional): a file of 4 bytes that the test rewrites: percent of writes that fail, their errno, percent of
 * syncs that fail, their errno. A failed write may have written half of its bytes, as a full disk does.
 *
 * One lock is held around every call below SHIM_ROOT, so that what is copied is exactly what was synced.
 * Build: cc -shared -fPIC -O2 -o disk-shim.so disk-shim.c -ldl -lpthread
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES_MAX 256
#define RANGES_MAX 4096

/* Parts of a file that were written since it was last synced. */
struct dirty {
  dev_t device;
  ino_t inode;
  int used, all, count;
  off_t from[RANGES_MAX], to[RANGES_MAX];
};

static struct dirty files[FILES_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX], stable[PATH_MAX];
static size_t root_length;
static const volatile unsigned char *faults;
static uint32_t state = 1;
static int ready;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void begin(void) {
  if (ready) return;
  ready = 1;
  const char *given = getenv("SHIM_ROOT"), *kept = getenv("SHIM_STABLE"), *asked = getenv("SHIM_FAULTS");
  const char *seed = getenv("SHIM_SEED");
  if (given) snprintf(root, sizeof root, "%s", given);
  if (kept) snprintf(stable, sizeof stable, "%s", kept);
  root_length = strlen(root);
  if (seed) state = (uint32_t)atoi(seed) * 2654435761u + 1;
  if (asked) {
    int fd = REAL(open)(asked, O_RDONLY);
    if (fd >= 0) {
      void *page = mmap(NULL, 4, PROT_READ, MAP_SHARED, fd, 0);
      if (page != MAP_FAILED) faults = page;
      close(fd);
    }
  }
}

static uint32_t chance(uint32_t below) {
  state ^= state << 13, state ^= state >> 17, state ^= state << 5;
  return state % below;
}

static int fails(int kind) {
  if (!faults || chance(100) >= faults[kind * 2]) return 0;
  errno = faults[kind * 2 + 1];
  return 1;
}

static int below_root(const char *path) {
  return root_length > 0 && strncmp(path, root, root_length) == 0 &&
         (path[root_length] == '/' || path[root_length] == 0);
}

/* The path of an open file below the root → 1, or 0 for any other. */
static int path_of(int fd, char *path) {
  begin();
  if (root_length == 0) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return below_root(path) && strstr(path, " (deleted)") == NULL;
}

static int path_at(int folder, const char *name, char *path) {
  begin();
  if (root_length == 0) return 0;
  if (name[0] == '/') snprintf(path, PATH_MAX, "%s", name);
  else {
    char base[PATH_MAX];
    if (folder == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) return 0;
    } else if (!path_of(folder, base)) return 0;
    snprintf(path, PATH_MAX, "%.2000s/%.2000s", base, name);
  }
  return below_root(path);
}

static void stable_path(const char *path, char *out) { snprintf(out, PATH_MAX, "%.2000s%.2000s", stable, path + root_length); }

static void make_parents(char *path) {
  for (char *at = path + strlen(stable) + 1; (at = strchr(at, '/')); at++) {
    *at = 0;
    mkdir(path, 0700);
    *at = '/';
  }
}

static struct dirty *dirty_of(int fd) {
  struct stat what;
  if (fstat(fd, &what) != 0 || !S_ISREG(what.st_mode)) return NULL;
  struct dirty *unused = NULL;
  for (int i = 0; i < FILES_MAX; i++) {
    if (files[i].used && files[i].device == what.st_dev && files[i].inode == what.st_ino) return &files[i];
    if (!files[i].used && !unused) unused = &files[i];
  }
  if (!unused) abort();
  unused->used = 1, unused->count = 0;
  unused->all = 1; /* never synced while we looked on: all of it is to be copied at its first sync */
  unused->device = what.st_dev, unused->inode = what.st_ino;
  return unused;
}

static void wrote(int fd, off_t from, ssize_t length) {
  struct dirty *file = length > 0 ? dirty_of(fd) : NULL;
  if (!file || file->all) return;
  if (file->count > 0 && file->to[file->count - 1] == from) file->to[file->count - 1] += length;
  else if (file->count == RANGES_MAX) file->all = 1;
  else file->from[file->count] = from, file->to[file->count++] = from + length;
}

static void copy_range(int from, int to, off_t at, off_t end) {
  static char piece[1 << 20];
  while (at < end) {
    size_t want = end - at < (off_t)sizeof piece ? (size_t)(end - at) : sizeof piece;
    ssize_t got = pread(from, piece, want, at);
    if (got <= 0) return;
    if (REAL(pwrite)(to, piece, got, at) != got) abort();
    at += got;
  }
}

/* The file's content becomes what a power cut leaves of it. */
static void keep(int fd, const char *path) {
  struct dirty *file = stable[0] ? dirty_of(fd) : NULL;
  if (!file) return;
  char out[PATH_MAX], self[64];
  stable_path(path, out);
  make_parents(out);
  struct stat what;
  fstat(fd, &what);
  snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  int from = REAL(open)(self, O_RDONLY), to = REAL(open)(out, O_WRONLY | O_CREAT, 0600);
  if (from < 0 || to < 0) abort();
  if (file->all) copy_range(from, to, 0, what.st_size);
  else
    for (int i = 0; i < file->count; i++) copy_range(from, to, file->from[i], file->to[i]);
  if (REAL(ftruncate)(to, what.st_size) != 0) abort();
  close(from), close(to);
  file->all = 0, file->count = 0;
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off_t at, int positioned) {
  char path[PATH_MAX];
  if (!path_of(fd, path))
    return positioned ? REAL(pwrite)(fd, bytes, length, at) : REAL(write)(fd, bytes, length);
  pthread_mutex_lock(&lock);
  off_t from = at;
  if (!positioned) from = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
  ssize_t done;
  int failed = fails(0), reason = errno;
  size_t part = failed ? length / 2 : length;
  done = positioned ? REAL(pwrite)(fd, bytes, part, at) : REAL(write)(fd, bytes, part);
  if (done > 0) wrote(fd, from, done);
  pthread_mutex_unlock(&lock);
  if (failed) errno = reason;
  return failed ? -1 : done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_at(fd, bytes, length, at, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { return write_at(fd, bytes, length, at, 1); }
ssize_t write(int fd, const void *bytes, size_t length) { return write_at(fd, bytes, length, 0, 0); }

static ssize_t write_vector(int fd, const struct iovec *parts, int count, off_t at, int positioned) {
  ssize_t total = 0;
  for (int i = 0; i < count; i++) {
    ssize_t done = write_at(fd, parts[i].iov_base, parts[i].iov_len, at + total, positioned);
    if (done < 0) return total > 0 ? total : -1;
    total += done;
    if ((size_t)done < parts[i].iov_len) break;
  }
  return total;
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  char path[PATH_MAX];
  return path_of(fd, path) ? write_vector(fd, parts, count, 0, 0) : REAL(writev)(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  char path[PATH_MAX];
  return path_of(fd, path) ? write_vector(fd, parts, count, at, 1) : REAL(pwritev)(fd, parts, count, at);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return pwritev(fd, parts, count, at); }

static int sync_file(int fd, int data_only) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return data_only ? REAL(fdatasync)(fd) : REAL(fsync)(fd);
  pthread_mutex_lock(&lock);
  int failed = fails(1), reason = errno;
  if (!failed) keep(fd, path);
  pthread_mutex_unlock(&lock);
  if (failed) errno = reason;
  return failed ? -1 : 0; /* the machine that runs the test keeps its power: its own disk need not be waited for */
}
int fsync(int fd) { return sync_file(fd, 0); }
int fdatasync(int fd) { return sync_file(fd, 1); }

static int truncate_file(int fd, off_t length) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return REAL(ftruncate)(fd, length);
  pthread_mutex_lock(&lock);
  if (stable[0]) dirty_of(fd);
  int done = REAL(ftruncate)(fd, length);
  pthread_mutex_unlock(&lock);
  return done;
}
int ftruncate(int fd, off_t length) { return truncate_file(fd, length); }
int ftruncate64(int fd, off64_t length) { return truncate_file(fd, length); }

static void kept_renamed(const char *before, const char *after) {
  if (!stable[0]) return;
  char from[PATH_MAX], to[PATH_MAX];
  stable_path(before, from), stable_path(after, to);
  make_parents(to);
  if (REAL(rename)(from, to) == 0 || errno != ENOENT) return;
  int fd = REAL(open)(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd >= 0) close(fd);
}
int rename(const char *before, const char *after) {
  char from[PATH_MAX], to[PATH_MAX];
  int ours = path_at(AT_FDCWD, before, from) && path_at(AT_FDCWD, after, to);
  if (!ours) return REAL(rename)(before, after);
  pthread_mutex_lock(&lock);
  struct stat what;
  int done = REAL(rename)(before, after);
  if (done == 0 && stat(after, &what) == 0 && S_ISREG(what.st_mode)) kept_renamed(from, to);
  else if (done == 0 && stable[0]) {
    char old[PATH_MAX], new[PATH_MAX];
    stable_path(from, old), stable_path(to, new);
    make_parents(new);
    REAL(rename)(old, new);
  }
  pthread_mutex_unlock(&lock);
  return done;
}

static void forget(const char *path) {
  struct stat what;
  if (stat(path, &what) == 0 && what.st_nlink <= 1)
    for (int i = 0; i < FILES_MAX; i++)
      if (files[i].used && files[i].device == what.st_dev && files[i].inode == what.st_ino) files[i].used = 0;
}
static void kept_removed(const char *path, int folder) {
  char out[PATH_MAX];
  if (!stable[0]) return;
  stable_path(path, out);
  if (folder) rmdir(out);
  else REAL(unlink)(out);
}
int unlink(const char *name) {
  char path[PATH_MAX];
  if (!path_at(AT_FDCWD, name, path)) return REAL(unlink)(name);
  pthread_mutex_lock(&lock);
  forget(path);
  int done = REAL(unlink)(name);
  if (done == 0) kept_removed(path, 0);
  pthread_mutex_unlock(&lock);
  return done;
}
int unlinkat(int folder, const char *name, int flags) {
  char path[PATH_MAX];
  if (!path_at(folder, name, path)) return REAL(unlinkat)(folder, name, flags);
  pthread_mutex_lock(&lock);
  forget(path);
  int done = REAL(unlinkat)(folder, name, flags);
  if (done == 0) kept_removed(path, flags & AT_REMOVEDIR);
  pthread_mutex_unlock(&lock);
  return done;
}
