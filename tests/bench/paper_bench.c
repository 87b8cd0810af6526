/* Workbooks and documents of the size that issue 6 asks for. Printed beside what zlib
 * takes to deflate the same XML, and memcpy to copy it: what any writer of such files
 * pays.
 *
 *     bench_paper [ROWS [NOTICES]]        default: 100,000 rows of 12 columns, 900
 * notices
 */
#include "exchange/docx_out.h"
#include "exchange/zip_out.h"
#include "report/sheet.h"

#include <minizip/unzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { COLUMNS = 12, TEXT_BYTES = 1 << 30, ROUNDS = 3 };

static double processor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long peak_mebibytes(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

static void must(int rc, const char *what) {
    if (rc != XC_OK) {
        (void)fprintf(stderr, "%s failed: %d\n", what, rc);
        exit(1);
    }
}

/* A month's book of visits. */
static void fill_sheet(struct xc_sheet *sheet, unsigned rows) {
    static const char *const heads[COLUMNS] = {"number", "day",   "id",     "institution",
                                               "kind",   "area",  "crew",   "people",
                                               "result", "found", "amount", "until"};
    sheet->title = XC_STR("2026年3月定点医药机构现场检查工作台账");
    xc_sheet_part(sheet, COLUMNS, 1u << 10, "%s", "台账");
    for (size_t i = 0; i < COLUMNS; i++) {
        xc_sheet_head(sheet, i, heads[i]);
    }
    for (unsigned i = 0; i < rows; i++) {
        char text[64];
        xc_sheet_row(sheet);
        xc_sheet_number(sheet, 0, i + 1);
        xc_sheet_date(sheet, 1, 20500 + (xc_date)(i % 31));
        (void)snprintf(text, sizeof text, "P320282%05u", i);
        xc_sheet_cell(sheet, 2, xc_str_from(text));
        (void)snprintf(text, sizeof text, "宜兴市第%u社区卫生服务站", i % 997);
        xc_sheet_cell(sheet, 3, xc_str_from(text));
        xc_sheet_cell(sheet, 4, i % 3 ? XC_STR("零售药店") : XC_STR("村卫生室"));
        xc_sheet_cell(sheet, 5, i % 2 ? XC_STR("丁蜀镇") : XC_STR("和桥镇"));
        xc_sheet_number(sheet, 6, i % 20);
        xc_sheet_cell(sheet, 7, XC_STR("张三、李四"));
        xc_sheet_cell(sheet, 8, i % 5 ? XC_STR("合格") : XC_STR("有问题"));
        xc_sheet_cell(sheet, 9, i % 5 ? XC_STR("") : XC_STR("超标准收费；串换项目"));
        xc_sheet_money(sheet, 10, i % 5 ? 0 : (int64_t)i * 37);
        xc_sheet_date(sheet, 11, i % 5 ? XC_NO_DATE : 20600);
    }
}

/* Names, with material to bring along and a table to sign: a page each. */
static void write_notices(unsigned count, struct xc_buffer *out) {
    struct xc_error error = {0};
    struct xc_docx *docx = NULL;
    const struct xc_str who[] = {XC_STR_INIT("检查人员"), XC_STR_INIT("被检查单位")};
    struct xc_docx_setup setup = {.chinese = true, .title = XC_STR("检查通知书")};
    must(xc_docx_new(&setup, out, &docx, &error), "a document");
    for (unsigned i = 0; i < count; i++) {
        struct xc_docx_table table = {.columns = 4, .widths = {2, 4, 2, 3}};
        xc_docx_section(docx, false);
        xc_docx_paragraph(docx, XC_DOCX_TITLE, XC_STR("医疗保障行政检查通知书"));
        xc_docx_say(docx, XC_DOCX_SUBTITLE, "宜医保检通〔2026〕第 %u 号", i + 1);
        xc_docx_say(docx, XC_DOCX_PLAIN, "宜兴市第%u社区卫生服务站：", i);
        xc_docx_paragraph(
            docx, XC_DOCX_BODY,
            XC_STR(
                "根据《医疗保障基金使用监督管理条例》和年度检查计划，我局定于下列时间派"
                "员对你单位使用医疗保障基金的情况进行现场检查，请予配合，并备好有关材料"
                "。"));
        xc_docx_table(docx, &table);
        xc_docx_row(docx, &(struct xc_docx_row){.head = true});
        for (size_t column = 0; column < 4; column++) {
            xc_docx_cell(docx, XC_STR("姓名"));
        }
        for (unsigned row = 0; row < 6; row++) {
            xc_docx_row(docx, NULL);
            for (size_t column = 0; column < 4; column++) {
                xc_docx_cell_say(docx, "第 %u 组 %u", i % 20, row);
            }
        }
        xc_docx_table_end(docx);
        xc_docx_signs(docx, who, 2);
    }
    must(xc_docx_finish(docx, &error), "a document");
    xc_docx_free(docx);
}

/* All parts of a zip file, one behind the other. */
static void inflate_parts(const char *path, struct xc_buffer *out) {
    unzFile file = unzOpen(path);
    int rc = file ? unzGoToFirstFile(file) : UNZ_ERRNO;
    while (rc == UNZ_OK && unzOpenCurrentFile(file) == UNZ_OK) {
        for (int got = 1; got > 0;) {
            char *place = xc_buffer_reserve(out, 1 << 16);
            got = place ? unzReadCurrentFile(file, place, 1 << 16) : -1;
            out->len += got > 0 ? (size_t)got : 0;
        }
        unzCloseCurrentFile(file);
        rc = unzGoToNextFile(file);
    }
    unzClose(file);
}

/* Seconds to deflate the bytes, and to copy them. */
static void bare(struct xc_str bytes, double *deflated, double *copied) {
    struct xc_error error = {0};
    struct xc_buffer out = xc_buffer_make(TEXT_BYTES);
    struct xc_zip_out *zip = NULL;
    double start = processor_seconds();
    must(xc_zip_out_new(&out, &zip, &error), "a zip file");
    xc_zip_out_part(zip, "a");
    xc_zip_out_add(zip, bytes);
    must(xc_zip_out_finish(zip, &error), "a zip file");
    xc_zip_out_free(zip);
    *deflated = processor_seconds() - start;
    xc_buffer_clear(&out);
    must(xc_buffer_reserve(&out, bytes.len) ? XC_OK : XC_ENOMEM, "memory");
    start = processor_seconds();
    memcpy(out.ptr, bytes.ptr, bytes.len);
    *copied = processor_seconds() - start;
    xc_buffer_free(&out);
}

static void show(unsigned long count, const char *what, double seconds, double most,
                 long peak, const struct xc_buffer *file) {
    char path[] = "/tmp/xuncha-bench-XXXXXX";
    struct xc_buffer bytes = xc_buffer_make(TEXT_BYTES);
    double deflated = 0, copied = 0;
    int descriptor = mkstemp(path);
    FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    if (!stream || fwrite(file->ptr, 1, file->len, stream) != file->len ||
        fclose(stream) != 0) {
        must(XC_EENV, path);
    }
    inflate_parts(path, &bytes);
    (void)remove(path);
    bare(xc_buffer_view(&bytes), &deflated, &copied);
    printf("%7lu %-20s %6.2f s (at most %.0f: %s)  %4ld MiB (at most 100: %s)  %5.1f MB "
           "of XML, "
           "%4.1f MB\n%28s %6.1f x deflating it, %.0f x copying it\n",
           count, what, seconds, most, seconds <= most ? "met" : "NOT MET", peak,
           peak <= 100 ? "met" : "NOT MET", (double)bytes.len / 1e6,
           (double)file->len / 1e6, "", seconds / deflated,
           copied > 0 ? seconds / copied : 0);
    xc_buffer_free(&bytes);
}

int main(int argc, char **argv) {
    unsigned long rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
    unsigned long notices = argc > 2 ? strtoul(argv[2], NULL, 10) : 900;
    struct xc_buffer document = xc_buffer_make(TEXT_BYTES);
    struct xc_buffer book = xc_buffer_make(TEXT_BYTES);
    struct xc_error error = {0};
    double start = processor_seconds();
    write_notices((unsigned)notices, &document);
    double document_seconds = processor_seconds() - start;
    long document_peak = peak_mebibytes();
    struct xc_sheet sheet = {.arena = xc_arena_new(TEXT_BYTES), .chinese = true};
    must(sheet.arena ? XC_OK : XC_ENOMEM, "memory");
    fill_sheet(&sheet, (unsigned)rows);
    long sheet_peak = peak_mebibytes();
    start = processor_seconds();
    must(xc_sheet_write_xlsx(&sheet, &book, &error), "a workbook");
    double book_seconds = processor_seconds() - start;
    long book_peak = peak_mebibytes();
    printf(
        "seconds of the processor; memory is the most that was ever held, of which the "
        "rows themselves are %ld MiB\n",
        sheet_peak - document_peak);
    show(notices, "notices as DOCX", document_seconds, 3, document_peak, &document);
    show(rows, "rows as XLSX", book_seconds, 5, book_peak, &book);
    xc_arena_free(sheet.arena);
    xc_buffer_free(&document);
    xc_buffer_free(&book);
    return 0;
}
