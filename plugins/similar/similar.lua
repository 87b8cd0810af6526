-- Similar ones (举一反三): what was found at one target draws in those like it: of the same kind, organisation,
-- county, or with the same finding. Who is like it is looked up, not drawn; where they are too many the heaviest come
-- first.
local count = param.count

return plugin {
  api = 1,
  name = 'similar',
  summary = 'A cause at one target sends crews to those like it: same kind, organisation, county or finding.',
  params = {
    of       = param.selection:means 'among whom: the target that gave cause, and those like it',
    on       = param.choice { 'problem', 'refused', 'lead', 'points', 'case_opened', 'case_referred', 'case_closed' }
               :default 'problem':means 'what is a cause',
    after    = param.optional(param.text):means 'only of this stage, source of leads, or authority of cases',
    min      = param.optional(count:range(1, 1000000))
               :means 'severity of a lead, points, or the amount of a case in fen, at least',
    same     = param.list(param.choice { 'kind', 'organisation', 'area', 'finding' })
               :means 'in what they are like it, in all of these; area: the same county',
    most     = param.optional(count:range(1, 1000000)):means 'so many like it for each cause at most; otherwise all',
    itself   = param.boolean:default(true):means 'whether the target that gave cause is visited, too',
    earliest = param.days:default(after(1, 'day')):means 'first day of the visits, counted from the day of the cause',
    latest   = param.days:means "last day of the visits, such as after(20, 'workday')",
    items    = param.optional(param.list(param.text)):means 'what is checked',
    uses     = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    minutes  = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    if #p.same == 0 then error "same is empty: in what are they like it? same = { 'organisation' }" end
    stage:oblige {
      targets = p.of, since = { kind = p.on, of = p.after, min = p.min, from = p.earliest, to = p.latest },
      like = p.same, like_most = p.most, like_only = not p.itself,
      items = p.items, uses = p.uses, minutes = p.minutes,
    }
  end,
}
