#include "syndicated/intake/inbox.hpp"

#include "intake/shelve.hpp"
#include "intake/tree_watch.hpp"
#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace syndicated::intake {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds still = std::chrono::seconds(1);
constexpr milliseconds between_looks = std::chrono::minutes(1);
constexpr milliseconds longest_write = std::chrono::minutes(10);  // without a byte
constexpr milliseconds between_looks_unwatched = std::chrono::seconds(5);

// One line for the first thing that cannot be made.
Result<void> make_folders(const fs::path& folder) {
    for (const fs::path& one : {folder, folder / "done", folder / "failed"}) {
        std::error_code failed;
        fs::create_directories(one, failed);
        if (!failed && !fs::is_directory(one)) failed = std::make_error_code(std::errc::not_a_directory);
        if (failed) {
            return Error{Errc::unavailable,
                         fmt::format("cannot make the folder {}: {}", quote(one.string(), 300), failed.message())};
        }
    }
    return {};
}

}  // namespace

struct Inbox::State {
    State(fs::path root, const Clock& its_clock, TreeWatch its_watch)
        : folder(std::move(root)), clock(&its_clock), watch(std::move(its_watch)) {}

    struct Seen {
        Stamp stamp;
        steady_clock::time_point at;
    };

    fs::path folder;
    const Clock* clock;
    TreeWatch watch;
    bool folder_gone = false;
    bool said_gone = false;
    bool looked = false;
    steady_clock::time_point last_look;
    std::unordered_set<std::string> writing;         // made, and not closed yet
    std::unordered_map<std::string, Seen> settling;  // must stand still for a second from `at`
    std::unordered_map<std::string, Seen> handed;    // named by ready() at `at`
    std::unordered_map<std::string, Stamp> stuck;    // could not be moved away

    void restore();
    void take_changes(std::set<std::string>& due);
    void look_everywhere(std::set<std::string>& due);
    void look(const std::string& below, std::set<std::string>& due);
    void look_at(const std::string& name, std::set<std::string>& due);
    void settle(std::set<std::string>& due);
    std::vector<fs::path> hand_out(const std::set<std::string>& due);
    Result<void> put(const fs::path& file, std::string_view shelf, const std::string* why);
    [[nodiscard]] bool is_older(const Stamp& stamp, milliseconds span) const;
    [[nodiscard]] milliseconds look_interval() const;
};

bool Inbox::State::is_older(const Stamp& stamp, milliseconds span) const {
    const auto now_ns = std::chrono::nanoseconds(clock->now().time_since_epoch()).count();
    return now_ns - stamp.modified_ns >= std::chrono::nanoseconds(span).count();
}

milliseconds Inbox::State::look_interval() const {
    return folder_gone || !watch.watches_all() ? between_looks_unwatched : between_looks;
}

// The folder was removed or renamed, or its file system taken away: make it again and watch the new one.
void Inbox::State::restore() {
    if (!folder_gone) return;
    const Result<void> made = make_folders(folder);
    Result<TreeWatch> again = made ? TreeWatch::open(folder) : Result<TreeWatch>(made.error());
    if (again) {
        watch = std::move(*again);
        folder_gone = said_gone = looked = false;
        writing.clear();
        log::warning("intake", fmt::format("the inbox {} was gone and is there again", folder.string()));
    } else if (!std::exchange(said_gone, true)) {
        log::error("intake", fmt::format("the inbox is gone: {}; trying again", again.error().detail));
    }
}

void Inbox::State::take_changes(std::set<std::string>& due) {
    const TreeChanges changes = watch.drain();
    if (changes.look_everywhere) {
        looked = false;
        writing.clear();
    }
    folder_gone = folder_gone || changes.root_gone;
    for (const std::string& name : changes.begun) {
        // A hard link is never closed after writing.
        std::error_code unknown;
        if (fs::hard_link_count(folder / name, unknown) > 1 && !unknown) {
            look_at(name, due);
        } else {
            writing.insert(name);
        }
    }
    for (const std::string& name : changes.complete) {
        writing.erase(name);
        settling.erase(name);
        due.insert(name);
    }
    for (const std::string& below : changes.folders) look(below, due);
}

void Inbox::State::look_everywhere(std::set<std::string>& due) {
    looked = true;
    last_look = clock->steady();
    const auto is_gone = [this](const auto& entry) { return !stamp_of(folder / entry.first); };
    std::erase_if(handed, is_gone);
    std::erase_if(stuck, is_gone);
    // Linked into place without a name before (O_TMPFILE), or its writer has stopped.
    std::erase_if(writing, [this](const std::string& name) {
        const std::optional<Stamp> stamp = stamp_of(folder / name);
        return !stamp || is_older(*stamp, longest_write);
    });
    std::vector<std::string> waiting{""};
    while (!waiting.empty()) {
        const std::string below = std::move(waiting.back());
        waiting.pop_back();
        look(below, due);
        for (std::string& deeper : subfolders(folder, below)) waiting.push_back(std::move(deeper));
    }
}

// One folder's files. Those of its subfolders come with their own call.
void Inbox::State::look(const std::string& below, std::set<std::string>& due) {
    const std::string prefix = below.empty() ? below : below + "/";
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder / below, failed)) {
        std::string name = entry.path().filename().string();
        if (!is_left_out(below, name)) look_at(name.insert(0, prefix), due);
    }
}

