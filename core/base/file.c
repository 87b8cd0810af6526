#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_PIECE = 1 << 16, WRITE_PIECE = 1 << 16, SWEEP_DEEP = 4 };

/* What a file is called until it is whole. */
#define TEMPORARY ".xuncha-XXXXXX"
enum { TEMPORARY_HEAD = sizeof ".xuncha-" - 1 };

static int read_error(struct xc_error *error, int number, const char *path) {
    if (number == ENOENT || number == ENOTDIR) {
        (void)xc_fail(error, XC_EINPUT, "there is no file %s", path);
        if (error != NULL) {
            (void)xc_hint(error, "check the name and the folder");
        }
        return XC_EINPUT;
    }
    if (number == EISDIR) {
        return xc_fail(error, XC_EINPUT, "%s is a folder, expected a file", path);
    }
    return xc_fail_errno(error, number, "read", path);
}

/* As many bytes as the file says it has, so that a large file is not copied while the
 * buffer grows. */
static void reserve_size(int descriptor, struct xc_buffer *out) {
    struct stat status;
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size > 0 && (uintmax_t)status.st_size < out->max - out->len) {
        (void)xc_buffer_reserve(out, (size_t)status.st_size + 1);
    }
}

/* Appends until the end. A byte beyond the maximum is looked for, so that a file of
 * exactly the maximum is fine. */
static int read_all(int descriptor, const char *path, struct xc_buffer *out,
                    struct xc_error *error) {
    for (;;) {
        char spare = 0;
        size_t room = out->max - out->len;
        char *place = &spare;
        size_t piece = 1;
        if (room > 0) {
            piece = out->capacity - out->len;
            if (piece == 0) {
                piece = room < READ_PIECE ? room : READ_PIECE;
            }
            place = xc_buffer_reserve(out, piece);
            if (place == NULL) {
                return xc_fail_memory(error);
            }
        }
        ssize_t got = read(descriptor, place, piece);
        if (got == 0) {
            return XC_OK;
        }
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return read_error(error, errno, path);
        }
        if (room == 0) {
            return xc_fail(error, XC_EINPUT,
                           "%s is larger than %zu bytes, which is the most that is read",
                           path, out->max);
        }
        out->len += (size_t)got;
    }
}

int xc_file_read(const char *path, struct xc_buffer *out, struct xc_error *error) {
    size_t before = out->len;
    bool standard_input = strcmp(path, "-") == 0;
    int descriptor = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return read_error(error, errno, path);
    }
    reserve_size(descriptor, out);
    int code = read_all(descriptor, path, out, error);
    if (code != XC_OK) {
        out->len = before;
    }
    if (!standard_input) {
        (void)close(descriptor);
    }
    return code;
}

struct xc_file_writer {
    char *path;      /* owned */
    char *temporary; /* owned */
    char *folder;    /* owned */
    int descriptor;
    size_t held;
    char bytes[WRITE_PIECE];
};

static void writer_free(struct xc_file_writer *writer) {
    if (writer != NULL) {
        if (writer->descriptor >= 0) {
            (void)close(writer->descriptor);
        }
        free(writer->path);
        free(writer->temporary);
        free(writer->folder);
        free(writer);
    }
}

static char *copy_text(const char *text, size_t len, const char *tail) {
    size_t tail_len = strlen(tail);
    char *copy = malloc(len + tail_len + 1);
    if (copy != NULL) {
        memcpy(copy, text, len);
        memcpy(copy + len, tail, tail_len + 1);
    }
    return copy;
}

static int write_all(struct xc_file_writer *writer, const char *bytes, size_t len,
                     struct xc_error *error) {
    while (len > 0) {
        ssize_t put = write(writer->descriptor, bytes, len);
        if (put < 0) {
            if (errno == EINTR) {
                continue;
            }
            return xc_fail_errno(error, errno, "write", writer->path);
        }
        bytes += put;
        len -= (size_t)put;
    }
    return XC_OK;
}

int xc_file_writer_open(const char *path, unsigned mode, struct xc_file_writer **writer,
                        struct xc_error *error) {
    int code = XC_OK;
    *writer = NULL;
    struct xc_file_writer *fresh = malloc(sizeof *fresh);
    if (fresh == NULL) {
        return xc_fail_memory(error);
    }
    const char *slash = strrchr(path, '/');
    size_t folder_len = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    fresh->descriptor = -1;
    fresh->held = 0;
    fresh->path = copy_text(path, strlen(path), "");
    fresh->folder = copy_text(path, folder_len, ".");
    fresh->temporary = copy_text(path, folder_len, TEMPORARY);
    if (fresh->path == NULL || fresh->folder == NULL || fresh->temporary == NULL) {
        code = xc_fail_memory(error);
        goto done;
    }
    if (path[folder_len] == '\0') {
        code = xc_fail(error, XC_EINPUT, "“%s” does not name a file", path);
        goto done;
    }
    fresh->descriptor = mkstemp(fresh->temporary);
    if (fresh->descriptor < 0) {
        code = xc_fail_errno(error, errno, "write", path);
        goto done;
    }
    if (fcntl(fresh->descriptor, F_SETFD, FD_CLOEXEC) < 0 ||
        fchmod(fresh->descriptor, (mode_t)mode) < 0) {
        code = xc_fail_errno(error, errno, "write", path);
        (void)unlink(fresh->temporary);
        goto done;
    }
    *writer = fresh;
    fresh = NULL;
done:
    writer_free(fresh);
    return code;
}

