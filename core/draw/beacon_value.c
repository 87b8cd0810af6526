/* The values of beacons: from what people type or paste to the bytes that are hashed. */
#include "draw/beacon.h"

#include "draw/draw_internal.h"

#include "base/utf8.h"
#include "register/json.h"

#include <jansson.h>
#include <string.h>

enum { RUNS = 2, NUMBERS_MAX = XC_BEACON_VALUE_BYTES / 2 };

static const struct xc_str default_chain =
    XC_STR_INIT("8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce");
static const struct xc_str quicknet_chain =
    XC_STR_INIT("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971");

/* Numbers in runs: `count` different ones from 1 to `most`, ascending. */
struct run {
    unsigned count;
    unsigned most;
};

static const struct game {
    const char *name;
    struct run runs[RUNS];
} games[] = {{"ssq", {{6, 33}, {1, 16}}},
             {"dlt", {{5, 35}, {2, 12}}},
             {"kl8", {{20, 80}, {0, 0}}}};

static const struct game *find_game(struct xc_str name) {
    for (size_t i = 0; i < sizeof games / sizeof games[0]; i++) {
        if (xc_str_is(name, games[i].name))
            return &games[i];
    }
    return NULL;
}

struct numbers {
    unsigned values[NUMBERS_MAX];
    size_t count;
};

static bool separates(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == ',' ||
           byte == '+' || byte == '|';
}

/* Numbers of at most three digits between separators; full-width ones, too. */
static int read_numbers(struct xc_str text, struct numbers *numbers,
                        struct xc_error *error) {
    struct xc_buffer folded = xc_buffer_make(4 * (size_t)XC_BEACON_VALUE_BYTES);
    int code = XC_OK;
    const struct xc_str list_comma = XC_STR("\xe3\x80\x81");
    bool inside = false;
    numbers->count = 0;
    if (xc_utf8_fold(text, &folded) != XC_OK)
        code = xc_fail(error, XC_EINPUT, "the value is longer than any can be");
    for (size_t i = 0; i < folded.len && code == XC_OK; i++) {
        struct xc_str rest = {folded.ptr + i, folded.len - i};
        if (xc_str_starts(rest, list_comma)) {
            inside = false;
            i += list_comma.len - 1;
            continue;
        }
        char byte = folded.ptr[i];
        bool digit = byte >= '0' && byte <= '9';
        bool fresh = digit && !inside;
        if (fresh && numbers->count == NUMBERS_MAX)
            code = xc_fail(error, XC_EINPUT, "the value is longer than any can be");
        else if (fresh)
            numbers->values[numbers->count++] = 0;
        else if (!digit && !separates(byte))
            code = xc_fail(error, XC_EINPUT,
                           "“%.*s” is not numbers between blanks, commas or “+”",
                           XC_PRI(xc_draw_show(text)));
        if (digit && code == XC_OK) {
            unsigned *value = &numbers->values[numbers->count - 1];
            *value = *value < 100 ? 10 * *value + (unsigned)(byte - '0') : 1000;
        }
        inside = digit;
    }
    xc_buffer_free(&folded);
    return code;
}

static int write_numbers(const struct numbers *numbers, struct xc_arena *arena,
                         struct xc_str *value, struct xc_error *error) {
    struct xc_buffer out = xc_buffer_make(4 * (size_t)NUMBERS_MAX);
    for (size_t i = 0; i < numbers->count; i++) {
        if (i > 0)
            (void)xc_buffer_putc(&out, ' ');
        (void)xc_buffer_uint(&out, numbers->values[i]);
    }
    *value = xc_arena_copy(arena, xc_buffer_view(&out));
    bool failed = out.failed || value->ptr == NULL;
    xc_buffer_free(&out);
    return failed ? xc_fail_memory(error) : XC_OK;
}

/* Sorts a run and checks its range and that nothing is repeated. */
static int check_run(const struct xc_beacon_name *name, struct run run, unsigned *values,
                     struct xc_error *error) {
    for (size_t i = 0; i < run.count; i++) {
        unsigned value = values[i];
        size_t to = i;
        if (value < 1 || value > run.most)
            return xc_fail(error, XC_EINPUT,
                           "“%.*s”: number %zu of %u has to be from 1 to %u",
                           XC_PRI(xc_draw_show(name->text)), i + 1, run.count, run.most);
        for (; to > 0 && values[to - 1] > value; to--)
            values[to] = values[to - 1];
        values[to] = value;
    }
    for (size_t i = 1; i < run.count; i++) {
        if (values[i - 1] == values[i])
            return xc_fail(error, XC_EINPUT, "“%.*s”: the number %u stands there twice",
                           XC_PRI(xc_draw_show(name->text)), values[i]);
    }
    return XC_OK;
}

