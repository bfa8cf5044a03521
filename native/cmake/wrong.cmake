# Wrong versions of the sources, to be caught by the oracle, the tests and the sanitizers: data in kernels/wrong and
# native/wrong. scripts/wrong-versions.mjs applies their edits to copies under FF_WRONG_TREE when CMake configures.
get_filename_component(FF_ROOT ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
set(FF_WRONG_TREE ${CMAKE_BINARY_DIR}/wrong)

# A mistake may leave things unused. Linked after ff_flags: the last of such options counts.
add_library(ff_wrong_flags INTERFACE)
target_compile_options(ff_wrong_flags INTERFACE -Wno-unused -Wno-unused-parameter)

# Copies of those versions, or of all. A text that does not match once in its file ends the build here.
function(ff_write_wrong_versions)
  find_program(FF_NODE node REQUIRED)
  file(GLOB catalogues CONFIGURE_DEPENDS ${FF_ROOT}/kernels/wrong/*.json ${FF_ROOT}/native/wrong/*.json)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${catalogues})
  execute_process(
    COMMAND ${FF_NODE} ${FF_ROOT}/scripts/wrong-versions.mjs write ${FF_WRONG_TREE} ${ARGN} --root ${FF_ROOT}
    RESULT_VARIABLE status
    ERROR_VARIABLE message
  )
  if(NOT status EQUAL 0)
    message(NOTICE "${message}") # an error would be broken into short lines
    message(FATAL_ERROR "expected the edits of wrong versions to match the sources")
  endif()
  include(${FF_WRONG_TREE}/depends.cmake)
endfunction()

# Compiles `target` with the changed headers of a version of `folder`. Reports name files as the repository does.
function(ff_shadow target id folder)
  target_include_directories(${target} BEFORE PRIVATE ${FF_WRONG_TREE}/${id}/${folder})
  target_compile_options(${target} PRIVATE -ffile-prefix-map=${FF_WRONG_TREE}/${id}/=${FF_ROOT}/)
  target_link_libraries(${target} PRIVATE ff_wrong_flags)
endfunction()

# In `list`, the copies of the version `id` in place of the sources that it changes.
function(ff_replace_by_wrong list id)
  set(replaced)
  foreach(file IN LISTS ${list})
    set(copy ${FF_WRONG_TREE}/${id}/native/${file})
    if(EXISTS ${copy})
      set(file ${copy})
    endif()
    list(APPEND replaced ${file})
  endforeach()
  set(${list} ${replaced} PARENT_SCOPE)
endfunction()
