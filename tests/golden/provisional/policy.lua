local full_coverage = use 'full_coverage'
return programme {
  id = 'next', title = '下年度检查', year = 2027, office = '990101',
  full_coverage {
    id = 'visits', title = '现场检查', of = targets { status = 'active' }, once_by = '2027-06-30',
    nature = 'enforcement', crew = seats { lead(1), officer(1) },
  },
  reports = {
    due { id = 'monthly', title = '月报', what = 'coverage', when = last_workday 'month', from = '检查组', to = '监管科' },
  },
}
