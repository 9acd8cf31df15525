#include "http/held_bodies.hpp"

namespace syndicated::http {

void HeldBodies::add(const void* body, std::size_t bytes) {
    Held& held = held_[body];
    if (held.sessions++ > 0) return;
    held.bytes = bytes;
    bytes_ += bytes;
}

void HeldBodies::remove(const void* body) {
    const auto held = held_.find(body);
    if (held == held_.end() || --held->second.sessions > 0) return;
    bytes_ -= held->second.bytes;
    held_.erase(held);
}

bool HeldBodies::is_shared(const void* body) const {
    const auto held = held_.find(body);
    return held != held_.end() && held->second.sessions > 1;
}

}  // namespace syndicated::http
