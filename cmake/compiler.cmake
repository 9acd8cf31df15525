# Warnings for every build, hardening for Release: how a distribution would build it.
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -fno-omit-frame-pointer)
if(SYNDICATED_WERROR)
  add_compile_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees overflows and dangling uses in the standard library's and Boost's inlined code that are not there
  # (GCC bugs 105329, 105651, 107138); clang and the sanitizers look for the real ones.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

# No path of the building machine in the binary.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
set(CMAKE_SKIP_RPATH ON)

add_compile_options($<$<CONFIG:Release>:-fstack-protector-strong>)
add_compile_options($<$<CONFIG:Release>:-fstack-clash-protection>)
add_compile_options($<$<CONFIG:Release>:-fcf-protection>)
add_compile_definitions($<$<CONFIG:Release>:_FORTIFY_SOURCE=2> _GLIBCXX_ASSERTIONS)
add_link_options($<$<CONFIG:Release>:LINKER:-z,relro,-z,now,-z,noexecstack> $<$<CONFIG:Release>:LINKER:--as-needed>)

if(SYNDICATED_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage of the rooms, not of the target alone
endif()

set(SYNDICATED_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=")
if(SYNDICATED_SANITIZE)
  add_compile_options(-fsanitize=${SYNDICATED_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SYNDICATED_SANITIZE})
  if(SYNDICATED_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # clang 14 cannot assemble a coroutine with it: "Cannot represent a difference across sections".
    add_compile_options(-fno-sanitize=function)
  endif()
endif()
