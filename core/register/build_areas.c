/* The area columns: parents, children and the numbers that make "within" two comparisons.
 */
#include "register/build.h"
#include "register/check.h"

#include <stdlib.h>
#include <string.h>

static int check_parent(struct xc_build *build, uint32_t row, const uint32_t *parent,
                        const uint8_t *level) {
    const struct xc_areas *areas = &build->reg->areas;
    uint32_t above = parent[row];
    if (above == XC_NO_ROW || level[above] < level[row] ||
        (level[above] == XC_LEVEL_ZONE && level[row] == XC_LEVEL_ZONE && above != row))
        return 0;
    return xc_fail(
        build->error, XC_EINPUT,
        "%s, row \"%s\": its level %s does not lie below the level %s of its parent "
        "\"%s\"",
        xc_table_name(XC_TABLE_AREAS),
        xc_show(xc_register_text(build->reg, areas->code[row])).text,
        xc_words_english(XC_WORDS_LEVEL, level[row]),
        xc_words_english(XC_WORDS_LEVEL, level[above]),
        xc_show(xc_register_text(build->reg, areas->code[above])).text);
}

static int link_children(struct xc_build *build) {
    struct xc_register *reg = build->reg;
    uint32_t count = reg->areas.count;
    uint32_t *start = xc_build_column(build, (size_t)count + 2, sizeof(*start));
    uint32_t *children = xc_build_column(build, count, sizeof(*children));
    uint32_t *next = calloc((size_t)count + 2, sizeof(*next));
    if (start == NULL || children == NULL || next == NULL) {
        free(next);
        return xc_fail_memory(build->error);
    }
    memset(start, 0, ((size_t)count + 2) * sizeof(*start));
    /* Group 0 is XC_NO_ROW + 1. */
    for (uint32_t row = 0; row < count; row++)
        start[reg->areas.parent[row] + 1 + 1]++;
    for (uint32_t group = 0; group < count + 1; group++)
        start[group + 1] += start[group];
    memcpy(next, start, ((size_t)count + 2) * sizeof(*next));
    for (uint32_t row = 0; row < count; row++)
        children[next[reg->areas.parent[row] + 1]++] = row;
    free(next);
    reg->memory->children_start = start;
    reg->memory->children = children;
    return 0;
}

/* Numbers the areas in the order of a walk, parents first. Zones may lie in zones without
 * end, so the walk keeps its own place per area instead of the machine's stack. */
static int number_areas(struct xc_build *build, uint32_t *enter, uint32_t *leave) {
    const struct xc_register *reg = build->reg;
    const uint32_t *start = reg->memory->children_start;
    uint32_t count = reg->areas.count;
    uint32_t *next = calloc((size_t)count + 1, sizeof(*next));
    if (next == NULL)
        return xc_fail_memory(build->error);
    for (uint32_t row = 0; row < count; row++)
        enter[row] = XC_NO_ROW;
    memcpy(next, start, ((size_t)count + 1) * sizeof(*next));
    uint32_t number = 0;
    uint32_t at = XC_NO_ROW;
    for (;;) {
        uint32_t group = at + 1;
        if (next[group] < start[group + 1]) {
            at = reg->memory->children[next[group]++];
            enter[at] = number++;
        } else if (at == XC_NO_ROW) {
            break;
        } else {
            leave[at] = number - 1;
            at = reg->areas.parent[at];
        }
    }
    free(next);
    for (uint32_t row = 0; row < count; row++)
        if (enter[row] == XC_NO_ROW)
            return xc_fail(build->error, XC_EINPUT,
                           "%s, row \"%s\": the area lies within itself",
                           xc_table_name(XC_TABLE_AREAS),
                           xc_show(xc_register_text(reg, reg->areas.code[row])).text);
    return 0;
}

int xc_build_areas(struct xc_build *build) {
    const struct xc_rows *rows = &build->b->tables[XC_TABLE_AREAS];
    struct xc_areas *areas = &build->reg->areas;
    uint32_t count = rows->count;
    xc_ref *code_text = xc_build_column(build, count, sizeof(*code_text));
    xc_ref *name = xc_build_column(build, count, sizeof(*name));
    uint32_t *parent = xc_build_column(build, count, sizeof(*parent));
    uint32_t *enter = xc_build_column(build, count, sizeof(*enter));
    uint32_t *leave = xc_build_column(build, count, sizeof(*leave));
    uint8_t *level = xc_build_column(build, count, sizeof(*level));
    if (code_text == NULL || name == NULL || parent == NULL || enter == NULL ||
        leave == NULL || level == NULL)
        return xc_fail_memory(build->error);
    for (uint32_t row = 0; row < count; row++) {
        const struct xc_area_row *from =
            xc_rows_at(rows, build->order[XC_TABLE_AREAS][row]);
        code_text[row] = xc_build_text(build, from->key);
        name[row] = xc_build_text(build, from->name);
        level[row] = from->level;
    }
    *areas = (struct xc_areas){.count = count,
                               .code = code_text,
                               .name = name,
                               .parent = parent,
                               .enter = enter,
                               .leave = leave,
                               .level = level};
    int code = 0;
    for (uint32_t row = 0; code == 0 && row < count; row++) {
        const struct xc_area_row *from =
            xc_rows_at(rows, build->order[XC_TABLE_AREAS][row]);
        code =
            xc_build_area(build, from->parent, XC_TABLE_AREAS, from->key, &parent[row]);
    }
    for (uint32_t row = 0; code == 0 && row < count; row++)
        code = check_parent(build, row, parent, level);
    if (code == 0)
        code = link_children(build);
    if (code == 0)
        code = number_areas(build, enter, leave);
    return code;
}
