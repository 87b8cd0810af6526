#include "serve/assets.h"

#include "base/file.h"
#include "serve/gzip.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    FILES = 2000,
    FILE_BYTES = 8 * 1024 * 1024,
    PATH_BYTES = 512,
    DEEP = 8,
    ARENA_BYTES = 1024 * 1024,
    PACK_FROM = 256 /* bytes; smaller files are not worth packing */
};

struct asset {
    struct xc_str path; /* as it is asked for: "/app.js" */
    const char *type;
    struct xc_http_blob *plain, *packed; /* packed NULL: not worth it */
    char tags[2][XC_DIGEST_HEX / 2 + 4]; /* of both, with quotes */
};

struct xc_assets {
    struct xc_arena *arena;
    struct asset *files;
    size_t count;
};

static const struct {
    const char *ending, *type;
    bool packs;
} types[] = {
    {".html", "text/html; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".json", "application/json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".webmanifest", "application/manifest+json", true},
    {".png", "image/png", false},
    {".ico", "image/x-icon", false},
    {".woff2", "font/woff2", false},
};

static void set_type(struct asset *asset, bool *packs) {
    asset->type = "application/octet-stream";
    *packs = false;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (xc_str_ends(asset->path, xc_str_from(types[i].ending))) {
            asset->type = types[i].type;
            *packs = types[i].packs;
        }
    }
}

static int set_tag(struct xc_str bytes, char out[XC_DIGEST_HEX / 2 + 4],
                   struct xc_error *error) {
    struct xc_digest digest;
    char hex[XC_DIGEST_HEX + 1];
    int rc = xc_sha256(bytes, &digest, error);
    if (rc == XC_OK) {
        xc_digest_hex(&digest, hex);
        out[0] = '"';
        memcpy(out + 1, hex, XC_DIGEST_HEX / 2);
        out[XC_DIGEST_HEX / 2 + 1] = '"';
        out[XC_DIGEST_HEX / 2 + 2] = '\0';
    }
    return rc;
}

static int fill(struct asset *asset, struct xc_str bytes, struct xc_error *error) {
    bool packs;
    set_type(asset, &packs);
    asset->plain = xc_http_blob_new(bytes);
    int rc = asset->plain ? set_tag(bytes, asset->tags[0], error) : xc_fail_memory(error);
    if (rc != XC_OK || !packs || bytes.len < PACK_FROM) {
        return rc;
    }
    struct xc_buffer packed = xc_buffer_make(FILE_BYTES * 2);
    if (!xc_gzip(bytes, XC_GZIP_SMALL, &packed)) {
        rc = xc_fail_memory(error);
    } else if (packed.len < bytes.len) {
        asset->packed = xc_http_blob_new(xc_buffer_view(&packed));
        rc = asset->packed ? set_tag(xc_buffer_view(&packed), asset->tags[1], error)
                           : xc_fail_memory(error);
    }
    xc_buffer_free(&packed);
    return rc;
}

static int add_file(struct xc_assets *assets, const char *file, struct xc_str path,
                    struct xc_error *error) {
    if (assets->count == FILES) {
        return xc_fail(error, XC_EINPUT, "%s: there are more than %d files of pages",
                       file, FILES);
    }
    struct xc_buffer bytes = xc_buffer_make(FILE_BYTES);
    struct asset *asset = &assets->files[assets->count++];
    asset->path = xc_arena_copy(assets->arena, path);
    int rc = asset->path.ptr ? xc_file_read(file, &bytes, error) : xc_fail_memory(error);
    if (rc == XC_OK) {
        rc = fill(asset, xc_buffer_view(&bytes), error);
    }
    xc_buffer_free(&bytes);
    return rc;
}

/* file: of the folder; its first `root` bytes are the folder that is served. */
static int add_folder(struct xc_assets *assets, struct xc_buffer *file, size_t root,
                      unsigned deep, struct xc_error *error) {
    DIR *folder = opendir(file->ptr);
    if (!folder) {
        return xc_fail_errno(error, errno, "open", file->ptr);
    }
    int rc = XC_OK;
    size_t len = file->len;
    for (struct dirent *entry; rc == XC_OK && (entry = readdir(folder));) {
        struct stat about;
        if (entry->d_name[0] == '.' || len + strlen(entry->d_name) + 2 > PATH_BYTES) {
            continue;
        }
        file->len = len;
        xc_buffer_printf(file, "/%s", entry->d_name);
        if (xc_buffer_putc(file, '\0') != XC_OK) {
            rc = xc_fail_memory(error);
            break;
        }
        file->len--;
        struct xc_str path = xc_str_slice(xc_buffer_view(file), root, file->len);
        if (stat(file->ptr, &about) != 0) {
            continue;
        }
        if (S_ISDIR(about.st_mode) && deep > 0) {
            rc = add_folder(assets, file, root, deep - 1, error);
        } else if (S_ISREG(about.st_mode)) {
            rc = add_file(assets, file->ptr, path, error);
        }
    }
    closedir(folder);
    return rc;
}

