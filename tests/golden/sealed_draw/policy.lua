local spot_check = use 'spot_check'
return programme {
  id = 'surprise', title = '飞行检查', year = 2026, office = '990101', seed = sealed,
  spot_check {
    id = 'visits', title = '突击检查', window = between('2026-03-09', '2026-03-11'), nature = 'enforcement',
    merge = false, sample = pick { 2, from = targets { status = 'active' } }, crew = seats { lead(1), officer(1) },
    minutes = 180, embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },
  },
}
