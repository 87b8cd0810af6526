# Puts the pages together in PAGES; see CMakeLists.txt. A package that cannot be had fails nothing:
# the stamp stays away, so that the next build tries again.
file(REMOVE_RECURSE ${PAGES})
foreach(file IN LISTS FILES)
  get_filename_component(folder ${file} DIRECTORY)
  file(COPY ${SOURCE}/${file} DESTINATION ${PAGES}/${folder})
endforeach()

function(do_without why)
  message(WARNING "The officer's page is left out: ${why}")
  foreach(page index.html verify/index.html verify.html)
    configure_file(${SOURCE}/missing.html ${PAGES}/${page} COPYONLY)
  endforeach()
endfunction()

if(NOT NPM OR NOT NODE)
  do_without("npm (nodejs) is missing")
  file(TOUCH ${WORK}/stamp)
  return()
endif()

file(SHA256 ${SOURCE}/package-lock.json lock)
if(NOT EXISTS ${WORK}/${lock})
  file(REMOVE_RECURSE ${WORK}/node_modules)
  file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${WORK})
  execute_process(
    COMMAND ${NPM} ci --omit=dev --ignore-scripts --prefer-offline --no-audit --no-fund
      --fetch-retries=1 --fetch-timeout=30000
    WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed)
    do_without("npm ci failed:\n${said}")
    return()
  endif()
  file(TOUCH ${WORK}/${lock})
endif()

file(STRINGS ${SOURCE}/build/vendor.txt lines REGEX "^[^#]")
foreach(line IN LISTS lines)
  string(REGEX MATCH "^(.+) = (.+)$" line "${line}")
  configure_file(${WORK}/node_modules/${CMAKE_MATCH_1} ${PAGES}/vendor/${CMAKE_MATCH_2} COPYONLY)
endforeach()

execute_process(COMMAND ${NODE} ${SOURCE}/build/words.mjs ${CATALOGUE} ${SOURCE} ${PAGES}/words.zh.json
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${NODE} ${SOURCE}/build/index.mjs ${PAGES} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${NODE} ${SOURCE}/build/verify.mjs ${CATALOGUE} ${WORK}/node_modules ${PAGES}
  COMMAND_ERROR_IS_FATAL ANY)
file(TOUCH ${WORK}/stamp)
