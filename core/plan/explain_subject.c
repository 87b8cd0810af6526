#include "plan/plan_internal.h"
typedef int xc_plan_empty;
