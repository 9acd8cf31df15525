// Reads a selector's text.
#include "normalise/css_text.hpp"
#include "normalise/selector.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace syndicated::normalise {

namespace {

using css::Combinator;
using css::Compound;
using css::Test;
using css::What;

constexpr std::string_view pseudos = ":first-child, :last-child, :nth-child(), :first-of-type or :last-of-type";

// Each reader takes what begins at the current place; false: in_ says what is wrong.
class Parser {
public:
    explicit Parser(std::string_view text) : in_(text) {}

    Result<std::vector<Compound>> parse() {
        if (!read_list()) return in_.error();
        return std::move(parts_);
    }

private:
    bool read_list() {
        for (Combinator next = Combinator::none;;) {
            in_.skip_blanks();
            Compound& part = parts_.emplace_back();
            part.before = next;
            if (parts_.size() > Selector::most_parts) {
                return in_.fail(in_.place(), fmt::format("it has more than {} parts", Selector::most_parts),
                                Errc::limit_exceeded);
            }
            if (!read_compound(part, false)) return false;
            const bool blanks = in_.skip_blanks();
            if (in_.done()) return true;
            const char c = in_.here();
            next = c == ','   ? Combinator::none
                   : c == '>' ? Combinator::child
                   : c == '+' ? Combinator::next
                   : c == '~' ? Combinator::later
                              : Combinator::descendant;
            if (next != Combinator::descendant) {
                in_.skip();
            } else if (!blanks) {
                return in_.fail_here("a blank, \",\", \">\", \"+\" or \"~\" before the next element");
            }
        }
    }

    bool read_compound(Compound& out, bool negated) {
        const std::size_t begin = in_.place();
        if (!read_type(out)) return false;
        for (;;) {
            const char c = in_.here();
            const bool mark = c == '.' || c == '#';
            if (!mark && c != '[' && c != ':') break;
            const bool good = mark ? read_mark(out) : c == '[' ? read_attribute(out) : read_pseudo(out, negated);
            if (!good) return false;
        }
        if (in_.place() > begin) return true;
        return in_.fail_here("an element: a tag, \"*\", \".class\", \"#id\", \"[attribute]\" or \":\"");
    }

    bool read_type(Compound& out) {
        if (in_.here() == '*') {
            in_.skip();
        } else if (in_.name_begins()) {
            Test test;
            test.name = to_lower_ascii(in_.read_name());
            test.tag = tag_from(test.name);
            test.what = test.tag == Tag::other ? What::name : What::tag;
            out.all.push_back(std::move(test));
        }
        return in_.here() != '|' || in_.fail(in_.place(), "namespaces are not supported, expected a tag without \"|\"");
    }

    // .class and #id
    bool read_mark(Compound& out) {
        const bool id = in_.here() == '#';
        const std::size_t begin = in_.place();
        in_.skip();
        if (in_.here() >= '0' && in_.here() <= '9') {
            const std::string_view name = in_.rest().substr(0, in_.rest().find_first_of(" \t\r\n\f.#[:,>+~"));
            return in_.fail(begin, fmt::format("a name that begins with a digit is written [{}\"{}\"]",
                                               id ? "id=" : "class~=", drop_forbidden(name)));
        }
        if (!in_.name_begins()) return in_.fail_here(id ? "an id behind \"#\"" : "a class behind \".\"");
        Test test;
        test.what = id ? What::equal : What::word;
        test.name = id ? "id" : "class";
        test.value = in_.read_name();
        out.all.push_back(std::move(test));
        return true;
    }

    bool read_attribute(Compound& out) {
        in_.skip();
        in_.skip_blanks();
        if (!in_.name_begins()) return in_.fail_here("an attribute's name behind \"[\"");
        Test test;
        test.name = to_lower_ascii(in_.read_name());
        in_.skip_blanks();
        test.what = What::present;
        if (in_.here() != ']' && !read_value(test)) return false;
        if (in_.here() != ']') return in_.fail_here("\"]\"");
        in_.skip();
        out.all.push_back(std::move(test));
        return true;
    }

