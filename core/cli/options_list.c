/* Options of the commands that list what is there. */
#include "cli/options.h"

const struct xc_option xc_register_list_options[] = {
    {"text", "TEXT",
     XC_MSG("only rows that hold this text in id, name, address, organisation or unit"),
     0},
    {"area", "CODE", XC_MSG("only what lies in this area"), 0},
    {"parent", "CODE", XC_MSG("areas: only those directly below this one"), 0},
    {"zone", "TEXT", XC_MSG("targets: only those of this zone (片区)"), 0},
    {"kind", "KIND", XC_MSG("targets: only those of this kind"), 0},
    {"status", "active|suspended|closed", XC_MSG("only those of this status"), 0},
    {"crew", "ID", XC_MSG("inspectors, experts: only those of this crew"), 0},
    {"role", "ROLE", XC_MSG("inspectors, experts: only those who have this role"), 0},
    {"person", "ID", XC_MSG("absences, relations: only those of this person"), 0},
    {"target", "ID", XC_MSG("relations: only those that bar somebody from this target"),
     0},
    {"window", "A..B", XC_MSG("absences: only those that touch these days"), 0},
    {"limit", "N",
     XC_MSG("so many rows at most, up to 2000 (default: all; with --json 200)"), 0},
    {"after", "KEY", XC_MSG("goes on behind this row: `next` of the answer before"), 0},
    {0},
};
