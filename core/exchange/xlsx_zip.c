#include "exchange/xlsx_zip.h"

#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t inflated_max = (uint64_t)512 << 20;
static const uint64_t inflated_free = (uint64_t)16 << 20;
static const uint64_t inflated_ratio = 200;

enum { PIECE_BYTES = 65536 };

/* The bytes of the file as minizip wants to read them. */
struct memory_file {
    struct xc_str bytes;
    uint64_t at;
};

struct xc_zip {
    struct memory_file memory;
    unzFile handle;
    struct xc_str file;
    uint64_t inflated;
};

static void *memory_open(void *opaque, const void *name, int mode) {
    (void)name;
    (void)mode;
    return opaque;
}

static uLong memory_read(void *opaque, void *stream, void *out, uLong size) {
    (void)opaque;
    struct memory_file *memory = stream;
    if (memory->at >= memory->bytes.len)
        return 0;
    uint64_t left = memory->bytes.len - memory->at;
    uLong count = size < left ? size : (uLong)left;
    memcpy(out, memory->bytes.ptr + memory->at, count);
    memory->at += count;
    return count;
}

static uLong memory_write(void *opaque, void *stream, const void *from, uLong size) {
    (void)opaque;
    (void)stream;
    (void)from;
    (void)size;
    return 0;
}

static ZPOS64_T memory_tell(void *opaque, void *stream) {
    (void)opaque;
    return ((struct memory_file *)stream)->at;
}

static long memory_seek(void *opaque, void *stream, ZPOS64_T offset, int origin) {
    (void)opaque;
    struct memory_file *memory = stream;
    uint64_t base = 0;
    if (origin == ZLIB_FILEFUNC_SEEK_CUR)
        base = memory->at;
    else if (origin == ZLIB_FILEFUNC_SEEK_END)
        base = memory->bytes.len;
    if (offset > memory->bytes.len || base > memory->bytes.len - offset)
        return -1;
    memory->at = base + offset;
    return 0;
}

static int memory_close(void *opaque, void *stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

static int memory_error(void *opaque, void *stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

int xc_zip_open(struct xc_str bytes, struct xc_str file, struct xc_zip **zip,
                struct xc_error *error) {
    *zip = calloc(1, sizeof **zip);
    if (*zip == NULL)
        return xc_fail_memory(error);
    (*zip)->memory.bytes = bytes;
    (*zip)->file = file;
    zlib_filefunc64_def functions = {memory_open,  memory_read,    memory_write,
                                     memory_tell,  memory_seek,    memory_close,
                                     memory_error, &(*zip)->memory};
    (*zip)->handle = unzOpen2_64(NULL, &functions);
    if ((*zip)->handle == NULL) {
        xc_zip_close(*zip);
        *zip = NULL;
        xc_fail_at(error, XC_EINPUT, file, 0, 0,
                   "this workbook is damaged: the list of its parts cannot be read");
        return xc_hint(error,
                       "open it in the spreadsheet program and save it as .xlsx again");
    }
    return XC_OK;
}

void xc_zip_close(struct xc_zip *zip) {
    if (zip == NULL)
        return;
    if (zip->handle != NULL)
        unzClose(zip->handle);
    free(zip);
}

bool xc_zip_has(struct xc_zip *zip, const char *part) {
    return unzLocateFile(zip->handle, part, 2) == UNZ_OK;
}

static const char *local_name(const char *name) {
    const char *colon = strchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

const char *xc_xml_attribute(const char **attributes, const char *name) {
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(local_name(attributes[i]), name) == 0)
            return attributes[i + 1];
    }
    return NULL;
}

void xc_xml_stop(struct xc_xml *xml, int code) {
    if (xml->code == XC_OK)
        xml->code = code;
    XML_StopParser(xml->parser, XML_FALSE);
}

static void XMLCALL on_start(void *data, const XML_Char *name,
                             const XML_Char **attributes) {
    struct xc_xml *xml = data;
    if (xml->code == XC_OK)
        xml->start(xml, local_name(name), attributes);
}

static void XMLCALL on_end(void *data, const XML_Char *name) {
    struct xc_xml *xml = data;
    if (xml->code == XC_OK)
        xml->end(xml, local_name(name));
}

static void XMLCALL on_text(void *data, const XML_Char *text, int len) {
    struct xc_xml *xml = data;
    if (xml->code == XC_OK && xml->text != NULL)
        xml->text(xml, (struct xc_str){text, (size_t)len});
}

static void XMLCALL on_doctype(void *data, const XML_Char *name,
                               const XML_Char *system_id, const XML_Char *public_id,
                               int internal) {
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)internal;
    xc_xml_stop(data, XC_EPOLICY);
}

enum damage { PART_MISSING, PART_PACKED, PART_DOCTYPE, PART_CHECKSUM };

static int fail_part(struct xc_zip *zip, const char *part, enum damage damage,
                     struct xc_error *error) {
    switch (damage) {
    case PART_MISSING:
        xc_fail_at(error, XC_EINPUT, zip->file, 0, 0,
                   "this workbook is damaged: its part “%s” is missing", part);
        break;
    case PART_PACKED:
        xc_fail_at(error, XC_EINPUT, zip->file, 0, 0,
                   "this workbook is damaged: its part “%s” does not unpack", part);
        break;
    case PART_DOCTYPE:
        xc_fail_at(
            error, XC_EINPUT, zip->file, 0, 0,
            "the part “%s” of this workbook declares a document type, which is refused",
            part);
        break;
    case PART_CHECKSUM:
        xc_fail_at(error, XC_EINPUT, zip->file, 0, 0,
                   "this workbook is damaged: the checksum of its part “%s” is wrong",
                   part);
        break;
    }
    return xc_hint(error,
                   "open it in the spreadsheet program and save it as .xlsx again");
}