void Inbox::State::look_at(const std::string& name, std::set<std::string>& due) {
    const std::optional<Stamp> stamp = stamp_of(folder / name);
    if (!stamp || writing.contains(name)) return;
    const auto given = handed.find(name);
    const bool waits = given != handed.end() && given->second.stamp == *stamp;
    if (waits && clock->steady() - given->second.at < between_looks) return;
    // Written less than a second ago, or dated in the future: whether it stands still has to be seen.
    if (is_older(*stamp, still)) {
        due.insert(name);
    } else {
        settling.try_emplace(name, Seen{*stamp, clock->steady()});
    }
}

void Inbox::State::settle(std::set<std::string>& due) {
    for (auto it = settling.begin(); it != settling.end();) {
        const std::optional<Stamp> stamp = stamp_of(folder / it->first);
        if (stamp && *stamp != it->second.stamp) it->second = Seen{*stamp, clock->steady()};
        const bool ready = stamp && clock->steady() - it->second.at >= still;
        if (ready) due.insert(it->first);
        it = !stamp || ready ? settling.erase(it) : std::next(it);
    }
}

std::vector<fs::path> Inbox::State::hand_out(const std::set<std::string>& due) {
    std::vector<std::pair<std::int64_t, std::string>> order;
    for (const std::string& name : due) {
        const std::optional<Stamp> stamp = stamp_of(folder / name);
        if (!stamp) continue;
        const auto jammed = stuck.find(name);
        if (jammed != stuck.end() && jammed->second == *stamp) continue;
        // "touch x; write x": the empty file is closed before the text comes.
        if (stamp->size == 0 && is_older(*stamp, -still) && !is_older(*stamp, still)) {
            settling.insert_or_assign(name, Seen{*stamp, clock->steady()});
            continue;
        }
        stuck.erase(name);
        settling.erase(name);
        handed.insert_or_assign(name, Seen{*stamp, clock->steady()});
        order.emplace_back(stamp->modified_ns, name);
    }
    std::sort(order.begin(), order.end());
    std::vector<fs::path> out;
    out.reserve(order.size());
    for (const auto& entry : order) out.push_back(folder / entry.second);
    return out;
}

Result<void> Inbox::State::put(const fs::path& file, std::string_view shelf, const std::string* why) {
    const fs::path name = file.lexically_relative(folder);
    if (name.empty() || *name.begin() == ".." || *name.begin() == ".") {
        return Error{Errc::internal, fmt::format("{} is not in the inbox", quote(file.string(), 300))};
    }
    const auto given = handed.find(name.string());
    const std::optional<Stamp> stamp = stamp_of(file);
    const bool changed = given != handed.end() && stamp && given->second.stamp != *stamp;
    if (given != handed.end()) handed.erase(given);
    if (!stamp) return {};
    if (changed) {
        settling.try_emplace(name.string(), Seen{*stamp, clock->steady()});
        return {};
    }
    const Result<fs::path> moved = shelve(folder, shelf, name);
    if (!moved) {
        stuck.insert_or_assign(name.string(), *stamp);
        return Error{moved.error().code, moved.error().detail + " (it is not taken again until it changes)"};
    }
    return why == nullptr ? Result<void>() : write_why(*moved, *why);
}

Inbox::Inbox(std::unique_ptr<State> state) : state_(std::move(state)) {}
Inbox::Inbox(Inbox&& other) noexcept = default;
Inbox& Inbox::operator=(Inbox&& other) noexcept = default;
Inbox::~Inbox() = default;

Result<Inbox> Inbox::open(const fs::path& folder) {
    static const SystemClock clock;
    return open(folder, clock);
}

Result<Inbox> Inbox::open(const fs::path& folder, const Clock& clock) {
    std::error_code failed;
    fs::path root = fs::absolute(folder, failed).lexically_normal();
    if (!root.has_filename()) root = root.parent_path();  // "inbox/"
    const Result<void> made = make_folders(root);
    if (!made) return within("inbox", made.error());
    Result<TreeWatch> watch = TreeWatch::open(root);
    if (!watch) return watch.error();
    return Inbox(std::make_unique<State>(root, clock, std::move(*watch)));
}

int Inbox::fd() const noexcept {
    return state_->watch.fd();
}

std::vector<fs::path> Inbox::ready() {
    State& state = *state_;
    std::set<std::string> due;
    state.restore();
    state.take_changes(due);
    if (state.folder_gone) state.restore();
    if (!state.looked || state.clock->steady() - state.last_look >= state.look_interval()) {
        state.look_everywhere(due);
    }
    state.settle(due);
    return state.hand_out(due);
}

std::optional<milliseconds> Inbox::ask_again_in() const {
    const auto now = state_->clock->steady();
    const auto left = [now](steady_clock::time_point since, milliseconds span) {
        return std::chrono::ceil<milliseconds>(since + span - now);
    };
    milliseconds soonest = state_->looked ? left(state_->last_look, state_->look_interval()) : milliseconds(0);
    for (const auto& waiting : state_->settling) soonest = std::min(soonest, left(waiting.second.at, still));
    return std::max(soonest, milliseconds(0));
}

std::string Inbox::name_of(const fs::path& file) const {
    std::string name = file.lexically_relative(state_->folder).generic_string();
    if (is_valid_utf8(name)) return name;
    Decoded decoded = decode(name);
    return decoded.undecodable == 0 ? decoded.text : percent_encode(name);
}

Result<void> Inbox::done(const fs::path& file) {
    return state_->put(file, "done", nullptr);
}

Result<void> Inbox::failed(const fs::path& file, std::string_view why) {
    const std::string text(why);
    return state_->put(file, "failed", &text);
}

void Inbox::sweep(std::chrono::seconds keep, std::chrono::system_clock::time_point now) {
    remove_older(state_->folder / "done", now - keep);
}

}  // namespace syndicated::intake
