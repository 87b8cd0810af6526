# One library per folder of core/, one test program per file of tests/unit/<folder>/.

add_library(xc_flags INTERFACE)
target_compile_definitions(xc_flags INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(xc_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla
  -fstack-protector-strong
  $<$<BOOL:${XUNCHA_WERROR}>:-Werror>)
if(XUNCHA_SANITIZE)
  target_compile_options(xc_flags INTERFACE -fsanitize=${XUNCHA_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(xc_flags INTERFACE -fsanitize=${XUNCHA_SANITIZE})
endif()
if(XUNCHA_FUZZ)
  target_compile_options(xc_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# xc_room(base SOURCES a.c b.c ROOMS … LIBRARIES …): the library xc_base.
# ROOMS are the folders of lower layers it may include.
function(xc_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_library(xc_${name} ${XUNCHA_ROOMS} ${ROOM_SOURCES})
  target_include_directories(xc_${name} PUBLIC ${PROJECT_SOURCE_DIR}/core)
  target_link_libraries(xc_${name} PUBLIC xc_flags)
  foreach(lower IN LISTS ROOM_ROOMS)
    target_link_libraries(xc_${name} PUBLIC xc_${lower})
  endforeach()
  target_link_libraries(xc_${name} PRIVATE ${ROOM_LIBRARIES})
endfunction()

# xc_unit_tests(base LIBRARIES …): every *_test.c of the current folder becomes a test
# "unit.base.<file>" linked with xc_base.
function(xc_unit_tests name)
  cmake_parse_arguments(UNIT "" "" "ROOMS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.c)
  foreach(source IN LISTS sources)
    get_filename_component(stem ${source} NAME_WE)
    set(target unit_${name}_${stem})
    add_executable(${target} ${source})
    target_link_libraries(${target} PRIVATE xc_${name} PkgConfig::CMOCKA ${UNIT_LIBRARIES})
    foreach(room IN LISTS UNIT_ROOMS)
      target_link_libraries(${target} PRIVATE xc_${room})
    endforeach()
    target_compile_definitions(${target} PRIVATE XC_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
      XC_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
    add_test(NAME unit.${name}.${stem} COMMAND ${target})
  endforeach()
endfunction()