int xc_file_writer_add(struct xc_file_writer *writer, struct xc_str bytes,
                       struct xc_error *error) {
    if (bytes.len > sizeof writer->bytes - writer->held) {
        int code = write_all(writer, writer->bytes, writer->held, error);
        if (code != XC_OK) {
            return code;
        }
        writer->held = 0;
        if (bytes.len > sizeof writer->bytes) {
            return write_all(writer, bytes.ptr, bytes.len, error);
        }
    }
    if (bytes.len > 0) {
        memcpy(writer->bytes + writer->held, bytes.ptr, bytes.len);
        writer->held += bytes.len;
    }
    return XC_OK;
}

/* Makes the rename itself survive a power cut. File systems that cannot do this say
 * EINVAL. */
static int sync_folder(const char *folder, struct xc_error *error) {
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return xc_fail_errno(error, errno, "write", folder);
    }
    int code = XC_OK;
    if (fsync(descriptor) < 0 && errno != EINVAL) {
        code = xc_fail_errno(error, errno, "write", folder);
    }
    (void)close(descriptor);
    return code;
}

int xc_file_writer_commit(struct xc_file_writer *writer, struct xc_error *error) {
    bool renamed = false;
    int code = write_all(writer, writer->bytes, writer->held, error);
    if (code != XC_OK) {
        goto done;
    }
    int descriptor = writer->descriptor;
    if (fsync(descriptor) < 0 && errno != EINVAL) {
        code = xc_fail_errno(error, errno, "write", writer->path);
        goto done;
    }
    writer->descriptor = -1;
    if (close(descriptor) < 0) {
        code = xc_fail_errno(error, errno, "write", writer->path);
        goto done;
    }
    if (rename(writer->temporary, writer->path) < 0) {
        code = xc_fail_errno(error, errno, "write", writer->path);
        goto done;
    }
    renamed = true;
    code = sync_folder(writer->folder, error);
done:
    if (!renamed) {
        (void)unlink(writer->temporary);
    }
    writer_free(writer);
    return code;
}

void xc_file_writer_abandon(struct xc_file_writer *writer) {
    if (writer != NULL) {
        (void)unlink(writer->temporary);
        writer_free(writer);
    }
}

int xc_file_write(const char *path, struct xc_str bytes, unsigned mode,
                  struct xc_error *error) {
    struct xc_file_writer *writer = NULL;
    int code = xc_file_writer_open(path, mode, &writer, error);
    if (writer == NULL) {
        return code;
    }
    code = xc_file_writer_add(writer, bytes, error);
    if (code != XC_OK) {
        xc_file_writer_abandon(writer);
        return code;
    }
    return xc_file_writer_commit(writer, error);
}

/* Folders in folders of drafts; links are not followed. */
static void sweep(const char *folder, int64_t before, unsigned deep) {
    DIR *entries = opendir(folder);
    struct xc_buffer path = xc_buffer_make(PATH_MAX);
    const struct dirent *entry;
    struct stat status;
    while (entries && (entry = readdir(entries))) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
            xc_path_join(&path, folder, name) != XC_OK || lstat(path.ptr, &status) != 0) {
            continue;
        }
        bool half = strlen(name) == sizeof TEMPORARY - 1 &&
                    strncmp(name, TEMPORARY, TEMPORARY_HEAD) == 0;
        if (S_ISDIR(status.st_mode) && deep < SWEEP_DEEP) {
            sweep(path.ptr, before, deep + 1);
        } else if (S_ISREG(status.st_mode) && half && status.st_mtime < before) {
            (void)unlink(path.ptr);
        }
    }
    if (entries) {
        (void)closedir(entries);
    }
    xc_buffer_free(&path);
}

void xc_folder_sweep(const char *folder, int64_t before) {
    sweep(folder, before, 0);
}

bool xc_file_exists(const char *path) {
    struct stat status;
    return stat(path, &status) == 0;
}

static int make_one(const char *path, unsigned mode, struct xc_error *error) {
    struct stat status;
    if (mkdir(path, (mode_t)mode) == 0) {
        return XC_OK;
    }
    int number = errno;
    if (stat(path, &status) == 0) { /* also where mkdir says EROFS or EACCES for "/" */
        if (S_ISDIR(status.st_mode)) {
            return XC_OK;
        }
        return xc_fail(error, XC_EENV, "%s is a file, expected a folder", path);
    }
    return xc_fail_errno(error, number, "make", path);
}

int xc_folder_make(const char *path, unsigned mode, struct xc_error *error) {
    char *part = copy_text(path, strlen(path), "");
    int code = XC_OK;
    if (part == NULL) {
        return xc_fail_memory(error);
    }
    for (char *at = part; code == XC_OK && *at != '\0'; at++) {
        if (*at == '/' && at != part) {
            *at = '\0';
            code = make_one(part, mode, error);
            *at = '/';
        }
    }
    if (code == XC_OK) {
        code = make_one(path, mode, error);
    }
    free(part);
    return code;
}

int xc_path_join(struct xc_buffer *out, const char *folder, const char *name) {
    size_t len = strlen(folder);
    xc_buffer_clear(out);
    (void)xc_buffer_append(out, folder, len);
    if (len > 0 && folder[len - 1] != '/') {
        (void)xc_buffer_putc(out, '/');
    }
    (void)xc_buffer_puts(out, name);
    if (xc_buffer_putc(out, '\0') != XC_OK) {
        return XC_ENOMEM;
    }
    out->len--;
    return XC_OK;
}
