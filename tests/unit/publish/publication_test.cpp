#include "syndicated/publish/publication.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <map>
#include <thread>
#include <vector>

using namespace syndicated;
using namespace syndicated::publish;

namespace {

std::shared_ptr<const Resource> resource(Revision revision, const std::string& body = "x") {
    auto out = std::make_shared<Resource>();
    out->head.revision = revision;
    out->body.forms[Coding::identity] = std::make_shared<const std::string>(body);
    return out;
}

std::map<std::string, Revision> listed(const Snapshot& snapshot) {
    std::map<std::string, Revision> out;
    snapshot.for_each([&out](const std::string& path, const Resource& r) { out[path] = r.head.revision; });
    return out;
}

using Changes = std::vector<Change>;

}  // namespace

TEST_CASE("an empty snapshot finds nothing and is not complete") {
    const Snapshot snapshot;
    CHECK(snapshot.find("/") == nullptr);
    CHECK(snapshot.size() == 0);
    CHECK_FALSE(snapshot.complete());
}

TEST_CASE("a changed snapshot shows the changes, the one before stays as it was") {
    const auto first = Snapshot().with(Changes{{"/feeds/a.rss", resource(1)}, {"/feeds/娱乐.rss", resource(2)}}, false);
    const auto second = first->with(Changes{{"/feeds/a.rss", resource(3)}, {"/b", resource(4)}}, true);
    CHECK(listed(*first) == std::map<std::string, Revision>{{"/feeds/a.rss", 1}, {"/feeds/娱乐.rss", 2}});
    CHECK(listed(*second) == std::map<std::string, Revision>{{"/feeds/a.rss", 3}, {"/feeds/娱乐.rss", 2}, {"/b", 4}});
    CHECK(first->size() == 2);
    CHECK(second->size() == 3);
    CHECK_FALSE(first->complete());
    CHECK(second->complete());
    CHECK(first->find("/feeds/娱乐.rss") == second->find("/feeds/娱乐.rss"));
    CHECK(second->find("/feeds/a.rs") == nullptr);
}

TEST_CASE("what differs between two snapshots is told once") {
    const auto changes_of = [](const Snapshot& before, const Snapshot& after) {
        std::multimap<Revision, Revision> out;
        after.for_each_change(before, [&out](const Resource* was, const Resource* is) {
            out.emplace(was == nullptr ? 0 : was->head.revision, is == nullptr ? 0 : is->head.revision);
        });
        return out;
    };
    Changes many;
    for (Revision i = 1; i <= 3000; ++i) many.push_back({"/" + std::to_string(i), resource(i)});
    const auto first = Snapshot().with(many, true);
    CHECK(changes_of(Snapshot(), *first).size() == 3000);
    CHECK(changes_of(*first, *first).empty());
    const auto second = first->with(
        Changes{{"/1", nullptr}, {"/2", resource(9002)}, {"/new", resource(9003)}, {"/none", nullptr}}, true);
    CHECK(changes_of(*first, *second) == std::multimap<Revision, Revision>{{1, 0}, {2, 9002}, {0, 9003}});
    CHECK(changes_of(*second, *first) == std::multimap<Revision, Revision>{{0, 1}, {9002, 2}, {9003, 0}});
}

TEST_CASE("paths go, and the last change of a path counts") {
    const auto first = Snapshot().with(Changes{{"/a", resource(1)}, {"/a", resource(2)}, {"/b", resource(3)}}, true);
    CHECK(first->size() == 2);
    CHECK(first->find("/a")->head.revision == 2);
    const auto second =
        first->with(Changes{{"/a", nullptr}, {"/c", nullptr}, {"/b", nullptr}, {"/b", resource(4)}}, true);
    CHECK(listed(*second) == std::map<std::string, Revision>{{"/b", 4}});
    CHECK(second->size() == 1);
}

TEST_CASE("a resource outlives the snapshot that it left") {
    auto snapshot = Snapshot().with(Changes{{"/a", resource(1, "bytes")}}, true);
    const auto held = snapshot->find("/a");
    snapshot = snapshot->with(Changes{{"/a", nullptr}}, true);
    CHECK(*held->body.forms[Coding::identity] == "bytes");
    CHECK(held.use_count() == 1);
}

TEST_CASE("ten thousand paths are all found") {
    Changes changes;
    for (int i = 0; i < 10000; ++i)
        changes.push_back({"/feeds/c" + std::to_string(i) + ".rss", resource(static_cast<Revision>(i))});
    const auto snapshot = Snapshot().with(changes, true);
    CHECK(snapshot->size() == 10000);
    for (const auto& change : changes) REQUIRE(snapshot->find(change.path) == change.resource);
    CHECK(listed(*snapshot).size() == 10000);
}

TEST_CASE("readers see whole snapshots while they are swapped") {
    Publication publication;
    CHECK(publication.current()->size() == 0);
    std::atomic<bool> stop{false};
    std::atomic<int> torn{0}, backward{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&publication, &stop, &torn, &backward] {
            Revision last = 0;
            while (!stop) {
                const auto snapshot = publication.current();
                const auto a = snapshot->find("/a");
                const auto b = snapshot->find("/b");
                if ((a == nullptr) != (b == nullptr)) ++torn;
                if (!a || !b) continue;
                if (a->head.revision != b->head.revision) ++torn;
                if (*a->body.forms[Coding::identity] != std::to_string(a->head.revision)) ++torn;
                if (a->head.revision < last) ++backward;
                last = a->head.revision;
            }
        });
    }
    for (Revision revision = 1; revision <= 2000; ++revision) {
        const auto made = resource(revision, std::to_string(revision));
        publication.swap_in(publication.current()->with(Changes{{"/a", made}, {"/b", made}}, true));
    }
    stop = true;
    for (auto& reader : readers) reader.join();
    CHECK(torn == 0);
    CHECK(backward == 0);
    CHECK(publication.current()->find("/a")->head.revision == 2000);
}