static int by_path(const void *a, const void *b) {
    const struct asset *left = a, *right = b;
    return xc_str_compare(left->path, right->path);
}

int xc_assets_load(const char *folder, struct xc_assets **assets,
                   struct xc_error *error) {
    struct xc_assets *made = calloc(1, sizeof *made);
    *assets = NULL;
    if (made) {
        made->arena = xc_arena_new(ARENA_BYTES);
        made->files = calloc(FILES, sizeof *made->files);
    }
    if (!made || !made->arena || !made->files) {
        xc_assets_free(made);
        return xc_fail_memory(error);
    }
    int rc = XC_OK;
    if (folder && xc_file_exists(folder)) {
        struct xc_buffer file = xc_buffer_make(2 * PATH_BYTES);
        xc_buffer_puts(&file, folder);
        size_t root = file.len;
        rc = xc_buffer_putc(&file, '\0') == XC_OK ? XC_OK : xc_fail_memory(error);
        if (rc == XC_OK) {
            file.len--;
            rc = add_folder(made, &file, root, DEEP, error);
        }
        xc_buffer_free(&file);
    }
    if (rc != XC_OK) {
        xc_assets_free(made);
        return rc;
    }
    qsort(made->files, made->count, sizeof *made->files, by_path);
    *assets = made;
    return XC_OK;
}

void xc_assets_free(struct xc_assets *assets) {
    if (!assets) {
        return;
    }
    for (size_t i = 0; i < assets->count; i++) {
        xc_http_blob_free(assets->files[i].plain);
        xc_http_blob_free(assets->files[i].packed);
    }
    free(assets->files);
    xc_arena_free(assets->arena);
    free(assets);
}

/* ---- answering ---- */

static const struct asset *find(const struct xc_assets *assets, struct xc_str path,
                                const char *ending) {
    char whole[PATH_BYTES];
    int len = snprintf(whole, sizeof whole, "%.*s%s", XC_PRI(path), ending);
    if (len < 0 || (size_t)len >= sizeof whole) {
        return NULL;
    }
    struct asset wanted = {.path = {whole, (size_t)len}};
    return bsearch(&wanted, assets->files, assets->count, sizeof wanted, by_path);
}

/* Everything lies below /assets/; a page has an address of its own as well. */
static const struct asset *choose(const struct xc_assets *assets, struct xc_str path) {
    static const struct xc_str below = XC_STR_INIT("/assets");
    static const char *const endings[] = {"/index.html", "index.html", ".html"};
    const struct asset *asset = NULL;
    if (xc_str_starts(path, below) && path.len > below.len) {
        return find(assets, xc_str_slice(path, below.len, path.len), "");
    }
    for (size_t i = 0; !asset && i < sizeof endings / sizeof endings[0]; i++) {
        asset = find(assets, path, endings[i]);
    }
    return asset                                ? asset
           : xc_str_ends(path, XC_STR(".html")) ? find(assets, path, "")
                                                : NULL;
}

static const char policy[] =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

bool xc_assets_answer(struct xc_site *site, struct xc_http_exchange *exchange) {
    const struct xc_http_head *head = xc_http_head(exchange);
    const struct asset *asset = choose(site->assets, head->path);
    if (!asset) {
        return false;
    }
    bool packed = asset->packed && xc_http_takes_gzip(head);
    struct xc_str tag = xc_str_from(asset->tags[packed]);
    xc_http_set(exchange, "ETag", tag);
    xc_http_set(exchange, "Cache-Control", XC_STR("no-cache"));
    xc_http_set(exchange, "Vary", XC_STR("Accept-Encoding"));
    xc_http_set(exchange, "Content-Security-Policy", xc_str_from(policy));
    if (xc_http_fresh(head, tag, XC_NO_INSTANT)) {
        xc_http_send(exchange, 304, XC_STR(""), XC_STR(""));
        return true;
    }
    if (packed) {
        xc_http_set(exchange, "Content-Encoding", XC_STR("gzip"));
    }
    if (xc_str_is(head->path, "/verify.html")) {
        /* One file with its scripts inside, to be kept and opened anywhere. */
        xc_http_set(exchange, "Content-Disposition",
                    XC_STR("attachment; filename=\"verify.html\""));
    }
    xc_http_send_blob(exchange, 200, xc_str_from(asset->type),
                      packed ? asset->packed : asset->plain);
    return true;
}
