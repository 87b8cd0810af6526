/* The parts of a workbook: inflated piece by piece, within limits, and fed to an XML
 * parser that knows no document types and so no entities. */
#ifndef XC_EXCHANGE_XLSX_ZIP_H
#define XC_EXCHANGE_XLSX_ZIP_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/str.h"

#include <expat.h>

struct xc_zip;

/* bytes are borrowed. XC_EINPUT: not a zip file that can be read. Owned by the caller. */
int xc_zip_open(struct xc_str bytes, struct xc_str file, struct xc_zip **zip,
                struct xc_error *error);
void xc_zip_close(struct xc_zip *zip);

bool xc_zip_has(struct xc_zip *zip, const char *part);

/* Calls found with the name of every part, in the file's order. */
int xc_zip_each(struct xc_zip *zip, int (*found)(void *context, const char *part),
                void *context, struct xc_error *error);

/* Appends one part as it is, within the limits of xc_zip_parse. */
int xc_zip_read(struct xc_zip *zip, const char *part, struct xc_buffer *out,
                struct xc_error *error);

/* What a parser calls. A handler stops the work with xc_xml_stop and a code. Element and
 * attribute names come without their name-space prefix. */
struct xc_xml {
    XML_Parser parser; /* set by xc_zip_parse */
    int code;          /* not 0: stopped */
    void (*start)(struct xc_xml *xml, const char *name, const char **attributes);
    void (*end)(struct xc_xml *xml, const char *name);
    void (*text)(struct xc_xml *xml, struct xc_str text); /* may be NULL; in pieces */
    void *context;
};
void xc_xml_stop(struct xc_xml *xml, int code);

/* The value of an attribute, prefix ignored, or NULL. */
const char *xc_xml_attribute(const char **attributes, const char *name);

/* Inflates and parses one part. 0; the code of xc_xml_stop (error untouched); XC_EINPUT
 * where the part is missing, damaged, not XML, has a document type, or passes the limits
 * on inflated bytes: 512 MiB in all, and 200 times the file beyond 16 MiB. */
int xc_zip_parse(struct xc_zip *zip, const char *part, struct xc_xml *xml,
                 struct xc_error *error);

#endif
