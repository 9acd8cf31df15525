# Debian 12's packages (.ci/packages.txt); targets that a package does not bring are made here.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS system json)
find_package(fmt REQUIRED)
find_package(ICU REQUIRED COMPONENTS i18n uc)
find_package(LibXml2 REQUIRED)
find_package(pugixml REQUIRED)
find_package(CURL REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)

# name: the target; module: pkg-config's name
function(pkg_target name module)
  pkg_check_modules(${name}_pc REQUIRED IMPORTED_TARGET ${module})
  add_library(${name} INTERFACE)
  target_link_libraries(${name} INTERFACE PkgConfig::${name}_pc)
endfunction()
pkg_target(xxhash libxxhash)
pkg_target(libdeflate libdeflate)
pkg_target(tomlplusplus tomlplusplus)
pkg_target(sqlite3_library sqlite3)

# Debian's package has neither a CMake target nor a pkg-config file that says what it needs.
find_path(SQLITECPP_INCLUDE SQLiteCpp/SQLiteCpp.h REQUIRED)
find_library(SQLITECPP_LIBRARY SQLiteCpp REQUIRED)
add_library(SQLiteCpp INTERFACE)
target_include_directories(SQLiteCpp SYSTEM INTERFACE ${SQLITECPP_INCLUDE})
target_link_libraries(SQLiteCpp INTERFACE ${SQLITECPP_LIBRARY} sqlite3_library)
