#include "cli/resources.h"

#include "base/buffer.h"
#include "base/file.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* The first folder on the way up from `start` that holds one of the two relative paths.
 */
static const char *find(struct xc_arena *arena, struct xc_str start,
                        const char *installed, const char *source) {
    struct xc_buffer path = xc_buffer_make(PATH_MAX);
    struct xc_str folder = start;
    const char *found = NULL;
    while (folder.len > 0 && !found) {
        const char *const candidates[] = {installed, source};
        for (size_t i = 0; i < 2 && !found; i++) {
            xc_buffer_clear(&path);
            xc_buffer_printf(&path, "%.*s/%s", XC_PRI(folder), candidates[i]);
            if (xc_buffer_putc(&path, '\0') == XC_OK && xc_file_exists(path.ptr)) {
                found = xc_arena_copy(arena, xc_str_from(path.ptr)).ptr;
            }
        }
        while (folder.len > 0 && folder.ptr[folder.len - 1] != '/') {
            folder.len--;
        }
        folder.len -= folder.len > 0;
    }
    xc_buffer_free(&path);
    return found;
}

int xc_resources_find(struct xc_arena *arena, struct xc_resources *resources,
                      struct xc_error *error) {
    char self[PATH_MAX];
    *resources = (struct xc_resources){0};
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len < 0) {
        return xc_fail_errno(error, errno, "open", "/proc/self/exe");
    }
    struct xc_str path = xc_arena_copy(arena, (struct xc_str){self, (size_t)len});
    if (!path.ptr) {
        return xc_fail_memory(error);
    }
    resources->self = path.ptr;
    while (path.len > 0 && path.ptr[path.len - 1] != '/') {
        path.len--;
    }
    path.len -= path.len > 0;
    resources->plugins =
        find(arena, path, "share/xuncha/plugins/full_coverage", "plugins/full_coverage");
    resources->policies = find(arena, path, "share/xuncha/policies", "policies");
    resources->holidays =
        find(arena, path, "share/xuncha/calendars/cn.ics", "calendars/cn.ics");
    resources->statutory = find(arena, path, "share/xuncha/calendars/cn-statutory.ics",
                                "calendars/cn-statutory.ics");
    resources->divisions =
        find(arena, path, "share/xuncha/divisions.csv", "core/register/divisions.csv");
    resources->chinese = find(arena, path, "share/xuncha/po/zh_CN.mo", "po/zh_CN.mo");
    if (resources->plugins) {
        /* The folder that holds the plugins, not the one plugin it was recognised by. */
        struct xc_str folder = xc_str_from(resources->plugins);
        folder.len -= sizeof "/full_coverage" - 1;
        resources->plugins = xc_arena_copy(arena, folder).ptr;
    }
    return XC_OK;
}
