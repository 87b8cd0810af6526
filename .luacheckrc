-- The words of a policy and of a plugin (core/policy/bindings.c is their only list).
std = 'none'
local language = {
  'assert', 'error', 'ipairs', 'pairs', 'select', 'tonumber', 'tostring', 'type',
  'math', 'string', 'table', 'utf8', 'log',
}
local policy = {
  'use', 'programme', 'targets', 'inspectors', 'experts', 'areas', 'pick', 'share', 'teams',
  'shuffle', 'seats', 'lead', 'officer', 'auditor', 'expert', 'analyst', 'third_party', 'partner',
  'visited', 'failed', 'flagged', 'leads', 'missing', 'percent', 'at_least', 'at_most', 'before', 'after',
  'one_of', 'medical', 'between', 'window', 'month', 'quarter', 'half', 'year', 'last_workday',
  'workday_on', 'weekly', 'quarterly', 'yearly', 'due', 'phase', 'params', 'public_seed', 'sealed',
}
local plugin = {
  'plugin', 'param', 'pick', 'share', 'shuffle', 'percent', 'visited', 'before', 'after',
}
local tests = { 'test', 'expect', 'register', 'plan_of' }
local function join(...)
  local all = {}
  for _, list in ipairs { ... } do
    for _, word in ipairs(list) do all[#all + 1] = word end
  end
  return all
end
max_line_length = 120
files['**/policies/**/*.lua'] = { read_globals = join(language, policy) }
files['**/simulate/*.lua'] = { read_globals = join(language, policy) }
files['**/golden/**/*.lua'] = { read_globals = join(language, policy) }
files['**/plugins/**/*.lua'] = { read_globals = join(language, plugin) }
files['**/*_test.lua'] = { read_globals = join(language, policy, plugin, tests) }
-- Scripts that the sandbox must stop do what good ones do not.
exclude_files = { '**/tests/hostile/**' }
