#include "unit/websub/pretended_net.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include <cerrno>

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace syndicated::testing {

namespace {

struct Name {
    std::vector<std::vector<std::string>> answers;
    int lookups = 0;
};

struct State {
    std::mutex mutex;
    bool on = false;
    std::map<std::string, Name> names;
    std::vector<std::string> connected;
    std::set<int> out_there;  // sockets whose other end is not what it seems
};

State& state() {
    static State* const kept = new State;  // a resolver thread may outlive main()
    return *kept;
}

std::string text_of(const sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    } else if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    }
    return text.data();
}

bool set_address(sockaddr& address, const char* literal) {
    if (address.sa_family != AF_INET) return false;
    return inet_pton(AF_INET, literal, &reinterpret_cast<sockaddr_in&>(address).sin_addr) == 1;
}

}  // namespace

PretendedNet::PretendedNet() {
    const std::lock_guard lock(state().mutex);
    state().on = true;
}

PretendedNet::~PretendedNet() {
    const std::lock_guard lock(state().mutex);
    state().on = false;
    state().names.clear();
    state().connected.clear();
    state().out_there.clear();
}

void PretendedNet::set_answers(const std::string& name, std::vector<std::vector<std::string>> answers) {
    const std::lock_guard lock(state().mutex);
    state().names[name] = {std::move(answers), 0};
}

int PretendedNet::lookups(const std::string& name) const {
    const std::lock_guard lock(state().mutex);
    return state().names[name].lookups;
}

std::vector<std::string> PretendedNet::connected() const {
    const std::lock_guard lock(state().mutex);
    return state().connected;
}

}  // namespace syndicated::testing

using namespace syndicated::testing;

namespace {

template <class Function>
Function* next_of(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// What the next look-up of the name finds; false: the test says nothing of it.
bool next_answer(const char* name, std::vector<std::string>& answer) {
    const std::lock_guard lock(state().mutex);
    const auto found = name == nullptr ? state().names.end() : state().names.find(name);
    if (!state().on || found == state().names.end()) return false;
    const auto& answers = found->second.answers;
    const auto at = static_cast<std::size_t>(found->second.lookups++);
    if (!answers.empty()) answer = answers.at(std::min(at, answers.size() - 1));
    return true;
}

// Where a connection goes in fact; false: nowhere.
bool lead(int fd, sockaddr& address) {
    const std::lock_guard lock(state().mutex);
    state().out_there.erase(fd);
    const std::string text = text_of(address);
    if (!state().on || text.empty()) return true;
    state().connected.push_back(text);
    if (text != PretendedNet::host_out_there) return text == "127.0.0.1";
    state().out_there.insert(fd);
    return set_address(address, "127.0.0.1");
}

}  // namespace

// Lists are joined: freeaddrinfo() frees entry by entry.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
    static auto* const next = next_of<int(const char*, const char*, const addrinfo*, addrinfo**)>("getaddrinfo");
    std::vector<std::string> answer;
    if (!next_answer(name, answer)) return next(name, service, hints, found);
    if (answer.empty()) {
        std::this_thread::sleep_for(std::chrono::seconds(4));
        return EAI_AGAIN;
    }
    addrinfo literal = hints == nullptr ? addrinfo{} : *hints;
    literal.ai_flags |= AI_NUMERICHOST;
    literal.ai_family = AF_UNSPEC;
    *found = nullptr;
    addrinfo** end = found;
    for (const std::string& address : answer) {
        const int error = next(address.c_str(), service, &literal, end);
        if (error != 0) return error;
        while (*end != nullptr) end = &(*end)->ai_next;
    }
    return 0;
}

extern "C" int connect(int fd, const sockaddr* address, socklen_t size) {
    static auto* const next = next_of<int(int, const sockaddr*, socklen_t)>("connect");
    sockaddr_storage there{};
    std::memcpy(&there, address, std::min<std::size_t>(size, sizeof there));
    if (!lead(fd, reinterpret_cast<sockaddr&>(there))) {
        errno = ENETUNREACH;
        return -1;
    }
    return next(fd, reinterpret_cast<const sockaddr*>(&there), size);
}

extern "C" int getpeername(int fd, sockaddr* address, socklen_t* size) noexcept {
    static auto* const next = next_of<int(int, sockaddr*, socklen_t*)>("getpeername");
    const int result = next(fd, address, size);
    const std::lock_guard lock(state().mutex);
    if (result == 0 && state().out_there.count(fd) != 0) set_address(*address, PretendedNet::host_out_there);
    return result;
}
