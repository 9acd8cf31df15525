#include "app/documents.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace syndicated::app {

namespace {

using publish::Coding;

// RFC 8288: one header that names the hubs with the document itself (WebSub, section 4) and the licence (RSL 1.0).
std::string link_header(const Site& site, const std::vector<std::string>& hubs, std::string_view self) {
    std::string out;
    for (const auto& hub : hubs) out += fmt::format("<{}>; rel=\"hub\", ", hub);
    if (!hubs.empty()) out += fmt::format("<{}>; rel=\"self\"", self);
    if (site.license.empty()) return out;
    return out += fmt::format("{}<{}/license.xml>; rel=\"license\"; type=\"application/rsl+xml\"",
                              out.empty() ? "" : ", ", site.base_url);
}

// Of all documents in a format, which may be hundreds of thousands.
SharedText content_type_of(Format format) {
    static const auto all = [] {
        std::array<SharedText, all_formats.size()> out;
        for (const Format one : all_formats) out.at(static_cast<std::size_t>(one)) = feed::content_type_of(one);
        return out;
    }();
    return all.at(static_cast<std::size_t>(format));
}

Digest digest_of(std::string_view bytes) {
    return Digester().add(bytes).finish();
}

// `self`: the feed's own URL, where there are hubs to name it to.
publish::Head plain_head_of(const Feed& feed, Format format, const Serving& serving, std::string_view self) {
    publish::Head head;
    head.content_type = content_type_of(format);
    head.link = link_header(serving.site, feed::hubs_of(serving.site, feed), self);
    head.cache_control = serving.cache_control;
    return head;
}

std::shared_ptr<publish::Resource> with_bytes(publish::Head head, std::string bytes) {
    auto out = std::make_shared<publish::Resource>();
    out->head = std::move(head);
    out->body.forms[Coding::identity] = std::make_shared<const std::string>(std::move(bytes));
    return out;
}

}  // namespace

publish::Head head_of(const Feed& feed, Format format, const Serving& serving) {
    std::string self = feed::self_url(serving.site, feed, format);
    publish::Head head = plain_head_of(feed, format, serving, self);
    head.topic = std::move(self);
    Digester content;
    content.add(feed.content).add(feed::documents_digest(serving.site)).add(extension_of(format));
    if (format == Format::atom && !feed.category.first.empty()) content.add(feed.category.first);  // in its id
    head.content = content.finish();
    head.last_modified = feed.last_modified;
    head.revision = feed.revision;
    head.sequence = feed.sequence;
    return head;
}

std::shared_ptr<publish::Resource> resource_of(const Feed& feed, Format format, feed::FeedDocument document,
                                               const Serving& serving) {
    publish::Head head = feed.is_live() ? head_of(feed, format, serving) : plain_head_of(feed, format, serving, {});
    if (!feed.is_live()) head.content = digest_of(document.bytes);
    auto out = with_bytes(std::move(head), std::move(document.bytes));
    publish::Entries parts;
    parts.slices = std::move(document.slices);
    out->entries = std::make_shared<const publish::Entries>(std::move(parts));
    return out;
}

std::shared_ptr<publish::Resource> page_of(std::string content_type, std::string bytes, const Serving& serving) {
    publish::Head head;
    head.content_type = std::move(content_type);
    head.content = digest_of(bytes);
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

std::shared_ptr<const publish::Resource> cold_resource(publish::Head head, const std::vector<Coding>& codings) {
    auto out = std::make_shared<publish::Resource>();
    out->head = std::move(head);
    out->body.complete = out->body.cold = true;
    out->body.made_as[Coding::identity] = true;
    for (const Coding coding : codings) out->body.made_as[coding] = true;
    return out;
}

}  // namespace syndicated::app
