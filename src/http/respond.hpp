// What a request is answered with: the deciding part of the room, without sockets. Pure but for the handlers it calls.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/http/maker.hpp"
#include "syndicated/http/server.hpp"
#include "syndicated/publish/publication.hpp"

#include "http/delta.hpp"
#include "http/request.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace syndicated::http {

// Reused from request to request, so that the head's memory is.
struct Response {
    int status = 0;
    bool close = false;                 // the connection ends after it
    std::string head;                   // status line, fields, empty line
    std::string_view body;              // empty for HEAD, 304, 204
    std::shared_ptr<const void> owner;  // of the body's bytes; null: they are static

    void clear();
};

struct Context {
    const publish::Snapshot& snapshot;
    const Handlers& handlers;
    sys_seconds now;
    std::string_view date;              // `now` as HTTP-date
    const Maker* maker = nullptr;       // null: there is nothing but handlers and Snapshot
    DeltaCoder* delta_coder = nullptr;  // null: no delta is coded
    const Receivers* receivers = nullptr;

    // What a POST at `path` goes to, or null.
    [[nodiscard]] const Receiver* receiver_at(std::string_view path) const;
};

// Not for a POST that goes to a Receiver. Handlers come first, then the Snapshot, then what the Maker makes, else 404.
// When it returns a need there is no answer yet: the document has to be made first, and respond_with() answers.
[[nodiscard]] Need respond(const Request& request, const Context& context, Response& out);
void respond_with(const Made& made, const Request& request, const Context& context, Response& out);
// The same for what a Receiver says.
void respond_with(HandlerResponse answer, const Request& request, const Context& context, Response& out);

// The answer to what is no request, or came too slowly; the connection ends. `head_only`: it began with "HEAD ".
void refuse(int status, bool head_only, std::string_view date, Response& out);

}  // namespace syndicated::http
