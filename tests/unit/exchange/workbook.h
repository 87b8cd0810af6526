/* Workbooks for tests, zipped without compression. */
#ifndef XC_TESTS_EXCHANGE_WORKBOOK_H
#define XC_TESTS_EXCHANGE_WORKBOOK_H

#include "base/buffer.h"

struct part {
    const char *name;
    struct xc_str text;
};

static inline uint32_t crc_of(struct xc_str bytes) {
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (unsigned char)bytes.ptr[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

static inline void put_number(struct xc_buffer *out, uint32_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++)
        (void)xc_buffer_putc(out, (char)(value >> (8 * i) & 0xFF));
}

/* What the local and the central header of a part have in common. */
static inline void put_entry(struct xc_buffer *out, const struct part *part) {
    uint32_t size = (uint32_t)part->text.len;
    put_number(out, 20, 2); /* version */
    put_number(out, 0, 2);  /* flags */
    put_number(out, 0, 2);  /* stored */
    put_number(out, 0, 4);  /* time */
    put_number(out, crc_of(part->text), 4);
    put_number(out, size, 4);
    put_number(out, size, 4);
    put_number(out, (uint32_t)xc_str_from(part->name).len, 2);
    put_number(out, 0, 2);
}

static inline void zip_parts(const struct part *parts, size_t count,
                             struct xc_buffer *out) {
    uint32_t offsets[16] = {0};
    for (size_t i = 0; i < count; i++) {
        offsets[i] = (uint32_t)out->len;
        put_number(out, 0x04034B50, 4);
        put_entry(out, &parts[i]);
        (void)xc_buffer_puts(out, parts[i].name);
        (void)xc_buffer_add(out, parts[i].text);
    }
    uint32_t start = (uint32_t)out->len;
    for (size_t i = 0; i < count; i++) {
        put_number(out, 0x02014B50, 4);
        put_number(out, 20, 2);
        put_entry(out, &parts[i]);
        put_number(out, 0, 2); /* remark */
        put_number(out, 0, 4); /* disk, inner attributes */
        put_number(out, 0, 4); /* outer attributes */
        put_number(out, offsets[i], 4);
        (void)xc_buffer_puts(out, parts[i].name);
    }
    uint32_t end = (uint32_t)out->len;
    put_number(out, 0x06054B50, 4);
    put_number(out, 0, 4);
    put_number(out, (uint32_t)count, 2);
    put_number(out, (uint32_t)count, 2);
    put_number(out, end - start, 4);
    put_number(out, start, 4);
    put_number(out, 0, 2);
}

static const char root_relations[] =
    "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/"
    "officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>"
    "</Relationships>";

static const char book_relations[] =
    "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" "
    "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"http://x/"
    "sharedStrings\" Target=\"/xl/sharedStrings.xml\"/><Relationship Id=\"rId3\" "
    "Type=\"http://x/styles\" Target=\"styles.xml\"/></Relationships>";

static const char styles[] =
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;"
    "月&quot;d&quot;日&quot;\"/><numFmt numFmtId=\"165\" "
    "formatCode=\"0.00E+00\"/></numFmts>"
    "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
    "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
    "numFmtId=\"165\"/></cellXfs></styleSheet>";

/* strings and sheet are the inner text of sst and worksheet. */
static inline void make_workbook(const char *book, const char *strings,
                                 struct xc_str sheet, struct xc_buffer *out) {
    struct xc_buffer text = xc_buffer_make(1 << 26);
    struct xc_buffer rows = xc_buffer_make(1 << 26);
    (void)xc_buffer_printf(&text, "<?xml version=\"1.0\"?><sst>%s</sst>", strings);
    (void)xc_buffer_puts(&rows, "<?xml version=\"1.0\"?><worksheet>");
    (void)xc_buffer_add(&rows, sheet);
    (void)xc_buffer_puts(&rows, "</worksheet>");
    const struct part parts[] = {
        {"_rels/.rels", xc_str_from(root_relations)},
        {"xl/workbook.xml", xc_str_from(book)},
        {"xl/_rels/workbook.xml.rels", xc_str_from(book_relations)},
        {"xl/styles.xml", xc_str_from(styles)},
        {"xl/sharedStrings.xml", xc_buffer_view(&text)},
        {"xl/worksheets/sheet1.xml", xc_buffer_view(&rows)},
    };
    zip_parts(parts, sizeof parts / sizeof parts[0], out);
    xc_buffer_free(&text);
    xc_buffer_free(&rows);
}

static const char one_sheet[] = "<workbook xmlns:r=\"http://r\"><sheets><sheet "
                                "name=\"名单\" sheetId=\"1\" r:id=\"rId1\"/>"
                                "</sheets></workbook>";

#endif