static int read_lottery(const struct xc_beacon_name *name, struct xc_str text,
                        struct xc_arena *arena, struct xc_str *value,
                        struct xc_error *error) {
    const struct game *game = find_game(name->game);
    struct numbers numbers = {.count = 0};
    size_t at = 0;
    if (game == NULL)
        return xc_fail(error, XC_EINTERNAL, "a lottery is not known");
    int code = read_numbers(text, &numbers, error);
    if (code != XC_OK)
        return code;
    if (numbers.count != (size_t)game->runs[0].count + game->runs[1].count)
        return xc_fail(error, XC_EINPUT, "“%.*s” has %u numbers, but %zu are given",
                       XC_PRI(xc_draw_show(name->text)),
                       game->runs[0].count + game->runs[1].count, numbers.count);
    for (size_t i = 0; i < RUNS && code == XC_OK; i++) {
        code = check_run(name, game->runs[i], numbers.values + at, error);
        at += game->runs[i].count;
    }
    return code == XC_OK ? write_numbers(&numbers, arena, value, error) : code;
}

static int read_dice(const struct xc_beacon_name *name, struct xc_str text,
                     struct xc_arena *arena, struct xc_str *value,
                     struct xc_error *error) {
    struct numbers numbers = {.count = 0};
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (separates(byte))
            continue;
        if (byte < '1' || byte > '6')
            return xc_fail(error, XC_EINPUT,
                           "dice show 1 to 6, but the throw has “%.*s” in place %zu",
                           XC_PRI(xc_utf8_prefix(xc_str_slice(text, i, text.len), 4)),
                           numbers.count + 1);
        if (numbers.count < NUMBERS_MAX)
            numbers.values[numbers.count] = (unsigned)(byte - '0');
        numbers.count++;
    }
    if (numbers.count != name->dice)
        return xc_fail(error, XC_EINPUT, "%u dice are to be thrown, but %zu are given",
                       name->dice, numbers.count);
    return write_numbers(&numbers, arena, value, error);
}

/* Hexadecimal digits of either case into bytes in the arena. */
static int read_hex(struct xc_str text, struct xc_arena *arena, struct xc_str *value,
                    struct xc_error *error) {
    struct xc_str digits = xc_str_trim(text);
    char lower[2 * XC_BEACON_VALUE_BYTES];
    uint8_t bytes[XC_BEACON_VALUE_BYTES];
    if (digits.len > sizeof lower)
        return xc_fail(error, XC_EINPUT, "the value is longer than any can be");
    for (size_t i = 0; i < digits.len; i++) {
        char byte = digits.ptr[i];
        lower[i] = byte >= 'A' && byte <= 'F' ? (char)(byte - 'A' + 'a') : byte;
    }
    if (digits.len == 0 ||
        !xc_hex_parse((struct xc_str){lower, digits.len}, bytes, digits.len / 2))
        return xc_fail(error, XC_EINPUT, "“%.*s” is not pairs of hexadecimal digits",
                       XC_PRI(xc_draw_show(digits)));
    *value = xc_arena_copy(arena, (struct xc_str){(const char *)bytes, digits.len / 2});
    return value->ptr == NULL ? xc_fail_memory(error) : XC_OK;
}

static int read_local(struct xc_str text, struct xc_arena *arena, struct xc_str *value,
                      struct xc_error *error) {
    int code = read_hex(text, arena, value, error);
    if (code == XC_OK && value->len != XC_DIGEST_BYTES)
        return xc_fail(error, XC_EINPUT, "a local value has 64 hexadecimal digits");
    return code;
}

/* The round as its network serves it. Members that are not known are none of ours. */
static int read_round(const struct xc_beacon_name *name, const json_t *round,
                      struct xc_arena *arena, struct xc_str *value,
                      struct xc_error *error) {
    const json_t *number = json_object_get(round, "round");
    struct xc_str signature = xc_json_str_at(round, "signature");
    struct xc_str randomness = xc_json_str_at(round, "randomness");
    struct xc_str said = {NULL, 0};
    struct xc_digest digest;
    if (!json_is_integer(number) || json_integer_value(number) < 1 || signature.len == 0)
        return xc_fail(error, XC_EINPUT,
                       "a drand round is an object with “round” and “signature”");
    if ((uint64_t)json_integer_value(number) != name->round)
        return xc_fail(error, XC_EINPUT, "this is round %llu, but the beacon is %.*s",
                       (unsigned long long)json_integer_value(number),
                       XC_PRI(xc_draw_show(name->text)));
    int code = read_hex(signature, arena, value, error);
    if (code != XC_OK || json_object_get(round, "randomness") == NULL)
        return code;
    code = read_hex(randomness, arena, &said, error);
    if (code == XC_OK)
        code = xc_sha256(*value, &digest, error);
    if (code == XC_OK && (said.len != sizeof digest.bytes ||
                          memcmp(said.ptr, digest.bytes, said.len) != 0))
        code = xc_fail(error, XC_EINPUT,
                       "the round's randomness is not the SHA-256 of its signature");
    return code;
}

