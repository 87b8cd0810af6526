#include "exchange/zip_out.h"

#include <minizip/zip.h>
#include <stdlib.h>
#include <string.h>

struct xc_zip_out {
    struct xc_buffer *out; /* borrowed */
    size_t start;          /* of the zip file in out */
    size_t at;             /* where minizip writes next, from start */
    size_t end;            /* how much it wrote, also what found no room */
    zipFile handle;
    bool part; /* one is open */
    bool failed;
};

/* The buffer as minizip wants to write it: it goes back to put sizes into headers. */
static void *buffer_open(void *opaque, const void *name, int mode) {
    (void)name;
    (void)mode;
    return opaque;
}

static uLong buffer_read(void *opaque, void *stream, void *to, uLong size) {
    (void)opaque;
    (void)stream;
    (void)to;
    (void)size;
    return 0;
}

/* It never fails to minizip, which would lose memory: finish tells. */
static uLong buffer_write(void *opaque, void *stream, const void *from, uLong size) {
    (void)opaque;
    struct xc_zip_out *zip = stream;
    size_t inside = size < zip->end - zip->at ? size : zip->end - zip->at;
    if (!zip->out->failed) {
        memcpy(zip->out->ptr + zip->start + zip->at, from, inside);
        (void)xc_buffer_append(zip->out, (const char *)from + inside, size - inside);
    }
    zip->at += size;
    zip->end = zip->at > zip->end ? zip->at : zip->end;
    return size;
}

static ZPOS64_T buffer_tell(void *opaque, void *stream) {
    (void)opaque;
    return ((const struct xc_zip_out *)stream)->at;
}

static long buffer_seek(void *opaque, void *stream, ZPOS64_T offset, int origin) {
    (void)opaque;
    struct xc_zip_out *zip = stream;
    size_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? zip->at
                  : origin == ZLIB_FILEFUNC_SEEK_END ? zip->end
                                                     : 0;
    if (offset > zip->end || base > zip->end - offset) {
        return -1;
    }
    zip->at = base + (size_t)offset;
    return 0;
}

static int buffer_nothing(void *opaque, void *stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

int xc_zip_out_new(struct xc_buffer *out, struct xc_zip_out **zip,
                   struct xc_error *error) {
    *zip = NULL;
    struct xc_zip_out *made = calloc(1, sizeof *made);
    if (!made) {
        return xc_fail_memory(error);
    }
    zlib_filefunc64_def functions = {buffer_open,    buffer_read, buffer_write,
                                     buffer_tell,    buffer_seek, buffer_nothing,
                                     buffer_nothing, made};
    made->out = out;
    made->start = out->len;
    /* So that out is somewhere before the first byte is copied into it. */
    if (xc_buffer_reserve(out, 1)) {
        made->handle = zipOpen2_64("", APPEND_STATUS_CREATE, NULL, &functions);
    }
    if (!made->handle) {
        free(made);
        return xc_fail_memory(error);
    }
    *zip = made;
    return XC_OK;
}

static void end_part(struct xc_zip_out *zip) {
    if (zip->part && zipCloseFileInZip(zip->handle) != ZIP_OK) {
        zip->failed = true;
    }
    zip->part = false;
}

void xc_zip_out_part(struct xc_zip_out *zip, const char *name) {
    /* The first day that a zip file knows: that of writing would change its bytes. */
    zip_fileinfo information = {.tmz_date = {.tm_mday = 1, .tm_mon = 0, .tm_year = 1980}};
    end_part(zip);
    int rc = zipOpenNewFileInZip(zip->handle, name, &information, NULL, 0, NULL, 0, NULL,
                                 Z_DEFLATED, Z_DEFAULT_COMPRESSION);
    zip->part = rc == ZIP_OK;
    zip->failed = zip->failed || !zip->part;
}

void xc_zip_out_add(struct xc_zip_out *zip, struct xc_str bytes) {
    while (bytes.len > 0 && zip->part) {
        unsigned piece = bytes.len < 1u << 20 ? (unsigned)bytes.len : 1u << 20;
        if (zipWriteInFileInZip(zip->handle, bytes.ptr, piece) != ZIP_OK) {
            zip->failed = true;
            return;
        }
        bytes = xc_str_slice(bytes, piece, bytes.len);
    }
}

int xc_zip_out_finish(struct xc_zip_out *zip, struct xc_error *error) {
    end_part(zip);
    if (zip->handle && zipClose(zip->handle, NULL) != ZIP_OK) {
        zip->failed = true;
    }
    zip->handle = NULL;
    return zip->failed || zip->out->failed ? xc_fail_memory(error) : XC_OK;
}

void xc_zip_out_free(struct xc_zip_out *zip) {
    if (zip) {
        end_part(zip);
        if (zip->handle) {
            zipClose(zip->handle, NULL);
        }
        free(zip);
    }
}
