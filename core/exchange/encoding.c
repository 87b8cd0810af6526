#include "exchange/encoding.h"

#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

static const size_t text_max = (size_t)2 << 30;

/* True where some byte starts a character of three or four bytes. */
static bool has_wide(struct xc_str bytes, bool *ascii) {
    *ascii = true;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        if (byte >= 0xE0) {
            *ascii = false;
            return true;
        }
        if (byte >= 0x80)
            *ascii = false;
    }
    return false;
}

static void place_of(struct xc_str bytes, size_t position, unsigned *line,
                     unsigned *column) {
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < position && i < bytes.len; i++) {
        if (bytes.ptr[i] == '\n') {
            (*line)++;
            *column = 1;
        } else {
            (*column)++;
        }
    }
}

/* Converts all of bytes into decoded->own. 0, XC_EINPUT with *position at the first byte
 * that is not of the encoding, or XC_ENOMEM. */
static int convert(struct xc_str bytes, const char *encoding, struct xc_decoded *decoded,
                   size_t *position) {
    int code = XC_OK;
    iconv_t handle = iconv_open("UTF-8", encoding);
    if ((intptr_t)handle == -1) {
        *position = 0;
        return XC_EENV;
    }
    struct xc_buffer *own = &decoded->own;
    /* iconv takes char ** without const and does not write through it. */
    char *in = (char *)bytes.ptr;
    size_t in_left = bytes.len;
    size_t room = bytes.len + bytes.len / 2 + 64;
    xc_buffer_clear(own);
    while (in_left > 0) {
        char *out = xc_buffer_reserve(own, room);
        if (out == NULL) {
            code = XC_ENOMEM;
            goto done;
        }
        size_t out_left = room;
        size_t result = iconv(handle, &in, &in_left, &out, &out_left);
        own->len += room - out_left;
        if (result == (size_t)-1 && errno != E2BIG) {
            *position = bytes.len - in_left;
            code = XC_EINPUT;
            goto done;
        }
        room = in_left + in_left / 2 + 64;
    }
    decoded->text = xc_buffer_view(own);
done:
    iconv_close(handle);
    if (code != XC_OK)
        xc_buffer_free(own);
    return code;
}

static int fail_encoding(struct xc_str bytes, size_t position, const char *encoding,
                         struct xc_str file, struct xc_error *error) {
    unsigned line;
    unsigned column;
    place_of(bytes, position, &line, &column);
    unsigned byte = position < bytes.len ? (unsigned char)bytes.ptr[position] : 0;
    xc_fail_at(error, XC_EINPUT, file, line, column,
               "the byte 0x%02X is not text in the encoding %s", byte, encoding);
    return xc_hint(error,
                   "save the file as “CSV UTF-8” or as .xlsx, or name its encoding with "
                   "--encoding utf-8 or --encoding gb18030");
}

static int finish(int code, struct xc_str bytes, size_t position, const char *encoding,
                  struct xc_str file, struct xc_error *error) {
    if (code == XC_ENOMEM)
        return xc_fail_memory(error);
    if (code == XC_EENV)
        return xc_fail(error, XC_EENV, "this system cannot convert the encoding %s",
                       encoding);
    if (code == XC_EINPUT)
        return fail_encoding(bytes, position, encoding, file, error);
    return code;
}

/* XC_OK where a byte order mark was found and used, 1 where there is none. */
static int decode_marked(struct xc_str bytes, struct xc_str file,
                         struct xc_decoded *decoded, struct xc_error *error) {
    static const struct {
        struct xc_str mark;
        const char *name;
        const char *shown;
    } marks[] = {{XC_STR_INIT("\xEF\xBB\xBF"), "UTF-8", "UTF-8 with BOM"},
                 {XC_STR_INIT("\xFF\xFE"), "UTF-16LE", "UTF-16"},
                 {XC_STR_INIT("\xFE\xFF"), "UTF-16BE", "UTF-16"},
                 {XC_STR_INIT("\x84\x31\x95\x33"), "GB18030", "GB18030"}};
    size_t position = 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (!xc_str_starts(bytes, marks[i].mark))
            continue;
        struct xc_str rest = xc_str_slice(bytes, marks[i].mark.len, bytes.len);
        decoded->encoding = marks[i].shown;
        if (i == 0) {
            decoded->text = rest;
            if (xc_utf8_valid(rest, &position))
                return XC_OK;
            return fail_encoding(bytes, position + marks[i].mark.len, "UTF-8", file,
                                 error);
        }
        int code = convert(rest, marks[i].name, decoded, &position);
        return finish(code, bytes, position + marks[i].mark.len, marks[i].name, file,
                      error);
    }
    return 1;
}

static int decode_chinese(struct xc_str bytes, bool well_formed, struct xc_str file,
                          struct xc_decoded *decoded, struct xc_error *error) {
    size_t first = 0;
    size_t position = 0;
    decoded->encoding = "GB18030";
    int code = convert(bytes, "GB18030", decoded, &first);
    if (code != XC_EINPUT)
        return finish(code, bytes, first, "GB18030", file, error);
    decoded->encoding = "CP936";
    code = convert(bytes, "CP936", decoded, &position);
    if (code != XC_EINPUT)
        return finish(code, bytes, position, "CP936", file, error);
    if (well_formed) {
        decoded->encoding = "UTF-8";
        decoded->text = bytes;
        return XC_OK;
    }
    return fail_encoding(bytes, first, "GB18030", file, error);
}

int xc_decode(struct xc_str bytes, enum xc_import_encoding encoding, struct xc_str file,
              struct xc_decoded *decoded, struct xc_error *error) {
    size_t position = 0;
    *decoded = (struct xc_decoded){.own = xc_buffer_make(text_max), .encoding = "UTF-8"};
    int code = decode_marked(bytes, file, decoded, error);
    if (code <= 0)
        return code;
    if (encoding == XC_ENCODING_GB18030) {
        decoded->encoding = "GB18030";
        code = convert(bytes, "GB18030", decoded, &position);
        return finish(code, bytes, position, "GB18030", file, error);
    }
    bool well_formed = xc_utf8_valid(bytes, &position);
    decoded->text = bytes;
    if (encoding == XC_ENCODING_UTF8)
        return well_formed ? XC_OK : fail_encoding(bytes, position, "UTF-8", file, error);
    bool ascii;
    if (well_formed && (has_wide(bytes, &ascii) || ascii))
        return XC_OK;
    return decode_chinese(bytes, well_formed, file, decoded, error);
}

void xc_decoded_free(struct xc_decoded *decoded) {
    xc_buffer_free(&decoded->own);
    decoded->text = (struct xc_str){0};
}
