# What a distribution would install. The prefix is the one of `cmake --install`, so the unit's paths are written then;
# under /usr the configuration belongs to /etc.
install(TARGETS syndicated RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES systemd/sysusers.d/syndicated.conf DESTINATION lib/sysusers.d)
install(FILES systemd/tmpfiles.d/syndicated.conf DESTINATION lib/tmpfiles.d)
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
install(CODE "set(source \"${CMAKE_SOURCE_DIR}\")\nset(bindir \"${CMAKE_INSTALL_BINDIR}\")")
install(SCRIPT cmake/install_service.cmake)
