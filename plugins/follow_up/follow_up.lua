-- Follow-ups: what a check found, or that it was refused, causes a visit some days later, by another crew where
-- asked. Nothing is drawn and nobody is chosen: there is one visit for each cause, and it is a visit of its own,
-- not joined with others (merge = false unless the policy says otherwise). With `report` the target owes a report on
-- what it put right (整改报告); the visit is then the acceptance (巡查验收), and whoever sends nothing is visited, too.
local count = param.count
local rotate = { crew = 'all', lead = 'lead' }

return plugin {
  api = 1,
  name = 'follow_up',
  summary = 'Whoever gave cause is visited again within days, by another crew where asked.',
  params = {
    of       = param.selection:means 'whose causes count',
    on       = param.choice {
      'problem', 'rectify', 'refused', 'visited', 'points', 'case_opened', 'case_referred', 'case_closed',
    }:default 'problem':means 'what is a cause; rectify: a problem, on the day by which it is to be put right',
    after    = param.optional(param.text)
               :means "only of this stage ('stage' or 'programme/stage'), or of cases with this authority",
    min      = param.optional(count:range(1, 1000000)):means 'points, or the amount of a case in fen, at least',
    earliest = param.optional(param.days)
               :means 'first day of the visit, from the day of the cause; otherwise the day of the report, or the next',
    latest   = param.days:means "last day of the visit, such as after(20, 'workday')",
    another  = param.optional(param.choice { 'crew', 'lead' })
               :means 'who must be somebody else than at the visit that found it: the whole crew, or its lead',
    report   = param.optional(param.days):means 'the target owes a report by then, counted from the day of the cause',
    report_title = param.optional(param.text):means 'title of that report',
    chase    = param.optional(param.days):means 'whoever does not send it is visited by then, counted from its day',
    items    = param.optional(param.list(param.text)):means 'what is checked',
    uses     = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    minutes  = count:range(1, 1440):default(90):means 'length of a visit where the register does not say',
  },
  plan = function(stage, p)
    local report = stage.id .. '-report'
    if p.chase and not p.report then error 'chase needs report: what is it that does not come?' end
    if p.report and p.on ~= 'problem' and p.on ~= 'rectify' then
      error "report is owed on problems: on = 'problem' or 'rectify'"
    end

    local function visit(since)
      stage:oblige {
        targets = p.of, since = since, rotate = p.another and rotate[p.another], items = p.items, uses = p.uses,
        minutes = p.minutes,
      }
    end
    visit { kind = p.on, of = p.after, min = p.min, from = p.earliest or p.report or after(1, 'day'), to = p.latest }
    if p.report then
      stage:due {
        id = report, title = p.report_title, what = 'rectification', each = 'target', window = stage.window,
        since = { kind = p.on, of = p.after, to = p.report },
      }
    end
    if p.chase then visit { kind = 'missing', of = report, to = p.chase } end
  end,
}
