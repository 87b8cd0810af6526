/* The head of an HTTP/1 request: request line and header fields (RFC 9112), as strict as
 * a server may be.
 *
 * A head is read as a whole, once its empty line is there. Before llhttp sees it, its
 * lines are checked here: what two servers could understand differently is refused, for
 * that is how requests are smuggled past a proxy. Refused are: line ends other than CR
 * LF, control characters, white space before a colon, folded lines, a missing or second
 * Host, a second Content-Length, any Transfer-Encoding (bodies come with their length,
 * RFC 9112 §6.3 lets a server ask for it), a target that is neither a path nor a whole
 * address on the host that Host names. */
#ifndef XC_HTTP_HEAD_H
#define XC_HTTP_HEAD_H

#include "base/str.h"

enum { XC_HTTP_HEAD_BYTES = 16 * 1024, XC_HTTP_FIELDS = 64, XC_HTTP_TARGET_BYTES = 4096 };

enum xc_http_method {
    XC_HTTP_OTHER, /* known to HTTP, answered with 405 */
    XC_HTTP_GET,
    XC_HTTP_HEAD,
    XC_HTTP_POST,
    XC_HTTP_PUT,
    XC_HTTP_PATCH,
    XC_HTTP_DELETE,
    XC_HTTP_OPTIONS
};
const char *xc_http_method_word(enum xc_http_method method);

struct xc_http_field {
    struct xc_str name;  /* as it came; names compare without case */
    struct xc_str value; /* without white space around it */
};

/* All texts are views of the head that was read. */
struct xc_http_head {
    enum xc_http_method method;
    struct xc_str path;  /* begins with a slash; still percent-encoded; no authority */
    struct xc_str query; /* behind the question mark, or empty */
    uint64_t length;     /* of the body, in bytes */
    bool old;            /* HTTP/1.0 */
    bool keep_alive;
    bool expects; /* Expect: 100-continue */
    unsigned field_count;
    struct xc_http_field fields[XC_HTTP_FIELDS]; /* so many are set */
};

/* Where the head ends: the bytes up to and with its empty line; 0: not yet there. from:
 * where an earlier look stopped, so that a head that comes byte by byte costs no more. */
size_t xc_http_head_end(struct xc_str bytes, size_t from);

/* Reads a whole head. 0, or the status to refuse it with: 400, 411, 414, 417, 431, 501,
 * 505. */
int xc_http_head_read(struct xc_str bytes, struct xc_http_head *head);

/* The first field of the name (lower case); an empty view with ptr NULL: there is none.
 */
struct xc_str xc_http_head_field(const struct xc_http_head *head, const char *name);
unsigned xc_http_head_count(const struct xc_http_head *head, const char *name);

/* A value of the query, application/x-www-form-urlencoded, decoded into out: its length,
 * or -1: there is none, it does not fit or is not UTF-8. */
ptrdiff_t xc_http_head_value(const struct xc_http_head *head, const char *name, char *out,
                             size_t room);

/* Undoes percent-encoding; plus: a plus is a space. The length, or -1: it does not fit, a
 * percent sign without two hexadecimal digits, a control character, or not UTF-8. */
ptrdiff_t xc_http_decode(struct xc_str text, bool plus, char *out, size_t room);

/* A token in a comma-separated list, without case. */
bool xc_http_lists(struct xc_str list, const char *token);

/* The value of a cookie; ptr NULL: there is none. */
struct xc_str xc_http_cookie(const struct xc_http_head *head, const char *name);

#endif
