#include "app/documents.hpp"

#include <fmt/format.h>

#include <utility>

namespace syndicated::app {

namespace {

using publish::Coding;

// RFC 8288: one header that names the hubs with the document itself (WebSub, section 4) and the licence (RSL 1.0).
std::string link_header(const Site& site, const std::vector<std::string>& hubs, const std::string& self) {
    std::string out;
    for (const auto& hub : hubs) out += fmt::format("<{}>; rel=\"hub\", ", hub);
    if (!hubs.empty()) out += fmt::format("<{}>; rel=\"self\"", self);
    if (site.license.empty()) return out;
    return out += fmt::format("{}<{}/license.xml>; rel=\"license\"; type=\"application/rsl+xml\"",
                              out.empty() ? "" : ", ", site.base_url);
}

std::shared_ptr<publish::Resource> with_bytes(publish::Head head, std::string bytes) {
    auto out = std::make_shared<publish::Resource>();
    out->head = std::move(head);
    out->body.forms[Coding::identity] = std::make_shared<const std::string>(std::move(bytes));
    return out;
}

}  // namespace

Digest content_digest(std::string_view bytes) {
    return Digester().add(bytes).finish();
}

publish::Head head_of(const Feed& feed, Format format, const Digest& content, const Serving& serving) {
    const std::string self = feed::self_url(serving.site, feed, format);
    publish::Head head;
    head.content_type = feed::content_type_of(format);
    head.content = content;
    head.link = link_header(serving.site, feed::hubs_of(serving.site, feed), self);
    head.cache_control = serving.cache_control;
    if (!feed.is_live()) return head;
    head.last_modified = feed.last_modified;
    head.topic = self;
    head.revision = feed.revision;
    head.sequence = feed.sequence;
    return head;
}

std::shared_ptr<publish::Resource> resource_of(const Feed& feed, Format format, feed::FeedDocument document,
                                               const Serving& serving) {
    publish::Head head = head_of(feed, format, content_digest(document.bytes), serving);
    auto out = with_bytes(std::move(head), std::move(document.bytes));
    publish::Entries parts;
    parts.slices = std::move(document.slices);
    out->entries = std::make_shared<const publish::Entries>(std::move(parts));
    return out;
}

std::shared_ptr<publish::Resource> page_of(std::string content_type, std::string bytes, const Serving& serving) {
    publish::Head head;
    head.content_type = std::move(content_type);
    head.content = content_digest(bytes);
    head.link = link_header(serving.site, {}, {});
    head.cache_control = serving.cache_control;
    return with_bytes(std::move(head), std::move(bytes));
}

std::shared_ptr<const publish::Resource> with_forms(std::shared_ptr<const publish::Resource> resource,
                                                    const std::vector<Coding>& codings) {
    if (!resource || resource->body.complete || !resource->body.forms[Coding::identity]) return resource;
    auto out = std::make_shared<publish::Resource>(*resource);
    out->body = publish::complete_body(resource->body.forms[Coding::identity], codings);
    return out;
}

std::shared_ptr<const publish::Resource> cold_resource(publish::Head head) {
    auto out = std::make_shared<publish::Resource>();
    out->head = std::move(head);
    out->body.complete = out->body.cold = true;
    return out;
}

}  // namespace syndicated::app
