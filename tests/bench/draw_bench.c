/* A draw over many targets beside its bare hashing in the same run: draw_bench [targets].
 * Both are measured by the processor's time of all threads, so that a draw on two cores
 * is not compared with hashing on one; the seconds by the clock stand beside it. Then the
 * way from tables to a record's text, beside the way back: reading and verifying it. */
#include "draw_record.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { RUNS = 5, STRATA = 104, LEVELS = 64 };

struct spent {
    double processor;
    double clock;
};

static double read_clock(clockid_t id) {
    struct timespec now;
    (void)clock_gettime(id, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct spent spent_since(struct spent start) {
    return (struct spent){read_clock(CLOCK_PROCESS_CPUTIME_ID) - start.processor,
                          read_clock(CLOCK_MONOTONIC) - start.clock};
}

static struct spent less(struct spent a, struct spent b) {
    return (struct spent){a.processor < b.processor ? a.processor : b.processor,
                          a.clock < b.clock ? a.clock : b.clock};
}

static void stop(const struct xc_error *error) {
    struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
    (void)xc_error_render(error, NULL, &text);
    (void)fprintf(stderr, "%.*s\n", XC_PRI(xc_buffer_view(&text)));
    xc_buffer_free(&text);
    exit(1);
}

static struct xc_buffer make_targets(unsigned count) {
    struct xc_buffer out = xc_buffer_make((size_t)4 << 30);
    for (unsigned i = 0; i < count; i++) {
        unsigned mixed = i * 2654435761U;
        (void)xc_buffer_printf(&out, "H%013u\t32%04u\t%u\tO%05u\t32%04u\t%s\n", i,
                               mixed / 7 % STRATA, 1 + mixed / 13 % 100,
                               mixed / 17 % 40000, mixed / 7 % STRATA,
                               mixed / 11 % 50 == 0 ? "complaint,new" : "-");
    }
    return out;
}

/* ---- what cannot be saved: one hash for each ticket, leaf and node ---- */

struct bare {
    EVP_MD *algorithm;
    EVP_MD_CTX *context;
    unsigned char peaks[LEVELS][32];
    unsigned long leaves;
};

static void hash(struct bare *bare, const unsigned char *bytes, size_t len,
                 unsigned char out[32]) {
    (void)EVP_DigestInit_ex2(bare->context, NULL, NULL);
    (void)EVP_DigestUpdate(bare->context, bytes, len);
    (void)EVP_DigestFinal_ex(bare->context, out, NULL);
}

static void add_leaf(struct bare *bare, struct xc_str line) {
    unsigned char block[65];
    unsigned char node[1024];
    unsigned level = 0;
    node[0] = 0;
    memcpy(node + 1, line.ptr, line.len);
    hash(bare, node, line.len + 1, node);
    for (; (bare->leaves >> level & 1) != 0; level++) {
        block[0] = 1;
        memcpy(block + 1, bare->peaks[level], 32);
        memcpy(block + 33, node, 32);
        hash(bare, block, sizeof block, node);
    }
    memcpy(bare->peaks[level], node, 32);
    bare->leaves++;
}

static struct spent hash_barely(struct xc_str text) {
    struct bare bare = {.algorithm = EVP_MD_fetch(NULL, "SHA2-256", NULL),
                        .context = EVP_MD_CTX_new()};
    unsigned char ticket[32];
    unsigned char block[1024] = {7};
    (void)EVP_DigestInit_ex2(bare.context, bare.algorithm, NULL);
    struct spent start = spent_since((struct spent){0, 0});
    for (struct xc_str rest = text; rest.len > 0;) {
        struct xc_str line = xc_str_cut(&rest, '\n');
        size_t id = (size_t)((char *)memchr(line.ptr, '\t', line.len) - line.ptr);
        add_leaf(&bare, line);
        memcpy(block + 32, line.ptr, id);
        hash(&bare, block, 32 + id, ticket);
    }
    struct spent spent = spent_since(start);
    EVP_MD_CTX_free(bare.context);
    EVP_MD_free(bare.algorithm);
    return spent;
}

/* ---- the draw ---- */

struct timed {
    struct spent read;
    struct spent draw;
    uint32_t selected;
};

static struct timed draw(const struct xc_draw_files *files) {
    struct timed timed;
    struct xc_urn urn;
    struct xc_draw_result result;
    struct xc_error error = {0};
    struct xc_digest seed;
    struct xc_arena *arena = xc_arena_new(SIZE_MAX / 2);
    memset(&seed, 5, sizeof seed);
    struct spent start = spent_since((struct spent){0, 0});
    if (xc_urn_read(files, arena, &urn, &error) != XC_OK)
        stop(&error);
    timed.read = spent_since(start);
    if (xc_draw_run(&urn, XC_STR("bench/1"), &seed, NULL, 0, arena, &result, NULL,
                    &error) != XC_OK)
        stop(&error);
    timed.draw = spent_since(start);
    timed.selected = result.slot_count;
    xc_arena_free(arena);
    return timed;
}

static void measure(const char *name, struct xc_str rules, struct xc_str targets) {
    const struct xc_draw_files files = {.rules = rules, .targets = targets};
    struct timed best = {.selected = 0};
    struct spent bare = {0, 0};
    for (int run = 0; run < RUNS; run++) {
        struct timed now = draw(&files);
        struct spent hashing = hash_barely(targets);
        bare = run == 0 ? hashing : less(bare, hashing);
        best.read = run == 0 ? now.read : less(best.read, now.read);
        best.draw = run == 0 ? now.draw : less(best.draw, now.draw);
        best.selected = now.selected;
    }
    (void)printf("%-14s %9u %9.3f %9.3f %9.3f %9.3f %7.2f  %s\n", name, best.selected,
                 bare.processor, best.read.processor, best.draw.processor,
                 best.draw.clock, best.draw.processor / bare.processor,
                 best.draw.processor <= 3 * bare.processor ? "met" : "MISSED");
}

static struct spent write_record(const struct xc_draw_files *files,
                                 struct xc_buffer *text) {
    struct xc_error error = {0};
    struct xc_urn urn;
    struct spent start = spent_since((struct spent){0, 0});
    struct xc_arena *arena = xc_arena_new(SIZE_MAX / 2);
    if (xc_urn_read(files, arena, &urn, &error) != XC_OK)
        stop(&error);
    *text = draw_record_make(&urn);
    xc_arena_free(arena);
    return spent_since(start);
}

static struct spent verify_record(struct xc_str text) {
    struct xc_error error = {0};
    struct xc_record record;
    struct xc_record_report report;
    json_t *json = NULL;
    struct spent start = spent_since((struct spent){0, 0});
    struct xc_arena *arena = xc_arena_new(SIZE_MAX / 2);
    if (xc_record_load(text, arena, &json, &record, &error) != XC_OK ||
        xc_record_verify(&record, arena, &report, NULL, &error) != XC_OK)
        stop(&error);
    if (!report.same) {
        (void)xc_fail(&error, XC_ENO, "the record is not the same");
        error.message = report.difference;
        stop(&error);
    }
    json_decref(json);
    xc_arena_free(arena);
    return spent_since(start);
}

static void measure_record(const char *name, struct xc_str rules, struct xc_str targets) {
    const struct xc_draw_files files = {.rules = rules, .targets = targets};
    struct spent drawn = {0, 0};
    struct spent verified = {0, 0};
    for (int run = 0; run < RUNS; run++) {
        struct xc_buffer text;
        struct spent now = write_record(&files, &text);
        struct spent back = verify_record(xc_buffer_view(&text));
        drawn = run == 0 ? now : less(drawn, now);
        verified = run == 0 ? back : less(verified, back);
        xc_buffer_free(&text);
    }
    (void)printf("%-14s %9s %9.3f %9s %9.3f %9.3f %7.2f  %s\n", name, "", drawn.processor,
                 "", verified.processor, verified.clock,
                 verified.processor / drawn.processor,
                 verified.processor <= drawn.processor ? "met" : "MISSED");
}

int main(int argc, char **argv) {
    uint64_t count = 1000000;
    struct rusage usage;
    if (argc > 1 && !xc_str_to_uint(xc_str_from(argv[1]), 100000000, &count)) {
        (void)fprintf(stderr, "usage: bench_draw [TARGETS]\n");
        return 2;
    }
    struct xc_buffer text = make_targets((unsigned)count);
    struct xc_str targets = xc_buffer_view(&text);
    (void)printf(
        "%llu targets in %d strata, %zu bytes; seconds, best of %d; aimed at: the "
        "whole draw ≤ 3 × its bare hashing\n",
        (unsigned long long)count, (int)STRATA, targets.len, (int)RUNS);
    (void)printf("%-14s %9s %9s %9s %9s %9s %7s\n", "", "selected", "hashing", "reading",
                 "whole", "by clock", "ratio");
    measure("srs 5 %",
            XC_STR("{\"select\":{\"method\":\"srs\",\"share\":[5,100]},\"v\":1}"),
            targets);
    measure(
        "srs, floors",
        XC_STR("{\"must\":[\"complaint\"],\"select\":{\"floors\":{},\"method\":\"srs\","
               "\"share\":[5,100]},\"v\":1}"),
        targets);
    measure("pps 5 %",
            XC_STR("{\"select\":{\"method\":\"pps\",\"share\":[5,100]},\"v\":1}"),
            targets);
    measure("order", XC_STR("{\"select\":{\"method\":\"order\"},\"v\":1}"), targets);
    (void)printf(
        "records; aimed at: reading and verifying one takes no longer than drawing and "
        "writing it\n");
    (void)printf("%-14s %9s %9s %9s %9s %9s %7s\n", "", "", "drawing", "", "verifying",
                 "by clock", "ratio");
    measure_record("srs 5 %",
                   XC_STR("{\"select\":{\"method\":\"srs\",\"share\":[5,100]},\"v\":1}"),
                   targets);
    measure_record("order", XC_STR("{\"select\":{\"method\":\"order\"},\"v\":1}"),
                   targets);
    (void)getrusage(RUSAGE_SELF, &usage);
    (void)printf("peak %ld MiB\n", usage.ru_maxrss / 1024);
    xc_buffer_free(&text);
    return 0;
}
