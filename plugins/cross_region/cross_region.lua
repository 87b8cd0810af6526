-- Cross-regional checks: areas are drawn, then targets inside each; nobody inspects the area he comes from.
-- To go through all areas, draw an order of them: areas = shuffle(areas { … }).
local count = param.count

return plugin {
  api = 1,
  name = 'cross_region',
  summary = 'Areas are drawn, then targets inside each; only outsiders inspect.',
  params = {
    areas   = param.draw 'area':means 'which areas: pick { 3, from = areas { … } }, or all of them with shuffle(…)',
    in_each = param.list(param.draw 'target'):means 'the samples inside each area; their numbers are for each',
    people  = param.choice { 'drawn', 'planned' }:default 'drawn'
              :means 'whether the crew is drawn, or chosen by the planner',
    panel   = param.optional(param.seats):means 'experts who go along, always drawn and from outside',
    order   = param.choice { 'zone', 'draw' }:default 'zone'
              :means 'visits zone by zone, or in the order in which the targets were drawn',
    items   = param.optional(param.list(param.text)):means 'what is checked',
    uses    = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    days    = count:range(1, 60):default(1):means 'consecutive days of one visit',
    travel  = count:range(0, 30):default(0):means 'working days of the way there, and as many back',
    minutes = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    if not stage.crew then error 'crew is missing: who goes there?' end
    if #p.in_each == 0 then error 'in_each is empty: what is drawn inside each area?' end

    stage:draw('areas', p.areas):each(function(area) -- traced once; `area` stands for each of them
      local here = stage:within(area)
      for i, sample in ipairs(p.in_each) do
        here:oblige {
          targets = here:draw('targets/' .. i, sample:within(area)), people = p.people,
          crew = stage.crew:outside(area), panel = p.panel and p.panel:outside(area), order = p.order,
          items = p.items, uses = p.uses, days = p.days, travel = p.travel, minutes = p.minutes,
        }
      end
    end)
  end,
}
