-- A review of what is counted elsewhere: claims, hospital stays, invoices. The register says how many a target has (and
-- how many of them are large); a share of them is examined, rounded up, the large ones first and all of them. Which
-- ones the other system draws; here it is planned who examines how many, where and when.
local count = param.count

return plugin {
  api = 1,
  name = 'review_sample',
  summary = 'At least a share of what each target has in another system is examined, large ones first.',
  params = {
    of       = param.selection:means 'whose claims or records are examined',
    counted  = param.text:means 'the extra column of the register that holds their number',
    share    = param.share:means 'the share that is examined at least, rounded up for each target',
    first    = param.optional(param.text):means 'the column that counts those examined before all others, all of them',
    unit     = param.optional(param.text):means 'what they are, for people',
    times    = count:range(1, 366):default(1):means 'reviews of each target, per each or in the whole window',
    each     = param.optional(param.period):means 'the period that times counts in: month, quarter, half or year',
    items    = param.optional(param.list(param.text)):means 'what is checked',
    uses     = param.optional(param.list(param.text)):means 'resources of the programme that a crew takes along',
    minutes  = count:range(1, 1440):default(90):means 'length of a review where the register does not say',
  },
  plan = function(stage, p)
    stage:oblige {
      targets = p.of, times = p.times, each = p.each,
      review = { field = p.counted, share = p.share, first = p.first, unit = p.unit },
      items = p.items, uses = p.uses, minutes = p.minutes,
    }
  end,
}
