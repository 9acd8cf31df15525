// The only file that knows libxml2. Its HTML parser is used as a tokenizer with HTML's rules for omitted tags: the SAX
// events fill our own array, so its tree (and its recursive walks) never come to be.
#include "normalise/html_prepare.hpp"
#include "normalise/html_style.hpp"
#include "normalise/html_tree.hpp"

#include "syndicated/base/text.hpp"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <optional>
#include <utility>

namespace syndicated::normalise {

namespace {

constexpr std::size_t attribute_bytes = 8U << 10U;  // of one value; longer ones are of no use to us
constexpr std::size_t attributes_kept = 64;         // of one element
constexpr std::size_t comment_bytes = 64;
constexpr std::size_t style_bytes = 64U << 10U;  // of all style elements together
constexpr std::size_t name_bytes = 64;           // of an element
// In steps of the parser's loops: an entity is looked for among 253, and an error is put into words.
constexpr std::size_t text_work = 60;
constexpr std::size_t error_work = 40;

// Time that this thread computed: a busy machine must not change what is cut.
std::chrono::nanoseconds cpu_time() {
    std::timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

std::string_view view_of(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

bool hides(std::string_view style) {
    const std::size_t at = style.find("display");
    if (at == std::string_view::npos) return false;
    std::size_t pos = style.find_first_not_of(" \t\r\n", at + 7);
    if (pos == std::string_view::npos || style[pos] != ':') return false;
    pos = style.find_first_not_of(" \t\r\n", pos + 1);
    return pos != std::string_view::npos && style.substr(pos, 4) == "none";
}

}  // namespace

class TreeBuilder {
public:
    TreeBuilder(HtmlTree& tree, const TreeLimits& limits) : tree_(tree), limits_(limits), started_(cpu_time()) {}

    void parse(std::string html);
    void start(std::string_view name, const xmlChar** attributes);
    void end();
    void text(std::string_view text);
    void comment(std::string_view text);
    void spend(std::size_t work);
    [[nodiscard]] std::size_t depth() const { return open_.size() + overflow_; }

private:
    NodeId add(Tag tag);
    void keep_attribute(Node& node, std::string_view name, std::string_view value);
    void hide_by_style();
    void stop(std::string why);
    std::uint32_t store(std::string_view text);

    HtmlTree& tree_;
    const TreeLimits& limits_;
    std::chrono::nanoseconds started_;
    xmlParserCtxtPtr context_ = nullptr;
    std::vector<NodeId> open_;
    std::size_t overflow_ = 0;  // elements open below the deepest level
    std::size_t work_ = 0, events_ = 0, text_bytes_ = 0, attribute_bytes_ = 0;
    std::string css_;
    bool stopped_ = false, flattened_ = false;
};

namespace {

TreeBuilder& builder_of(void* self) {
    return *static_cast<TreeBuilder*>(self);
}

void on_start(void* self, const xmlChar* name, const xmlChar** attributes) {
    builder_of(self).start(view_of(name), attributes);
}
void on_end(void* self, const xmlChar* /*name*/) {
    builder_of(self).end();
}
void on_text(void* self, const xmlChar* text, int size) {
    if (size > 0) builder_of(self).text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
}
void on_comment(void* self, const xmlChar* text) {
    builder_of(self).comment(view_of(text));
}
// An end tag that closes nothing makes the parser look through all open elements.
void on_error(void* self, xmlErrorPtr /*error*/) {
    TreeBuilder& builder = builder_of(self);
    builder.spend(error_work + builder.depth());
}

struct FreeContext {
    void operator()(xmlParserCtxtPtr context) const { htmlFreeParserCtxt(context); }
};

}  // namespace

void TreeBuilder::parse(std::string html) {
    add(Tag::html);
    open_.push_back(0);
    const std::unique_ptr<xmlParserCtxt, FreeContext> context(htmlNewParserCtxt());
    xmlParserInputBufferPtr buffer =
        context ? xmlParserInputBufferCreateMem(html.data(), static_cast<int>(html.size()), XML_CHAR_ENCODING_NONE)
                : nullptr;
    xmlParserInputPtr input =
        buffer != nullptr ? xmlNewIOInputStream(context.get(), buffer, XML_CHAR_ENCODING_NONE) : nullptr;
    html = {};  // the buffer has a copy; one that has none (CreateStatic) makes libxml2 2.9.14 see other texts
    if (input == nullptr) {  // out of memory
        xmlFreeParserInputBuffer(buffer);
        tree_.cuts_.emplace_back("the parser got no memory");
    } else {
        context_ = context.get();
        *context_->sax = xmlSAXHandler{};
        context_->sax->initialized = XML_SAX2_MAGIC;
        context_->sax->startElement = on_start;
        context_->sax->endElement = on_end;
        context_->sax->characters = on_text;
        context_->sax->ignorableWhitespace = on_text;
        context_->sax->cdataBlock = on_text;
        context_->sax->comment = on_comment;
        context_->sax->serror = on_error;
        context_->userData = this;
        context_->charset = XML_CHAR_ENCODING_UTF8;  // decoded already: what a meta element says is history
        context_->options |= static_cast<int>(HTML_PARSE_IGNORE_ENC) | static_cast<int>(XML_PARSE_HUGE);
        context_->recovery = 1;  // a script goes on until its own end tag: "</div>" in it is a string of the script
        inputPush(context_, input);
        htmlParseDocument(context_);
    }
    while (!open_.empty()) {
        tree_.nodes_[open_.back()].end = static_cast<NodeId>(tree_.nodes_.size());
        open_.pop_back();
    }
    hide_by_style();
    if (flattened_) {
        tree_.cuts_.push_back("elements deeper than " + std::to_string(limits_.depth) + " levels were flattened");
    }
}

// What a style sheet hides and is a small part of the page: a whole body that is hidden is shown by a script later.
void TreeBuilder::hide_by_style() {
    const std::vector<std::string> names = hidden_by_style(css_);
    if (names.empty()) return;
    const auto is_named = [&names](char mark, std::string_view name) {
        return !name.empty() && std::binary_search(names.begin(), names.end(), mark + std::string(name));
    };
    std::vector<Node>& nodes = tree_.nodes_;
    for (NodeId id = 0; id < nodes.size(); ++id) {
        if (nodes[id].attributes == 0 || nodes[id].hidden) continue;
        bool hides = is_named('#', tree_.attribute(id, "id"));
        const std::string_view classes = tree_.attribute(id, "class");
        for (std::size_t begin = 0; begin < classes.size() && !hides;) {
            const std::size_t end = std::min(classes.find(' ', begin), classes.size());
            hides = is_named('.', classes.substr(begin, end - begin));
            begin = end + 1;
        }
        if (!hides) continue;
        std::size_t bytes = 0;
        for (NodeId at = id; at < nodes[id].end; ++at) bytes += nodes[at].tag == Tag::text ? nodes[at].text_size : 0;
        if (bytes > 120 && bytes * 10 > text_bytes_) continue;
        for (NodeId at = id; at < nodes[id].end; ++at) nodes[at].hidden = true;
        id = nodes[id].end - 1;
    }
}

void TreeBuilder::stop(std::string why) {
    if (stopped_) return;
    stopped_ = true;
    tree_.cuts_.push_back(std::move(why));
    if (context_ != nullptr) xmlStopParser(context_);
}

void TreeBuilder::spend(std::size_t work) {
    work_ += work;
    if (work_ > limits_.work) stop("parsing stopped: the markup is too tangled");
    if (++events_ % 512 == 0 && cpu_time() - started_ > limits_.cpu_time) {
        stop("parsing stopped after " + std::to_string(limits_.cpu_time.count()) + " ms");
    }
}

std::uint32_t TreeBuilder::store(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(tree_.store_.size());
    tree_.store_ += text;
    return at;
}

NodeId TreeBuilder::add(Tag tag) {
    const auto id = static_cast<NodeId>(tree_.nodes_.size());
    Node node;
    node.tag = tag;
    node.parent = open_.empty() ? no_node : open_.back();
    node.end = id + 1;
    node.hides = kind_of(tag) == TagKind::gone;
    node.hidden = node.hides || (node.parent != no_node && tree_.nodes_[node.parent].hidden);
    tree_.nodes_.push_back(node);
    return id;
}

void TreeBuilder::keep_attribute(Node& node, std::string_view name, std::string_view value) {
    if (name.size() > 64 || name.substr(0, 2) == "on") return;
    if (value.size() > attribute_bytes || to_lower_ascii(value.substr(0, 5)) == "data:") {
        value = to_lower_ascii(value.substr(0, 5)) == "data:" ? "data:" : std::string_view{};
    }
    const std::optional<std::string> mapped = without_controls(value);
    if (mapped) value = *mapped;
    HtmlTree::Attribute kept{};
    kept.name_size = static_cast<std::uint32_t>(name.size());
    kept.name_begin = store(name);
    kept.value_size = static_cast<std::uint32_t>(value.size());
    kept.value_begin = store(value);
    tree_.attributes_.push_back(kept);
    attribute_bytes_ += name.size() + value.size();
    if (attribute_bytes_ > limits_.attribute_bytes) {
        stop("the page was cut after " + std::to_string(limits_.attribute_bytes >> 20U) + " MiB of attributes");
    }
    ++node.attributes;
    const bool is_style = name == "style";
    if ((is_style && hides(to_lower_ascii(value))) || name == "hidden") node.hidden = node.hides = true;
}

void TreeBuilder::start(std::string_view name, const xmlChar** attributes) {
    if (stopped_) return;
    spend(1);
    if (tree_.nodes_.size() >= limits_.nodes) {
        return stop("the page was cut after " + std::to_string(limits_.nodes) + " elements and texts");
    }
    const NodeId id = add(tag_from(name));
    Node& node = tree_.nodes_[id];
    if (node.tag == Tag::other) {
        name = name.substr(0, name_bytes);
        node.text_size = static_cast<std::uint32_t>(name.size());
        node.text_begin = store(name);
    }
    node.first_attribute = static_cast<std::uint32_t>(tree_.attributes_.size());
    std::size_t count = 0;
    for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
        spend(++count);  // it was compared with all before it
        if (node.attributes < attributes_kept && !stopped_)
            keep_attribute(node, view_of(attributes[0]), view_of(attributes[1]));
    }
    if (open_.size() < limits_.depth) {
        open_.push_back(id);
    } else {
        ++overflow_;
        flattened_ = true;
    }
}

void TreeBuilder::end() {
    spend(1);
    if (overflow_ > 0) {
        --overflow_;
    } else if (open_.size() > 1) {
        tree_.nodes_[open_.back()].end = static_cast<NodeId>(tree_.nodes_.size());
        open_.pop_back();
    }
}

void TreeBuilder::text(std::string_view text) {
    if (stopped_) return;
    spend(text_work);
    const std::optional<std::string> mapped = without_controls(text);
    if (mapped) text = *mapped;
    const Tag parent = tree_.nodes_[open_.back()].tag;
    if (parent == Tag::style && css_.size() + text.size() <= style_bytes) css_ += text;
    if (kind_of(parent) == TagKind::gone && parent != Tag::script) return;
    text_bytes_ += text.size();
    if (text_bytes_ > limits_.text_bytes) {
        return stop("the text was cut after " + std::to_string(limits_.text_bytes >> 20U) + " MiB");
    }
    std::vector<Node>& nodes = tree_.nodes_;
    Node& last = nodes.back();
    const bool goes_on =
        last.tag == Tag::text && last.parent == open_.back() && last.text_begin + last.text_size == tree_.store_.size();
    if (!goes_on) {
        if (nodes.size() >= limits_.nodes) {
            return stop("the page was cut after " + std::to_string(limits_.nodes) + " elements and texts");
        }
        nodes[add(Tag::text)].text_begin = static_cast<std::uint32_t>(tree_.store_.size());
    }
    nodes.back().text_size += static_cast<std::uint32_t>(text.size());
    tree_.store_ += text;
}

void TreeBuilder::comment(std::string_view text) {
    if (stopped_) return;
    spend(1);
    if (text.empty() || text.size() > comment_bytes || tree_.nodes_.size() >= limits_.nodes) return;
    const NodeId id = add(Tag::comment);
    tree_.nodes_[id].text_size = static_cast<std::uint32_t>(text.size());
    tree_.nodes_[id].text_begin = store(text);
}

namespace {

HtmlTree parse_prepared(std::string text, const TreeLimits& limits) {
    static const bool ready = [] {
        xmlInitParser();
        return true;
    }();
    (void)ready;
    HtmlTree tree;
    TreeBuilder builder(tree, limits);
    builder.parse(std::move(text));
    return tree;
}

}  // namespace

HtmlTree HtmlTree::parse_page(std::string_view html, const TreeLimits& limits) {
    Prepared prepared = prepare(html, {}, limits);
    std::vector<std::string> cuts = std::move(prepared.cuts);
    HtmlTree tree = parse_prepared(std::move(prepared.text), limits);
    tree.cuts_.insert(tree.cuts_.begin(), cuts.begin(), cuts.end());
    return tree;
}

HtmlTree HtmlTree::parse_fragment(std::string_view html, const TreeLimits& limits) {
    // Inside of a div libxml2 puts no paragraph around bare text.
    Prepared prepared = prepare(html, "<html><body><div>", limits);
    std::vector<std::string> cuts = std::move(prepared.cuts);
    HtmlTree tree = parse_prepared(std::move(prepared.text), limits);
    tree.cuts_.insert(tree.cuts_.begin(), cuts.begin(), cuts.end());
    const NodeId wrapper = tree.find_first(Tag::div);
    if (wrapper != no_node) tree.nodes_[wrapper].tag = Tag::body;
    return tree;
}

HtmlTree HtmlTree::from_lines(std::string_view text, const TreeLimits& limits) {
    Prepared prepared = prepare_text(text, limits);
    HtmlTree tree;
    tree.cuts_ = std::move(prepared.cuts);
    tree.store_ = std::move(prepared.text);
    const std::string_view lines(tree.store_);
    tree.nodes_.emplace_back().tag = Tag::html;
    tree.nodes_.emplace_back().tag = Tag::body;
    tree.nodes_[1].parent = 0;
    for (std::size_t begin = 0; begin < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', begin), lines.size());
        const std::string_view line = trim(lines.substr(begin, end - begin));
        const auto at = static_cast<std::size_t>(line.data() - lines.data());
        begin = end + 1;
        if (line.empty()) continue;
        if (tree.nodes_.size() + 2 > limits.nodes) {
            tree.cuts_.push_back("the text was cut after " + std::to_string(limits.nodes / 2) + " lines");
            break;
        }
        const auto id = static_cast<NodeId>(tree.nodes_.size());
        Node& paragraph = tree.nodes_.emplace_back();
        paragraph.tag = Tag::p;
        paragraph.parent = 1;
        paragraph.end = id + 2;
        Node& words = tree.nodes_.emplace_back();
        words.tag = Tag::text;
        words.parent = id;
        words.end = id + 2;
        words.text_begin = static_cast<std::uint32_t>(at);
        words.text_size = static_cast<std::uint32_t>(line.size());
    }
    tree.nodes_[0].end = tree.nodes_[1].end = static_cast<NodeId>(tree.nodes_.size());
    return tree;
}

}  // namespace syndicated::normalise
