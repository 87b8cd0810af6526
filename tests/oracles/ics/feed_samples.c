/* Writes feeds of many kinds into a folder, for the readers to compare: feed_samples
 * FOLDER. */
#include "base/file.h"
#include "calendar/feed.h"

#include <stdio.h>

enum { SAMPLES = 400 };

static const char *const titles[] = {"人民医院",
                                     "Clinic; north, \"old\" wing",
                                     "德仁堂大药房（丁蜀镇解放东路连锁第十七分店）检查",
                                     "C:\\data",
                                     "😀 emoji é",
                                     "a:b=c"};
static const char *const places[] = {
    "", "和平路 1 号", "Road 5, Yard 2; Room 3",
    "江苏省宜兴市丁蜀镇解放东路一百二十八号医疗保障服务中心三楼东侧会议室，从北门进"};
static const char *const descriptions[] = {
    "",
    "组长 王芳\n成员 李雷，韩梅梅\n依据 医疗保障基金使用监督管理条例 第二十二条\n清单 "
    "收费;编码,目录",
    "one\r\ntwo\rthree\n\nfive", "   spaces at both ends   .",
    "检查内容：一、门诊与住院收费；二、药品和耗材的进销存；三、限制用药；四、病历与处方；"
    "五、信息系统"};

static struct xc_str pick(const char *const *list, size_t size, size_t number) {
    return xc_str_from(list[number % size]);
}

#define PICK(list, number) pick((list), sizeof(list) / sizeof *(list), (number))

/* Entry number i; version 2 has moved every seventh and cancelled every eleventh. */
static struct xc_event sample(size_t i, unsigned version, char uid[XC_UID_BYTES],
                              bool all_day) {
    char name[32];
    (void)snprintf(name, sizeof name, "p/s/%zu/1", i);
    struct xc_mac *mac = xc_mac_new(XC_STR("a key for samples"));
    if (!mac || xc_feed_uid(mac, xc_str_from(name), uid, NULL) != XC_OK) {
        uid[0] = '\0';
    }
    xc_mac_free(mac);
    bool moved = version == 2 && i % 7 == 3;
    bool days = all_day || i % 5 == 4;
    xc_date date = xc_date_make(2026, 1, 1) + (xc_date)(i * 37 % 365) + (moved ? 1 : 0);
    struct xc_event event = {
        .uid = xc_str_from(uid),
        .kind = days ? XC_EVENT_DUE : XC_EVENT_VISIT,
        .date = date,
        .end_date = date + (i % 13 == 0 ? 3 : 0),
        .start = days ? -1 : (int)(i * 15 % 1440),
        .end = days                               ? 0
               : (int)(i * 15 % 1440) + 90 > 1440 ? 1440
                                                  : (int)(i * 15 % 1440) + 90,
        .changed = 1767225600 + (xc_instant)i * 61,
        .sequence = (unsigned)(i % 4) + (moved ? 1 : 0),
        .summary = PICK(titles, i),
        .location = PICK(places, i / 2),
        .description = PICK(descriptions, i / 3),
        .category = XC_STR("检查"),
        .has_position = i % 3 == 0,
        .latitude_e6 = 31364000 - (int32_t)i * 300000,
        .longitude_e6 = 119820000 - (int32_t)i * 700000,
        .alarm_minutes = i % 4 == 0 ? XC_NO_ALARM : (int)(i % 200) * 15 - 540,
    };
    if (i % 11 == 5) {
        event.status = version == 2 ? XC_EVENT_CANCELLED : XC_EVENT_TENTATIVE;
    }
    return event;
}

struct plan {
    const char *file;
    const char *zone;
    unsigned version;
    bool all_day;
    bool tasks;
};

static int write_sample(const char *folder, const struct plan *plan,
                        struct xc_error *error) {
    struct xc_buffer out = xc_buffer_make((size_t)4 * 1024 * 1024);
    struct xc_buffer path = xc_buffer_make(4096);
    const struct xc_feed_head head = {.name = XC_STR("第一检查组, 订阅; 一"),
                                      .description = XC_STR("检查任务和报送节点"),
                                      .zone = xc_str_from(plan->zone),
                                      .refresh_minutes = 240,
                                      .color = XC_STR("teal"),
                                      .language = XC_STR("zh"),
                                      .timed = !plan->all_day};
    xc_feed_begin(&out, &head);
    for (size_t i = 0; i < SAMPLES + (plan->version == 2 ? 5U : 0U); i++) {
        char uid[XC_UID_BYTES];
        struct xc_event event = sample(i, plan->version, uid, plan->all_day);
        if (plan->tasks) {
            xc_feed_task(&out, &head, &event);
        } else {
            xc_feed_event(&out, &head, &event);
        }
    }
    xc_feed_end(&out);
    int code =
        out.failed ? xc_fail_memory(error) : xc_path_join(&path, folder, plan->file);
    if (code == XC_OK) {
        code = xc_file_write(path.ptr, xc_buffer_view(&out), 0600, error);
    }
    xc_buffer_free(&out);
    xc_buffer_free(&path);
    return code;
}

int main(int argc, char **argv) {
    static const struct plan plans[] = {
        {"before.ics", "Asia/Shanghai", 1, false, false},
        {"after.ics", "Asia/Shanghai", 2, false, false},
        {"urumqi.ics", "Asia/Urumqi", 1, false, false},
        {"utc.ics", "UTC", 1, false, false},
        {"days.ics", "Asia/Shanghai", 1, true, false},
        {"tasks.ics", "Asia/Shanghai", 2, false, true},
    };
    struct xc_error error = {0};
    int code = argc == 2 ? xc_folder_make(argv[1], 0700, &error) : XC_EUSAGE;
    for (size_t i = 0; code == XC_OK && i < sizeof plans / sizeof *plans; i++) {
        code = write_sample(argv[1], &plans[i], &error);
    }
    if (code != XC_OK) {
        (void)fprintf(stderr, "feed_samples: failed with %d\n", code);
    }
    return code == XC_OK ? 0 : 1;
}