static int fail_xml(struct xc_zip *zip, const char *part, XML_Parser parser,
                    struct xc_error *error) {
    enum XML_Error number = XML_GetErrorCode(parser);
    if (number == XML_ERROR_NO_MEMORY)
        return xc_fail_memory(error);
    xc_fail_at(error, XC_EINPUT, zip->file, 0, 0,
               "this workbook is damaged: line %lu of its part “%s” is not XML (%s)",
               (unsigned long)XML_GetCurrentLineNumber(parser), part,
               XML_ErrorString(number));
    return xc_hint(error,
                   "open it in the spreadsheet program and save it as .xlsx again");
}

static int fail_size(struct xc_zip *zip, struct xc_error *error) {
    xc_fail_at(
        error, XC_EINPUT, zip->file, 0, 0,
        "this workbook unpacks to more than is allowed: more than %u MiB, or more than "
        "%u times its own size",
        (unsigned)(inflated_max >> 20), (unsigned)inflated_ratio);
    return xc_hint(error, "save only the sheet with the table, or save it as CSV UTF-8");
}

static bool is_too_much(struct xc_zip *zip, int got) {
    zip->inflated += (uint64_t)got;
    return zip->inflated > inflated_max ||
           (zip->inflated > inflated_free &&
            zip->inflated > zip->memory.bytes.len * inflated_ratio);
}

int xc_zip_each(struct xc_zip *zip, int (*found)(void *context, const char *part),
                void *context, struct xc_error *error) {
    enum { NAME_BYTES = 512 };
    char name[NAME_BYTES];
    int code = XC_OK;
    for (int at = unzGoToFirstFile(zip->handle); at == UNZ_OK && code == XC_OK;
         at = unzGoToNextFile(zip->handle)) {
        unz_file_pos place;
        unz_file_info64 information;
        if (unzGetCurrentFileInfo64(zip->handle, &information, name, sizeof name, NULL, 0,
                                    NULL, 0) != UNZ_OK ||
            unzGetFilePos(zip->handle, &place) != UNZ_OK)
            return fail_part(zip, "?", PART_PACKED, error);
        code = found(context, name);
        if (unzGoToFilePos(zip->handle, &place) != UNZ_OK && code == XC_OK)
            code = fail_part(zip, name, PART_PACKED, error);
    }
    return code;
}

int xc_zip_read(struct xc_zip *zip, const char *part, struct xc_buffer *out,
                struct xc_error *error) {
    char piece[4096];
    int got = 0, code = XC_OK;
    if (unzLocateFile(zip->handle, part, 2) != UNZ_OK)
        return fail_part(zip, part, PART_MISSING, error);
    if (unzOpenCurrentFile(zip->handle) != UNZ_OK)
        return fail_part(zip, part, PART_PACKED, error);
    while (code == XC_OK &&
           (got = unzReadCurrentFile(zip->handle, piece, sizeof piece)) > 0) {
        if (is_too_much(zip, got))
            code = fail_size(zip, error);
        else if (xc_buffer_append(out, piece, (size_t)got) != XC_OK)
            code = xc_fail_memory(error);
    }
    if (code == XC_OK && got < 0)
        code = fail_part(zip, part, PART_PACKED, error);
    if (unzCloseCurrentFile(zip->handle) == UNZ_CRCERROR && code == XC_OK)
        code = fail_part(zip, part, PART_CHECKSUM, error);
    return code;
}

static int feed(struct xc_zip *zip, const char *part, struct xc_xml *xml,
                struct xc_error *error) {
    for (;;) {
        void *piece = XML_GetBuffer(xml->parser, PIECE_BYTES);
        if (piece == NULL)
            return xc_fail_memory(error);
        int got = unzReadCurrentFile(zip->handle, piece, PIECE_BYTES);
        if (got < 0)
            return fail_part(zip, part, PART_PACKED, error);
        if (is_too_much(zip, got))
            return fail_size(zip, error);
        enum XML_Status status = XML_ParseBuffer(xml->parser, got, got == 0);
        if (xml->code == XC_EPOLICY)
            return fail_part(zip, part, PART_DOCTYPE, error);
        if (xml->code != XC_OK)
            return xml->code;
        if (status != XML_STATUS_OK)
            return fail_xml(zip, part, xml->parser, error);
        if (got == 0)
            return XC_OK;
    }
}

int xc_zip_parse(struct xc_zip *zip, const char *part, struct xc_xml *xml,
                 struct xc_error *error) {
    xml->code = XC_OK;
    if (unzLocateFile(zip->handle, part, 2) != UNZ_OK)
        return fail_part(zip, part, PART_MISSING, error);
    if (unzOpenCurrentFile(zip->handle) != UNZ_OK)
        return fail_part(zip, part, PART_PACKED, error);
    int code;
    xml->parser = XML_ParserCreate(NULL);
    if (xml->parser == NULL) {
        code = xc_fail_memory(error);
        goto done;
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    code = feed(zip, part, xml, error);
    /* A wrong checksum shows only here. */
    if (unzCloseCurrentFile(zip->handle) == UNZ_CRCERROR && code == XC_OK)
        code = fail_part(zip, part, PART_CHECKSUM, error);
    XML_ParserFree(xml->parser);
    xml->parser = NULL;
    return code;
done:
    unzCloseCurrentFile(zip->handle);
    return code;
}
