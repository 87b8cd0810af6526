-- Rotation: everybody once in so many years, and which year is drawn. A year's stage takes its share of those whom
-- the earlier years' stages have not visited: with three years a third of all, then half of the rest, then the
-- rest. Who closed meanwhile is no longer in the selection, who is new comes in; nobody is visited twice.
local count = param.count

return plugin {
  api = 1,
  name = 'rotation',
  summary = 'Everybody once in so many years: each year draws its share of those not yet visited.',
  params = {
    of      = param.selection:means 'who is visited in the course of the years',
    years   = count:range(1, 20):default(3):means 'years in which everybody is visited',
    earlier = param.optional(param.list(param.text))
              :means "the stages of the years before, as visited '…' names them; none in the first year",
    by      = param.optional(param.text):means 'a column: the share is taken of each of its values',
    skip    = param.optional(param.list(param.text)):means 'flags: who has one stays out this year',
    must    = param.optional(param.list(param.text)):means 'flags: who has one is in this year for certain',
    batches = param.optional(param.period):means 'one draw per period, from what is available by then',
    people  = param.choice { 'drawn', 'planned' }:default 'drawn'
              :means 'whether the crew is drawn, or chosen by the planner',
    rotate  = param.optional(param.choice { 'lead', 'all' })
              :means 'who may not go again to a target that they visited last: the lead, or everybody',
    items   = param.optional(param.list(param.text)):means 'what is checked',
    uses    = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    minutes = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    local earlier, rest = p.earlier or {}, p.of
    for _, name in ipairs(earlier) do rest = rest - visited(name) end
    if #earlier >= p.years then
      error('a cycle of ' .. p.years .. ' years has at most ' .. p.years - 1 .. ' earlier ones')
    end
    local sample = share { percent(100) / (p.years - #earlier), of = rest, by = p.by, skip = p.skip, must = p.must }

    stage:oblige {
      targets = stage:draw('targets', sample, { batches = p.batches }), people = p.people, rotate = p.rotate,
      items = p.items, uses = p.uses, minutes = p.minutes,
    }
  end,
}
