#include "calendar/line.h"

#include "base/utf8.h"

/* What to do with a byte of text. */
enum byte_class {
    BYTE_RARE = 0, /* look closer */
    BYTE_PLAIN,
    BYTE_ESCAPE,
    BYTE_IDEOGRAPH /* leads three bytes, none of whose characters is special */
};

#define ROW8(class)  class, class, class, class, class, class, class, class
#define ROW16(class) ROW8(class), ROW8(class)

static const unsigned char classes[256] = {
    ROW16(BYTE_RARE), ROW16(BYTE_RARE),
    /* 0x20: the comma is escaped */
    ROW8(BYTE_PLAIN), BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_ESCAPE,
    BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN,
    /* 0x30: the semicolon is escaped */
    ROW8(BYTE_PLAIN), BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_ESCAPE, BYTE_PLAIN,
    BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, ROW16(BYTE_PLAIN),
    /* 0x50: the backslash is escaped */
    ROW8(BYTE_PLAIN), BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_ESCAPE,
    BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, ROW16(BYTE_PLAIN),
    /* 0x70: the last one is DEL */
    ROW8(BYTE_PLAIN), BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN,
    BYTE_PLAIN, BYTE_PLAIN, BYTE_RARE, ROW16(BYTE_RARE), ROW16(BYTE_RARE),
    ROW16(BYTE_RARE), ROW16(BYTE_RARE), ROW16(BYTE_RARE), ROW16(BYTE_RARE),
    /* 0xE0: U+3000 to U+CFFF, led by E3 to EC */
    BYTE_RARE, BYTE_RARE, BYTE_RARE, BYTE_IDEOGRAPH, BYTE_IDEOGRAPH, BYTE_IDEOGRAPH,
    BYTE_IDEOGRAPH, BYTE_IDEOGRAPH, BYTE_IDEOGRAPH, BYTE_IDEOGRAPH, BYTE_IDEOGRAPH,
    BYTE_IDEOGRAPH, BYTE_IDEOGRAPH, BYTE_RARE, BYTE_RARE, BYTE_RARE, ROW16(BYTE_RARE)};

static inline void fold(struct xc_line *line) {
    memcpy(line->at, "\r\n ", 3);
    line->at += 3;
    line->column = 1;
}

/* Writes a unit that must stay in one piece. */
static inline void put_unit(struct xc_line *line, const char *bytes, size_t len) {
    if (line->column + len > XC_LINE_OCTETS) {
        fold(line);
    }
    xc_line_bytes(line, bytes, len);
}

static bool is_line_end(uint32_t character) {
    return character == '\n' || character == '\r' || character == 0x85 ||
           character == 0x2028 || character == 0x2029;
}

static bool is_left_out(uint32_t character) {
    return (character < 0x20 && character != '\t') ||
           (character >= 0x7f && character < 0xa0) ||
           (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0xfeff ||
           (character & 0xfffe) == 0xfffe;
}

/* The character at *position, moved behind it. Apart from the loop, which it would slow
 * down. */
static void put_rare(struct xc_line *line, struct xc_str text, size_t *position) {
    size_t before = *position;
    uint32_t character = xc_utf8_next(text, position);
    if (is_line_end(character)) {
        if (character == '\r' && *position < text.len && text.ptr[*position] == '\n') {
            (*position)++;
        }
        put_unit(line, "\\n", 2);
    } else if (character == '\t') {
        put_unit(line, " ", 1);
    } else if (character == 0xfffd) {
        put_unit(line, "\xef\xbf\xbd", 3);
    } else if (!is_left_out(character)) {
        put_unit(line, text.ptr + before, *position - before);
    }
}

/* True where all eight bytes are plain. */
static inline bool plain_word(const char *bytes) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t high = UINT64_C(0x8080808080808080);
    uint64_t word = 0;
    memcpy(&word, bytes, sizeof word);
    uint64_t below = (word - ones * 0x20) & ~word;
    uint64_t comma = word ^ (ones * ',');
    uint64_t semicolon = word ^ (ones * ';');
    uint64_t slash = word ^ (ones * '\\');
    uint64_t del = word ^ (ones * 0x7f);
    uint64_t found = word | below | ((comma - ones) & ~comma) |
                     ((semicolon - ones) & ~semicolon) | ((slash - ones) & ~slash) |
                     ((del - ones) & ~del);
    return (found & high) == 0;
}

