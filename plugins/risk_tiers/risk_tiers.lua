-- Risk tiers: the worse the grade, the larger the share that is drawn. Each tier is a draw of its own, so that its
-- share is kept to the last target, and whoever is in none of the tiers is a tier, too: nobody is forgotten in silence.
local count = param.count

return plugin {
  api = 1,
  name = 'risk_tiers',
  summary = 'Targets are drawn by grade, each grade with its own share.',
  params = {
    of       = param.selection:means 'who can be drawn',
    by       = param.text:default 'credit':means 'the column that holds the grade',
    tiers    = param.shares:means 'the share of each grade: { A = percent(1), D = percent(30) }',
    ungraded = param.share:means 'the share of those who are in none of the tiers',
    weights  = param.boolean:default(false):means 'whether the weight in the register counts inside a tier',
    skip     = param.optional(param.list(param.text)):means 'flags: who has one stays out',
    must     = param.optional(param.list(param.text)):means 'flags: who has one is in for certain',
    batches  = param.optional(param.period):means 'one draw per tier and period, from what is available by then',
    people   = param.choice { 'drawn', 'planned' }:default 'drawn'
               :means 'whether the crew is drawn, or chosen by the planner',
    items    = param.optional(param.list(param.text)):means 'what is checked',
    uses     = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    minutes  = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    local function tier(label, among, part)
      local sample = share {
        part, of = among, method = p.weights and 'pps' or 'srs', skip = p.skip, must = p.must,
      }
      stage:oblige {
        targets = stage:draw('tiers/' .. label, sample, { batches = p.batches }), people = p.people,
        items = p.items, uses = p.uses, minutes = p.minutes,
      }
    end
    local rest, number = p.of, 0
    for grade, part in pairs(p.tiers) do
      local among = p.of:where { [p.by] = grade }
      number, rest = number + 1, rest - among
      tier(utf8.len(grade) == #grade and grade or tostring(number), among, part)
    end
    tier('ungraded', rest, p.ungraded)
  end,
}
