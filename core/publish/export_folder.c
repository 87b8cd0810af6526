/* Where exported calendars lie: one folder for each kind, one file for each reader. */
#include "publish/export.h"

#include "base/file.h"

#include <dirent.h>

static const char *const kinds[] = {NULL, "person", "crew", "area", "office"};

/* Shortens a name of which file systems take 255 bytes, ending included. */
static void shorten(struct xc_buffer *out, size_t start, struct xc_str id) {
    enum { NAME_BYTES = 200, DIGEST_CHARACTERS = 16 };
    char hex[XC_DIGEST_HEX + 1];
    struct xc_digest digest;
    if (out->failed || out->len - start <= NAME_BYTES ||
        xc_sha256(id, &digest, NULL) != XC_OK) {
        return;
    }
    size_t end = start + NAME_BYTES - DIGEST_CHARACTERS - 1;
    while (end > start && ((unsigned char)out->ptr[end] & 0xC0) == 0x80) {
        end--; /* not within a character */
    }
    xc_digest_hex(&digest, hex);
    out->len = end;
    xc_buffer_putc(out, '~');
    xc_buffer_add(out, (struct xc_str){hex, DIGEST_CHARACTERS});
}

void xc_export_name(struct xc_buffer *out, struct xc_str id) {
    static const char hex[] = "0123456789ABCDEF";
    size_t start = out->len;
    for (size_t i = 0; i < id.len; i++) {
        unsigned char byte = (unsigned char)id.ptr[i];
        bool plain = byte >= 0x80 || (byte >= '0' && byte <= '9') ||
                     (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                     byte == '-' || byte == '_' || (byte == '.' && i > 0);
        if (plain) {
            xc_buffer_putc(out, (char)byte);
        } else {
            xc_buffer_putc(out, '%');
            xc_buffer_putc(out, hex[byte >> 4]);
            xc_buffer_putc(out, hex[byte & 15]);
        }
    }
    shorten(out, start, id);
}

int xc_export_path(struct xc_buffer *out, const char *folder, const char *kind,
                   struct xc_str id, const char *ending) {
    xc_buffer_clear(out);
    xc_buffer_printf(out, "%s/%s/", folder, kind);
    xc_export_name(out, id);
    xc_buffer_puts(out, ending);
    return xc_buffer_putc(out, '\0');
}

int xc_export_folder(const struct xc_export_options *options, const char *kind,
                     struct xc_error *error) {
    struct xc_buffer path = xc_buffer_make(4096);
    int rc = xc_folder_make(options->folder, 0700, error);
    xc_buffer_printf(&path, "%s/%s", options->folder, kind);
    if (rc == XC_OK) {
        rc = xc_buffer_putc(&path, '\0') == XC_OK ? xc_folder_make(path.ptr, 0700, error)
                                                  : xc_fail_memory(error);
    }
    xc_buffer_free(&path);
    return rc;
}

int xc_export_folders(const struct xc_export_options *options, struct xc_error *error) {
    int rc = XC_OK;
    for (int kind = XC_BY_PERSON; kind <= XC_BY_OFFICE && rc == XC_OK; kind++) {
        if (options->by == XC_BY_ALL || (int)options->by == kind) {
            rc = xc_export_folder(options, kinds[kind], error);
        }
    }
    return rc;
}

size_t xc_export_old(const char *folder, enum xc_export_by by, size_t written) {
    struct xc_buffer path = xc_buffer_make(4096);
    const struct dirent *entry;
    size_t found = 0;
    xc_buffer_printf(&path, "%s/%s", folder, kinds[by]);
    DIR *files = xc_buffer_putc(&path, '\0') == XC_OK ? opendir(path.ptr) : NULL;
    while (files && (entry = readdir(files))) {
        found += xc_str_ends(xc_str_from(entry->d_name), XC_STR(".ics"));
    }
    if (files) {
        (void)closedir(files);
    }
    xc_buffer_free(&path);
    return found > written ? found - written : 0;
}
