#include "policy/files.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

struct listing {
    struct xc_arena *arena;
    struct xc_policy_file *files;
    size_t count;
    size_t above; /* bytes of the folder and its '/' */
    struct xc_error *error;
};

static bool is_policy(struct xc_str name) {
    return xc_str_ends(name, XC_STR(".lua")) && !xc_str_ends(name, XC_STR("_test.lua"));
}

static bool is_plain(struct xc_str name) {
    bool plain = xc_utf8_valid(name, NULL);
    for (size_t i = 0; i < name.len; i++) {
        plain = plain && (unsigned char)name.ptr[i] >= ' ' && name.ptr[i] != 127;
    }
    return plain;
}

static int add_file(struct listing *listing, struct xc_str path) {
    struct xc_policy_file *file = &listing->files[listing->count];
    struct xc_str below = xc_str_slice(path, listing->above, path.len - listing->above),
                  rest = below;
    if (listing->count == XC_POLICY_FILES) {
        return xc_fail(listing->error, XC_EINPUT, "%.*s: more than %d policies",
                       (int)listing->above, path.ptr, XC_POLICY_FILES);
    }
    struct xc_buffer name = xc_buffer_make(PATH_MAX);
    while (rest.ptr) {
        file->base = xc_str_cut(&rest, '/');
        xc_buffer_puts(&name, name.len ? "." : "");
        xc_buffer_add(&name, file->base);
    }
    file->path = xc_arena_copy(listing->arena, path);
    file->name = xc_arena_copy(listing->arena,
                               xc_str_slice(xc_buffer_view(&name), 0, name.len - 4));
    file->base = xc_arena_copy(listing->arena, file->base);
    bool failed = name.failed || !file->path.ptr || !file->name.ptr || !file->base.ptr;
    xc_buffer_free(&name);
    listing->count++;
    return failed ? xc_fail_memory(listing->error) : XC_OK;
}

static int list_folder(struct listing *listing, const char *folder, unsigned depth);

/* A link may name a file, not a folder: so nothing is walked twice. */
static int list_entry(struct listing *listing, const char *folder, const char *name,
                      unsigned depth) {
    struct xc_buffer path = xc_buffer_make(PATH_MAX);
    struct stat itself, status;
    struct xc_str plain = xc_str_from(name);
    int rc = XC_OK;
    if (name[0] == '.' || !is_plain(plain)) {
        xc_buffer_free(&path);
        return XC_OK;
    }
    if (xc_path_join(&path, folder, name) == XC_OK && lstat(path.ptr, &itself) == 0 &&
        stat(path.ptr, &status) == 0) {
        if (S_ISDIR(itself.st_mode) && depth < XC_POLICY_FOLDERS_DEEP) {
            rc = list_folder(listing, path.ptr, depth + 1);
        } else if (S_ISREG(status.st_mode) && is_policy(plain)) {
            rc = add_file(listing, xc_buffer_view(&path));
        }
    }
    xc_buffer_free(&path);
    return rc;
}

static int list_folder(struct listing *listing, const char *folder, unsigned depth) {
    DIR *entries = opendir(folder);
    struct dirent *entry;
    int rc = XC_OK;
    if (!entries) {
        return errno == ENOENT || errno == ENOTDIR || depth > 1
                   ? XC_OK
                   : xc_fail_errno(listing->error, errno, "read", folder);
    }
    while (rc == XC_OK && (entry = readdir(entries))) {
        rc = list_entry(listing, folder, entry->d_name, depth);
    }
    (void)closedir(entries);
    return rc;
}

static int by_path(const void *left, const void *right) {
    return xc_str_compare(((const struct xc_policy_file *)left)->path,
                          ((const struct xc_policy_file *)right)->path);
}

int xc_policy_files(const char *folder, struct xc_arena *arena,
                    struct xc_policy_file **files, size_t *count,
                    struct xc_error *error) {
    struct listing listing = {
        .arena = arena,
        .files = xc_arena_array(arena, XC_POLICY_FILES, sizeof **files),
        .above = xc_str_from(folder).len + !xc_str_ends(xc_str_from(folder), XC_STR("/")),
        .error = error};
    int rc = listing.files ? list_folder(&listing, folder, 1) : xc_fail_memory(error);
    if (rc == XC_OK) {
        qsort(listing.files, listing.count, sizeof **files, by_path);
    }
    *files = listing.files;
    *count = rc == XC_OK ? listing.count : 0;
    return rc;
}
