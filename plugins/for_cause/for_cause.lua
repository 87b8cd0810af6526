-- Checks for cause: a lead, or points lost, sends a crew within days. They are directed: nothing is drawn and no chance
-- is claimed, each visit carries the lead or the points as its trigger and reason. A change in the register, such
-- as a new legal representative, is a lead of the source 'register'. Without a lead, a policy can name whom to check.
local count = param.count

return plugin {
  api = 1,
  name = 'for_cause',
  summary = 'Leads and lost points send a crew within days; directed, never drawn.',
  params = {
    of       = param.selection:means 'whose leads and points count',
    sources  = param.optional(param.list(param.choice {
      'plan', 'complaint', 'screening', 'media', 'register', 'other',
    })):means 'only leads from these; otherwise from anywhere',
    severity = param.optional(count:range(1, 5)):means 'the least severity of a lead, from 1 (slight) to 5 (grave)',
    named    = param.optional(param.list(param.text))
               :means 'only these targets by id, once each, not for a lead; empty: not',
    points   = param.optional(count:range(1, 1000000))
               :means 'whoever loses so many points in a calendar year is visited, too',
    earliest = param.days:default(after(0, 'day')):means 'first day of the visit, counted from the day of the cause',
    within   = param.days:means "last day of the visit, such as after(5, 'workday')",
    panel    = param.optional(param.seats):means 'experts who go along; the planner chooses them, too',
    items    = param.optional(param.list(param.text)):means 'what is checked',
    uses     = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    days     = count:range(1, 60):default(1):means 'consecutive days of one visit',
    travel   = count:range(0, 30):default(0):means 'working days of the way there, and as many back',
    minutes  = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    if p.sources and #p.sources == 0 then error 'sources is empty: leave it out, or name one' end

    local named = #(p.named or {}) > 0

    local function visit(kind, of, min)
      stage:oblige {
        targets = named and p.of:where { id = p.named } or p.of,
        since = not named and { kind = kind, of = of, min = min, from = p.earliest, to = p.within } or nil,
        panel = p.panel, items = p.items, uses = p.uses, days = p.days, travel = p.travel, minutes = p.minutes,
      }
    end
    if named then return visit() end
    for _, source in ipairs(p.sources or {}) do visit('lead', source, p.severity) end
    if not p.sources then visit('lead', nil, p.severity) end
    if p.points then visit('points', nil, p.points) end
  end,
}