static size_t plain_run(struct xc_line *line, const char *from, size_t len) {
    size_t room = XC_LINE_OCTETS - line->column;
    size_t limit = len < room ? len : room;
    size_t count = 0;
    while (count + 8 <= limit && plain_word(from + count)) {
        memcpy(line->at + count, from + count, 8);
        count += 8;
    }
    while (count < limit && classes[(unsigned char)from[count]] == BYTE_PLAIN) {
        line->at[count] = from[count];
        count++;
    }
    line->at += count;
    line->column += count;
    return count;
}

static inline bool follows(char byte) {
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t ideograph_run(struct xc_line *line, const char *from, size_t len) {
    size_t room = (XC_LINE_OCTETS - line->column) / 3 * 3;
    size_t limit = len < room ? len : room;
    size_t count = 0;
    while (count + 3 <= limit && classes[(unsigned char)from[count]] == BYTE_IDEOGRAPH &&
           follows(from[count + 1]) && follows(from[count + 2])) {
        memcpy(line->at + count, from + count, 3);
        count += 3;
    }
    line->at += count;
    line->column += count;
    return count;
}

void xc_line_text(struct xc_line *line, struct xc_str text) {
    size_t at = 0;
    while (at < text.len) {
        size_t taken = 0;
        char pair[2] = {'\\', text.ptr[at]};
        switch ((enum byte_class)classes[(unsigned char)text.ptr[at]]) {
        case BYTE_PLAIN:
            if (line->column >= XC_LINE_OCTETS) {
                fold(line);
            }
            at += plain_run(line, text.ptr + at, text.len - at);
            break;
        case BYTE_ESCAPE:
            put_unit(line, pair, 2);
            at++;
            break;
        case BYTE_IDEOGRAPH:
            if (line->column + 3 > XC_LINE_OCTETS) {
                fold(line);
            }
            taken = ideograph_run(line, text.ptr + at, text.len - at);
            at += taken;
            if (taken == 0) {
                put_rare(line, text, &at);
            }
            break;
        case BYTE_RARE:
            put_rare(line, text, &at);
            break;
        }
    }
}

void xc_line_uri(struct xc_line *line, struct xc_str text) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte < 0x20 || byte == 0x7f) {
            continue;
        }
        if (byte == ' ' || byte >= 0x80 || strchr("\"<>\\^`{|}", byte) != NULL) {
            char coded[3] = {'%', digits[byte >> 4], digits[byte & 15]};
            put_unit(line, coded, 3);
        } else {
            put_unit(line, text.ptr + i, 1);
        }
    }
}

static const char two_digits[] = "00010203040506070809101112131415161718192021222324"
                                 "25262728293031323334353637383940414243444546474849"
                                 "50515253545556575859606162636465666768697071727374"
                                 "75767778798081828384858687888990919293949596979899";

static inline void put_two(struct xc_line *line, unsigned value) {
    xc_line_bytes(line, two_digits + (size_t)(value % 100) * 2, 2);
}

void xc_line_number(struct xc_line *line, uint64_t value) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    xc_line_bytes(line, digits + at, sizeof digits - at);
}

void xc_line_date(struct xc_line *line, xc_date date) {
    struct xc_ymd ymd = xc_date_ymd(date);
    put_two(line, (unsigned)ymd.year / 100);
    put_two(line, (unsigned)ymd.year);
    put_two(line, ymd.month);
    put_two(line, ymd.day);
}

static void put_seconds(struct xc_line *line, int64_t seconds) {
    int64_t day = seconds / 86400;
    int64_t rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        day--;
    }
    xc_line_date(line, (xc_date)day);
    xc_line_put(line, "T");
    put_two(line, (unsigned)rest / 3600);
    put_two(line, (unsigned)rest / 60 % 60);
    put_two(line, (unsigned)rest % 60);
}

void xc_line_wall(struct xc_line *line, int64_t minutes) {
    put_seconds(line, minutes * 60);
}

void xc_line_instant(struct xc_line *line, xc_instant instant) {
    put_seconds(line, instant);
    xc_line_put(line, "Z");
}

void xc_line_duration(struct xc_line *line, uint64_t minutes) {
    xc_line_put(line, "PT");
    if (minutes > 0 && minutes % 60 == 0) {
        xc_line_number(line, minutes / 60);
        xc_line_put(line, "H");
    } else {
        xc_line_number(line, minutes);
        xc_line_put(line, "M");
    }
}

void xc_line_degrees(struct xc_line *line, int32_t millionths) {
    uint32_t size = millionths < 0 ? 0U - (uint32_t)millionths : (uint32_t)millionths;
    if (millionths < 0) {
        xc_line_put(line, "-");
    }
    xc_line_number(line, size / 1000000);
    xc_line_put(line, ".");
    put_two(line, size / 10000);
    put_two(line, size / 100);
    put_two(line, size);
}
