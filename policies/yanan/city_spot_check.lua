-- Yan'an: every quarter the city checks a sample of what its counties have checked (yanan/quarterly.lua). Basis:
-- the city bureau's plan for the special treatment of 五合理 and 四规范; the source gives neither a number nor
-- the share, so `basis` and `share` (5 %) are parameters. Each quarter is a stage of its own that opens on the
-- quarter's first day and draws from all designated institutions of the city anew: who was drawn before can be
-- drawn again, and nobody is safe. Medical institutions and pharmacies are not told apart, because the text does
-- not. The city's inspectors are drawn with the targets, evenly, and none goes to his own county. Supervision is not
-- put together with other visits. Half-yearly the city ranks the counties and tells all of them; for days off
-- the text has no rule: `roll` (previous) takes the working day before.
local spot_check = use 'spot_check'
local everyone   = targets { status = 'active', kind = one_of('medical', 'pharmacy') }

local p = params {
  year = { 2020, title = '年度' },
  office = { '6106', title = '市区划代码' },
  basis = { '市医疗保障局“五合理”“四规范”专项治理方案', title = '检查依据' },
  share = { percent(5), title = '每季度抽查比例' },
  officers = { 1, title = '每组执法人员数(组长之外)' },
  minutes = { 90, title = '每家检查用时(分钟)' },
  roll = { 'previous', title = '报送日逢休息日(none|previous|next)' },
}

local function check_of(number)
  return spot_check {
    id = 'q' .. number, title = '第' .. number .. '季度抽查', window = quarter(p.year, number),
    sample = share { p.share, of = everyone }, nature = 'enforcement', method = 'site', basis = p.basis, merge = false,
    crew = seats { lead(1), officer(p.officers), balance = true }:outside 'target', minutes = p.minutes,
  }
end

return programme {
  id = 'yanan-spot-check-' .. p.year, title = '市级季度抽查', year = p.year, calendar = 'cn', office = p.office,
  seed = public_seed,

  check_of(1), check_of(2), check_of(3), check_of(4),

  reports = {
    due { id = 'ranking', title = '半年排名', what = 'ranking', when = 'half_yearly 6 end roll=' .. p.roll,
          from = '市医疗保障局', to = '各县医疗保障局' },
  },
}
