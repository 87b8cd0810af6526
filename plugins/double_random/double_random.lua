-- Double random: the targets are drawn, and so are the people who go there, seat by seat or as teams.
-- Who and how many is the sample's business; with batches the sample is drawn period by period.
local count = param.count

return plugin {
  api = 1,
  name = 'double_random',
  summary = 'Targets and the people who visit them are drawn at random, seat by seat or as teams.',
  params = {
    sample  = param.draw 'target':means 'who is drawn: share { percent(5), of = … } or pick { 20, from = … }',
    batches = param.optional(param.period):means 'one draw per period, from what is available by then',
    people  = param.choice { 'drawn', 'planned' }:default 'drawn'
              :means 'whether the crew is drawn, or chosen by the planner',
    panel   = param.optional(param.seats):means 'experts who go along, always drawn',
    order   = param.choice { 'zone', 'draw' }:default 'zone'
              :means 'visits zone by zone, or in the order in which the targets were drawn',
    items   = param.optional(param.list(param.text)):means 'what is checked',
    uses    = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    days    = count:range(1, 60):default(1):means 'consecutive days of one visit',
    travel  = count:range(0, 30):default(0):means 'working days of the way there, and as many back',
    minutes = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    stage:oblige {
      targets = stage:draw('targets', p.sample, { batches = p.batches }), people = p.people, panel = p.panel,
      order = p.order, items = p.items, uses = p.uses, days = p.days, travel = p.travel, minutes = p.minutes,
    }
  end,
}
