// What commands that run for long have in common: a line that says how far, and a clean stop. Main thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace syndicated::app {

// One line on standard error that is written over again and again; only on a terminal.
class Progress {
public:
    Progress();
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // Asks for the text only when it is time to show another one.
    void show(const std::function<std::string()>& text);
    void clear() const;

private:
    bool on_;
    std::chrono::steady_clock::time_point shown_{};
};

// From now on Ctrl-C and SIGTERM only make interrupted() true.
void catch_interrupts();
[[nodiscard]] bool interrupted();

}  // namespace syndicated::app
