# SPDX-License-Identifier: Apache-2.0
# later_library(NAME SOURCE LIBRARIES...): the object caa-audit-NAME.so, which library_open() loads (files/library.h). It
# is made beside the program, and installed in a folder of its own.
function(later_library name source)
  add_library(caa-audit-${name} MODULE ${source})
  set_target_properties(caa-audit-${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  target_include_directories(caa-audit-${name} PRIVATE ${CMAKE_SOURCE_DIR}/include)
  target_compile_options(caa-audit-${name} PRIVATE -fPIC) # behind the -fPIE of all others
  target_link_libraries(caa-audit-${name} PRIVATE ${ARGN})
  # A table calls nothing, but packages expect each object to name the C library.
  target_link_options(caa-audit-${name} PRIVATE LINKER:--push-state,--no-as-needed -lc LINKER:--pop-state)
  set_property(GLOBAL APPEND PROPERTY LATER_LIBRARIES caa-audit-${name})
endfunction()