    // = v, ~= v, ... and the flag that may follow
    bool read_value(Test& test) {
        static constexpr std::array<std::pair<char, What>, 5> signs{
            {{'~', What::word}, {'^', What::begins}, {'$', What::ends}, {'*', What::contains}, {'|', What::dash}}};
        test.what = What::equal;
        for (const auto& [sign, what] : signs) {
            if (in_.here() == sign && in_.here(1) == '=') test.what = what;
        }
        if (test.what != What::equal) in_.skip();
        if (in_.here() != '=') return in_.fail_here("\"=\", \"~=\", \"^=\", \"$=\", \"*=\", \"|=\" or \"]\"");
        in_.skip();
        in_.skip_blanks();
        if (in_.here() == '"' || in_.here() == '\'') {
            if (!in_.read_string(test.value)) return false;
        } else if (in_.name_begins()) {
            test.value = in_.read_name();
        } else {
            return in_.fail_here("a value in quotes");
        }
        in_.skip_blanks();
        const char flag = in_.here();
        if (flag == 'i' || flag == 'I' || flag == 's' || flag == 'S') {
            test.any_case = flag == 'i' || flag == 'I';
            in_.skip();
            in_.skip_blanks();
        }
        return true;
    }

    bool read_pseudo(Compound& out, bool negated) {
        const std::size_t begin = in_.place();
        in_.skip();
        if (in_.here() == ':') return in_.fail(begin, "pseudo-elements are not supported, expected an element");
        if (!in_.name_begins()) return in_.fail_here(fmt::format("{} or :not()", pseudos));
        const std::string name = to_lower_ascii(in_.read_name());
        const bool call = in_.here() == '(';
        if (name == "not" && call && !negated) return read_not(out);
        Test test;
        if (name == "nth-child" && call) {
            test.what = What::nth_child;
            if (!read_nth(test)) return false;
        } else if (!read_place(name, test)) {
            return in_.fail(begin,
                            fmt::format("{} is not supported{}, expected {}{}", quote(":" + name),
                                        negated ? " inside of :not()" : "", pseudos, negated ? "" : " or :not()"));
        }
        out.all.push_back(std::move(test));
        return true;
    }

    static bool read_place(std::string_view name, Test& test) {
        static constexpr std::array<std::pair<std::string_view, What>, 4> places{
            {{"first-child", What::nth_child},
             {"last-child", What::last_child},
             {"first-of-type", What::first_of_type},
             {"last-of-type", What::last_of_type}}};
        for (const auto& [word, what] : places) {
            if (word != name) continue;
            test.what = what;
            test.offset = 1;  // the first is the 0n+1st
            return true;
        }
        return false;
    }

    bool read_not(Compound& out) {
        in_.skip();
        in_.skip_blanks();
        Compound inner;
        if (!read_compound(inner, true)) return false;
        in_.skip_blanks();
        if (in_.here() != ')') return in_.fail_here("\")\": :not() takes one element, no combinators, no list");
        in_.skip();
        out.none.push_back(std::move(inner.all));
        return true;
    }

    // odd, even, 3, 2n, -n+3, 2n + 1
    bool read_nth(Test& test) {
        in_.skip();
        in_.skip_blanks();
        const std::string word = to_lower_ascii(in_.rest().substr(0, 4));
        if (word == "even" || word.substr(0, 3) == "odd") {
            test.step = 2;
            test.offset = word == "even" ? 0 : 1;
            in_.skip(word == "even" ? 4 : 3);
        } else {
            const int sign = read_sign();
            const auto number = in_.read_number();
            if (in_.here() == 'n' || in_.here() == 'N') {
                in_.skip();
                test.step = sign * number.value_or(1);
                if (!read_offset(test)) return false;
            } else if (number) {
                test.offset = sign * *number;
            } else {
                return in_.fail_here("odd, even or a number such as 3 or 2n+1");
            }
        }
        in_.skip_blanks();
        if (in_.here() != ')') return in_.fail_here("\")\" behind odd, even or a number such as 3 or 2n+1");
        in_.skip();
        return true;
    }

    bool read_offset(Test& test) {
        in_.skip_blanks();
        if (in_.here() != '+' && in_.here() != '-') return true;
        const int sign = read_sign();
        in_.skip_blanks();
        const auto number = in_.read_number();
        if (!number) return in_.fail_here("a number behind the sign");
        test.offset = sign * *number;
        return true;
    }

    int read_sign() {
        const char c = in_.here();
        if (c == '-' || c == '+') in_.skip();
        return c == '-' ? -1 : 1;
    }

    CssText in_;
    std::vector<Compound> parts_;
};

}  // namespace

Result<Selector> Selector::parse(std::string_view text) {
    if (text.size() > longest) {
        return Error{Errc::limit_exceeded, fmt::format("{} is longer than {} bytes", quote(text, 20), longest)};
    }
    auto compounds = Parser(text).parse();
    if (!compounds) return compounds.error();
    return Selector(text, std::move(*compounds));
}

}  // namespace syndicated::normalise
