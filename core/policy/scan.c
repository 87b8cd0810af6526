#include "policy/scan.h"

struct scan {
    struct xc_str source;
    size_t at;
    unsigned line;
};

static char peek(const struct scan *scan, size_t ahead) {
    size_t at = scan->at + ahead;
    return at < scan->source.len ? scan->source.ptr[at] : '\0';
}

static void skip(struct scan *scan, size_t count) {
    for (; count > 0 && scan->at < scan->source.len; count--)
        if (scan->source.ptr[scan->at++] == '\n')
            scan->line++;
}

/* At "[==[": skips to behind "]==]" and returns true. Else moves nothing. */
static bool skip_long(struct scan *scan) {
    size_t level = 0;
    while (peek(scan, 1 + level) == '=')
        level++;
    if (peek(scan, 0) != '[' || peek(scan, 1 + level) != '[')
        return false;
    skip(scan, level + 2);
    while (scan->at < scan->source.len) {
        size_t equals = 0;
        if (peek(scan, 0) == ']') {
            while (equals < level && peek(scan, 1 + equals) == '=')
                equals++;
            if (equals == level && peek(scan, 1 + level) == ']') {
                skip(scan, level + 2);
                return true;
            }
        }
        skip(scan, 1);
    }
    return true;
}

static void skip_quoted(struct scan *scan) {
    char quote = peek(scan, 0);
    skip(scan, 1);
    while (scan->at < scan->source.len && peek(scan, 0) != quote)
        skip(scan, peek(scan, 0) == '\\' ? 2 : 1);
    skip(scan, 1);
}

static void skip_comment(struct scan *scan) {
    skip(scan, 2);
    if (skip_long(scan))
        return;
    while (scan->at < scan->source.len && peek(scan, 0) != '\n')
        skip(scan, 1);
}

unsigned xc_scan_power(struct xc_str source) {
    struct scan scan = {source, 0, 1};
    while (scan.at < source.len) {
        char byte = peek(&scan, 0);
        if (byte == '^')
            return scan.line;
        if (byte == '"' || byte == '\'')
            skip_quoted(&scan);
        else if (byte == '-' && peek(&scan, 1) == '-')
            skip_comment(&scan);
        else if (byte != '[' || !skip_long(&scan))
            skip(&scan, 1);
    }
    return 0;
}
