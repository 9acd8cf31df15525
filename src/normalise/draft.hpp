// An Article in the making, with what is said about how each field came to be. One thread.
#pragma once

#include "normalise/dissect.hpp"
#include "normalise/info_line.hpp"
#include "syndicated/normalise/fields.hpp"
#include "syndicated/normalise/normalise.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

struct Draft {
    const RawArticle& raw;
    const Context& context;
    Material& material;
    FieldContext fields;     // for the field readers
    InfoFields ruled;        // of what the site's rule names as info line
    InfoFields info, foot;   // of the info line and of the credits behind the body
    InfoFields masthead;     // of an e-paper's page
    Reading<Byline> byline;  // of the first paragraph
    InfoFields closing;      // who is named at the end of the last paragraph, and the date below
    Article article;
    std::vector<Finding> decided, remarks, removed;
};

// Foreign text for a Finding: at most 300 characters.
[[nodiscard]] std::string cut_for_report(std::string_view text);

// Tries candidates, best first: the first that has a value decides, the others are listed as passed over.
class Choice {
public:
    Choice(Draft& draft, std::string_view field) : draft_(draft) { finding_.field = field; }

    [[nodiscard]] bool open() const { return !decided_; }
    // `value` is empty for a candidate that has none; its rule then says why.
    bool offer(std::string_view value, std::string_view raw, std::string_view rule, std::string_view place);
    // Always writes a Finding: `rule` is what is said when nothing had a value.
    void close(std::string_view rule = "not_found");

private:
    Draft& draft_;
    Finding finding_;
    bool decided_ = false;
};

void decide_category(Draft& draft);  // categories, category_path
void decide_source(Draft& draft);    // needs the category
void decide_authors(Draft& draft);   // needs the source
void decide_editors(Draft& draft);
void decide_times(Draft& draft);  // published, scheduled, updated
void decide_views(Draft& draft);
void decide_link(Draft& draft);       // needs the category
void decide_language(Draft& draft);   // needs the body
void decide_summary(Draft& draft);    // needs the body
void make_body(Draft& draft);         // html, text, images, image; needs title and link
void report_site_rule(Draft& draft);  // remarks on the rule that was used

void remark(Draft& draft, std::string_view field, std::string_view rule, std::string_view raw,
            std::string_view taken = {});

}  // namespace syndicated::normalise
