// The program: reads the command line, runs one command, returns its documented exit status.
#pragma once

namespace syndicated::app {

// 0 done, 1 failed, 2 usage, 3 configuration, 4 store unreachable. Main thread.
[[nodiscard]] int main(int argc, char** argv);

}  // namespace syndicated::app
