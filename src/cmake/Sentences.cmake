# SPDX-License-Identifier: Apache-2.0
# make_sentences(PART FILE): C of the sentences in data/words, by src/words/sentences.awk. FILE is touched only where it
# changes, so that a reworded sentence compiles one file and a new id all.
find_program(AWK NAMES mawk gawk awk REQUIRED)
function(make_sentences part file)
  set(script ${CMAKE_SOURCE_DIR}/src/words/sentences.awk)
  set(template ${CMAKE_SOURCE_DIR}/data/words/caa-audit.pot)
  set(inputs ${template})
  if(part STREQUAL texts)
    list(APPEND inputs ${CMAKE_SOURCE_DIR}/data/words/ja.po)
  endif()
  add_custom_command(OUTPUT ${file}
    COMMAND ${AWK} -v PART=${part} -f ${script} ${inputs} > ${file}.new
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${file}.new ${file}
    DEPENDS ${script} ${inputs} BYPRODUCTS ${file}.new VERBATIM)
endfunction()
