#include "websub/admission.hpp"

#include "syndicated/base/text.hpp"
#include "websub/address.hpp"
#include "websub/lease.hpp"
#include "websub/subscribe_request.hpp"

namespace syndicated::websub {

namespace {

constexpr std::chrono::seconds filling_pause{5};

}  // namespace

std::shared_ptr<const publish::Resource> find_topic(const publish::Snapshot& snapshot, const std::string& topic,
                                                    const std::string& base_url) {
    if (!topic.starts_with(base_url + "/")) return nullptr;
    auto resource = snapshot.find(percent_decode(std::string_view(topic).substr(base_url.size())));
    return resource && resource->head.topic == topic ? resource : nullptr;
}

bool is_limited(const Callback& callback, const HubOptions& options) {
    const auto address = address_of(callback.address);
    return !address || std::none_of(options.allow_callbacks.begin(), options.allow_callbacks.end(),
                                    [&](const Network& block) { return block.contains(*address); });
}

std::variant<HubAnswer, Admitted> admit(const HubRequest& request, const HubOptions& options,
                                        const publish::Snapshot& snapshot, sys_seconds now, double spread) {
    const auto form = read_subscribe_request(request.content_type, request.body);
    if (!form) return HubAnswer{400, form.error().detail};
    const auto callback = read_callback(form->callback);
    if (!callback) return HubAnswer{400, callback.error().detail};
    if (auto refusal = refusal_of(*callback, {options.allow_callbacks, options.callback_ports})) {
        return HubAnswer{403, *std::move(refusal)};
    }
    const auto topic = find_topic(snapshot, form->topic, options.base_url);
    if (!topic && !snapshot.complete()) return HubAnswer{503, "the feeds are being read, try again", filling_pause};
    if (!topic) {
        return HubAnswer{404, "hub.topic is no feed of this site: expected the address that a feed names as rel=self"};
    }
    Admitted out;
    out.place = callback->place;
    out.limited = is_limited(*callback, options);
    out.request.mode = form->subscribe ? SubscriptionRequest::Mode::subscribe : SubscriptionRequest::Mode::unsubscribe;
    out.request.topic = form->topic;
    out.request.callback = form->callback;
    out.request.callback_key = callback->key;
    out.request.secret = form->secret;
    out.request.verify_token = form->verify_token;
    out.request.lease = grant_lease(form->lease, options.lease, spread);
    out.request.delta = form->delta && options.delta;
    out.request.revision = topic->head.revision;
    out.request.came = now;
    return out;
}

}  // namespace syndicated::websub