static int read_drand(const struct xc_beacon_name *name, struct xc_str text,
                      struct xc_arena *arena, struct xc_str *value,
                      struct xc_error *error) {
    json_error_t problem = {0};
    struct xc_str trimmed = xc_str_trim(text);
    if (trimmed.len == 0 || trimmed.ptr[0] != '{')
        return read_hex(trimmed, arena, value, error);
    json_t *round =
        json_loadb(trimmed.ptr, trimmed.len, JSON_REJECT_DUPLICATES, &problem);
    if (round == NULL)
        return xc_fail(error, XC_EINPUT, "the round of “%.*s” is not JSON: %s",
                       XC_PRI(xc_draw_show(name->text)), problem.text);
    int code = read_round(name, round, arena, value, error);
    json_decref(round);
    return code;
}

int xc_beacon_value_read(const struct xc_beacon_name *name, struct xc_str text,
                         struct xc_arena *arena, struct xc_str *value,
                         struct xc_error *error) {
    int code = XC_OK;
    *value = (struct xc_str){NULL, 0};
    switch (name->kind) {
    case XC_BEACON_DRAND:
        code = read_drand(name, text, arena, value, error);
        break;
    case XC_BEACON_LOTTERY:
        code = read_lottery(name, text, arena, value, error);
        break;
    case XC_BEACON_DICE:
        code = read_dice(name, text, arena, value, error);
        break;
    case XC_BEACON_LOCAL:
    default:
        code = read_local(text, arena, value, error);
        break;
    }
    return code == XC_OK ? xc_beacon_value_check(name, *value, error) : code;
}

/* Signatures of the known chains have one length each. */
static int check_signature(const struct xc_beacon_name *name, struct xc_str value,
                           struct xc_error *error) {
    size_t needed = 0;
    if (xc_str_equal(name->chain, default_chain))
        needed = 96;
    else if (xc_str_equal(name->chain, quicknet_chain))
        needed = 48;
    if (value.len == 0 || value.len > XC_BEACON_VALUE_BYTES)
        return xc_fail(error, XC_EINPUT, "a drand signature has 1 to %d bytes",
                       (int)XC_BEACON_VALUE_BYTES);
    if (needed != 0 && value.len != needed)
        return xc_fail(error, XC_EINPUT,
                       "a signature of this drand chain has %zu bytes, but %zu are given",
                       needed, value.len);
    return XC_OK;
}

/* Reading what is canonical gives the same bytes. */
static int check_numbers(const struct xc_beacon_name *name, struct xc_str value,
                         struct xc_error *error) {
    struct xc_str again = {NULL, 0};
    struct xc_arena *arena = xc_arena_new(4 * (size_t)XC_BEACON_VALUE_BYTES);
    if (arena == NULL)
        return xc_fail_memory(error);
    int code = name->kind == XC_BEACON_DICE
                   ? read_dice(name, value, arena, &again, error)
                   : read_lottery(name, value, arena, &again, error);
    if (code == XC_OK && !xc_str_equal(again, value))
        code = xc_fail(error, XC_EINPUT,
                       "“%.*s” is not the canonical value of %.*s, which is “%.*s”",
                       XC_PRI(xc_draw_show(value)), XC_PRI(xc_draw_show(name->text)),
                       XC_PRI(xc_draw_show(again)));
    xc_arena_free(arena);
    return code;
}

int xc_beacon_value_check(const struct xc_beacon_name *name, struct xc_str value,
                          struct xc_error *error) {
    if (name->kind == XC_BEACON_DRAND)
        return check_signature(name, value, error);
    if (name->kind == XC_BEACON_DICE || name->kind == XC_BEACON_LOTTERY)
        return check_numbers(name, value, error);
    return value.len == XC_DIGEST_BYTES
               ? XC_OK
               : xc_fail(error, XC_EINPUT, "a local value has 32 bytes, not %zu",
                         value.len);
}
