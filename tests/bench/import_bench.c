/* Import of a CSV of a million targets: seconds beside the time that iconv and wc take to
 * read the same file, and the most memory the process had. Prints one line per figure;
 * exit 1 where a figure is missed. Usage: import_bench [rows] */
#include "base/file.h"
#include "exchange/import.h"
#include "register/divisions.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef XC_SOURCE_DIR
#define XC_SOURCE_DIR "."
#endif

enum { ROWS = 1000000, SECONDS_MAX = 10, MEBIBYTES_MAX = 512 };

static double now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The same rows on every machine: a 64-bit linear congruential generator. */
static unsigned next(uint64_t *state, unsigned bound) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((*state >> 33) % bound);
}

static void write_row(FILE *out, uint64_t *state, unsigned row) {
    static const char *const kinds[] = {"药店", "药店", "村卫生室", "诊所", "医院"};
    static const char *const names[] = {"仁和", "康泰", "益民", "百姓", "同安", "惠生"};
    static const char *const counties[] = {"320282", "320281", "320205", "320206",
                                           "320211"};
    static const char *const roads[] = {"人民路", "解放路", "通贞观路", "东氿大道"};
    unsigned kind = next(state, 5);
    /* Ids in no order, so that nothing rests on sorted input. */
    (void)fprintf(out, "H%011" PRIu64 ",%s%s%u号%s,%s,%s,",
                  (uint64_t)row * 7919 % 99999989, names[next(state, 6)],
                  names[next(state, 6)], row, kinds[kind], kinds[kind],
                  kind == 4 ? "二级" : "未定级");
    (void)fprintf(out, "%s,%s,片区%u,%s%u号,", next(state, 2) == 0 ? "公立" : "民营",
                  counties[next(state, 5)], next(state, 60), roads[next(state, 4)],
                  next(state, 999));
    (void)fprintf(out, "31.%06u,119.%06u,%u,20%02u-%02u-%02u\n", next(state, 1000000),
                  next(state, 1000000), next(state, 100), 18 + next(state, 7),
                  1 + next(state, 12), 1 + next(state, 28));
}

static int generate(const char *path, unsigned rows) {
    FILE *out = fopen(path, "w");
    uint64_t state = 20260301;
    if (out == NULL)
        return -1;
    (void)fputs("机构编码,机构名称,类型,等级,性质,区划代码,片区,地址,纬度,经度,权重,"
                "上次检查日期\n",
                out);
    for (unsigned row = 0; row < rows; row++)
        write_row(out, &state, row);
    return fclose(out);
}

static double time_iconv(const char *path) {
    char command[512];
    double start = now();
    (void)snprintf(command, sizeof command,
                   "iconv -f utf-8 -t utf-8 '%s' | wc > /dev/null", path);
    return system(command) == 0 ? now() - start
                                : 0; /* NOLINT(bugprone-command-processor) */
}

static struct xc_register *country(struct xc_error *error) {
    struct xc_buffer csv = xc_buffer_make((size_t)1 << 24);
    struct xc_register_builder *builder = xc_register_builder_new();
    struct xc_register *reg = NULL;
    if (builder != NULL &&
        xc_file_read(XC_SOURCE_DIR "/core/register/divisions.csv", &csv, error) ==
            XC_OK &&
        xc_divisions_load(xc_buffer_view(&csv), builder, error) == XC_OK)
        (void)xc_register_build(builder, &reg, NULL, error);
    xc_register_builder_free(builder);
    xc_buffer_free(&csv);
    return reg;
}

static int import(const char *path, double *seconds, struct xc_error *error) {
    struct stat status;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &status) != 0)
        return xc_fail(error, XC_EENV, "the generated file cannot be opened");
    size_t size = (size_t)status.st_size;
    void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    (void)close(file);
    if (map == MAP_FAILED)
        return xc_fail(error, XC_EENV, "the generated file cannot be mapped");
    struct xc_register *old = country(error);
    struct xc_register *reg = NULL;
    struct xc_import_report report = {0};
    struct xc_import_options options = {.table = XC_IMPORT_TARGETS,
                                        .file = XC_STR("bench.csv")};
    double start = now();
    int code = old != NULL ? xc_import_register((struct xc_str){map, size}, &options, old,
                                                &reg, &report, NULL, error)
                           : XC_EENV;
    *seconds = now() - start;
    if (code == XC_OK)
        printf("import: %zu rows, %zu added, %.0f MB\n", report.rows, report.added,
               (double)size / 1e6);
    xc_register_free(reg);
    xc_register_free(old);
    xc_import_report_free(&report);
    (void)munmap(map, size);
    return code;
}

int main(int count, char **arguments) {
    char path[] = "/tmp/xuncha-bench-XXXXXX";
    struct xc_error error = {0};
    double seconds = 0;
    struct rusage usage;
    unsigned rows = count > 1 ? (unsigned)strtoul(arguments[1], NULL, 10) : ROWS;
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    (void)close(file);
    int code = generate(path, rows) == 0 ? import(path, &seconds, &error) : XC_EENV;
    (void)getrusage(RUSAGE_SELF, &usage);
    double peer = time_iconv(path);
    (void)remove(path);
    if (code != XC_OK) {
        struct xc_buffer text = xc_buffer_make((size_t)1 << 16);
        (void)xc_error_render(&error, NULL, &text);
        (void)fprintf(stderr, "%.*s\n", (int)text.len, text.ptr);
        xc_buffer_free(&text);
        return 1;
    }
    double mebibytes = (double)usage.ru_maxrss / 1024;
    printf("import: %.2f s (figure: %d s), iconv | wc %.2f s, ratio %.2f\n", seconds,
           SECONDS_MAX, peer, peer > 0 ? seconds / peer : 0);
    printf("import: peak memory %.0f MiB (figure: %d MiB)\n", mebibytes, MEBIBYTES_MAX);
    return seconds <= SECONDS_MAX && mebibytes <= MEBIBYTES_MAX ? 0 : 1;
}
