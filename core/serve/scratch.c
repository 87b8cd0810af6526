#include "serve/scratch.h"

#include "base/file.h"
#include "exchange/zip_out.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILES = 10000,
    FILE_BYTES = 256 * 1024 * 1024, /* of all together */
    PATH_BYTES = 4096,
    DEEP = 4
};

int xc_scratch_write(const char *path, struct xc_str bytes, struct xc_error *error) {
    struct xc_str folder = xc_str_from(path);
    char text[PATH_BYTES];
    while (folder.len > 0 && folder.ptr[folder.len - 1] != '/') {
        folder.len--;
    }
    (void)snprintf(text, sizeof text, "%.*s", XC_PRI(folder));
    int rc = xc_folder_make(text, 0700, error);
    if (rc != XC_OK) {
        return rc;
    }
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return xc_fail_errno(error, errno, "create", path);
    }
    while (rc == XC_OK && bytes.len > 0) {
        ssize_t written = write(file, bytes.ptr, bytes.len);
        if (written < 0 && errno != EINTR) {
            rc = xc_fail_errno(error, errno, "write", path);
        } else if (written > 0) {
            bytes = xc_str_slice(bytes, (size_t)written, bytes.len);
        }
    }
    if (close(file) != 0 && rc == XC_OK) {
        rc = xc_fail_errno(error, errno, "write", path);
    }
    return rc;
}

/* ---- what was written ---- */

struct found {
    char **paths; /* below the folder */
    size_t count;
};

static void free_found(struct found *found) {
    for (size_t i = 0; i < found->count; i++) {
        free(found->paths[i]);
    }
    free(found->paths);
}

static int look(const char *folder, const char *below, unsigned deep, struct found *found,
                struct xc_error *error) {
    char path[PATH_BYTES], name[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s%s%s", folder, *below ? "/" : "", below);
    DIR *entries = opendir(path);
    if (!entries) {
        return xc_fail_errno(error, errno, "open", path);
    }
    int rc = XC_OK;
    for (struct dirent *entry; rc == XC_OK && (entry = readdir(entries));) {
        struct stat about;
        if (entry->d_name[0] == '.') {
            continue;
        }
        int len = snprintf(name, sizeof name, "%s%s%s", below, *below ? "/" : "",
                           entry->d_name);
        int whole = snprintf(path, sizeof path, "%s/%s", folder, name);
        if (len < 0 || whole < 0 || (size_t)whole >= sizeof path ||
            lstat(path, &about) != 0) {
            continue;
        }
        if (S_ISDIR(about.st_mode) && deep > 0) {
            rc = look(folder, name, deep - 1, found, error);
        } else if (S_ISREG(about.st_mode)) {
            rc = found->count < FILES
                     ? XC_OK
                     : xc_fail(error, XC_EINPUT, "more than %d files cannot be sent",
                               FILES);
            char *copy = rc == XC_OK ? strdup(name) : NULL;
            rc = rc == XC_OK && !copy ? xc_fail_memory(error) : rc;
            if (copy) {
                found->paths[found->count++] = copy;
            }
        }
    }
    closedir(entries);
    return rc;
}

static int by_name(const void *a, const void *b) {
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

static const struct {
    const char *ending, *type;
} types[] = {
    {".csv", "text/csv; charset=utf-8"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".html", "text/html; charset=utf-8"},
    {".ics", "text/calendar; charset=utf-8"},
    {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".zip", "application/zip"},
};

static void set_name(struct xc_scratch_file *file, const char *path) {
    const char *last = strrchr(path, '/');
    (void)snprintf(file->name, sizeof file->name, "%s", last ? last + 1 : path);
    for (char *at = file->name; *at; at++) {
        bool safe = *at > ' ' && *at != '"' && *at != '\\' && *at != 127 && *at > 0;
        *at = (char)(safe ? *at : '_');
    }
    file->type = "application/octet-stream";
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (xc_str_ends(xc_str_from(file->name), xc_str_from(types[i].ending))) {
            file->type = types[i].type;
        }
    }
}

static int read_into(const char *folder, const char *name, struct xc_buffer *out,
                     struct xc_error *error) {
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return xc_file_read(path, out, error);
}

static int zip_all(const char *folder, const struct found *found,
                   struct xc_scratch_file *file, struct xc_error *error) {
    struct xc_zip_out *zip = NULL;
    int rc = xc_zip_out_new(&file->bytes, &zip, error);
    for (size_t i = 0; rc == XC_OK && i < found->count; i++) {
        struct xc_buffer bytes = xc_buffer_make(FILE_BYTES);
        rc = read_into(folder, found->paths[i], &bytes, error);
        if (rc == XC_OK) {
            xc_zip_out_part(zip, found->paths[i]);
            xc_zip_out_add(zip, xc_buffer_view(&bytes));
        }
        xc_buffer_free(&bytes);
    }
    if (rc == XC_OK) {
        rc = xc_zip_out_finish(zip, error);
    }
    xc_zip_out_free(zip);
    return rc;
}

int xc_scratch_gather(const char *folder, struct xc_scratch_file *file,
                      struct xc_error *error) {
    struct found found = {calloc(FILES, sizeof(char *)), 0};
    file->bytes = xc_buffer_make(FILE_BYTES);
    int rc = found.paths ? look(folder, "", DEEP, &found, error) : xc_fail_memory(error);
    if (rc == XC_OK && found.count == 0) {
        rc = xc_fail(error, XC_ENO, "there is nothing to send");
    } else if (rc == XC_OK && found.count == 1) {
        set_name(file, found.paths[0]);
        rc = read_into(folder, found.paths[0], &file->bytes, error);
    } else if (rc == XC_OK) {
        qsort(found.paths, found.count, sizeof *found.paths, by_name);
        set_name(file, "xuncha.zip");
        rc = zip_all(folder, &found, file, error);
    }
    free_found(&found);
    return rc;
}

void xc_scratch_file_free(struct xc_scratch_file *file) {
    xc_buffer_free(&file->bytes);
}

void xc_scratch_remove(const char *folder) {
    DIR *entries = opendir(folder);
    char path[PATH_BYTES];
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            if (unlink(path) != 0) {
                xc_scratch_remove(path);
            }
        }
    }
    if (entries) {
        closedir(entries);
        (void)rmdir(folder);
    }
}
