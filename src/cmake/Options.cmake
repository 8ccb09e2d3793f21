# SPDX-License-Identifier: Apache-2.0
# What is made of the table of options when the program is built: completions, and the OPTIONS sections of man pages.
# complete_page(PAGE VARIABLE): VARIABLE is the page with its OPTIONS, PAGE itself where it has no line `.\" OPTIONS`.
function(complete_page page variable)
  set(${variable} ${page} PARENT_SCOPE)
  file(STRINGS ${page} marker REGEX "^\\.\\\\\" OPTIONS$")
  if(NOT marker)
    return()
  endif()
  get_filename_component(name ${page} NAME)
  string(REGEX REPLACE "caa-audit-(.*)\\.1" "\\1" command ${name})
  set(output ${CMAKE_BINARY_DIR}/man/${name})
  set(script ${CMAKE_SOURCE_DIR}/src/cmake/page.awk)
  set(more ${CMAKE_SOURCE_DIR}/data/man/options.mdoc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/man
    COMMAND $<TARGET_FILE:options-print> man ${command} > ${output}.options
    COMMAND ${AWK} -v COMMAND=${command} -f ${script} ${more} ${output}.options ${page} > ${output}
    DEPENDS options-print ${script} ${more} ${page} BYPRODUCTS ${output}.options VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()

function(make_completion shell name destination)
  set(output ${CMAKE_BINARY_DIR}/completion/${name})
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/completion
    COMMAND $<TARGET_FILE:options-print> ${shell} > ${output}
    DEPENDS options-print VERBATIM)
  list(APPEND PACKAGE_FILES ${output})
  set(PACKAGE_FILES ${PACKAGE_FILES} PARENT_SCOPE)
  install(FILES ${output} DESTINATION ${destination})
endfunction()
