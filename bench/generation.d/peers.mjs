// peers.mjs feed|feedsmith ARTICLES COPIES: feeds of 50 articles each in RSS and Atom, by packages of npm.
import { readFileSync } from "node:fs";

const [package_, file, copies] = process.argv.slice(2);
const articles = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

const makers = {
  async feed() {
    const { Feed } = await import("feed");
    return (items) => {
      const feed = new Feed({ title: "栏目", id: "https://www.example.cn/", link: "https://www.example.cn/", description: "栏目" });
      for (const a of items) {
        const date = new Date(a.published * 1000);
        feed.addItem({ title: a.title, id: a.guid, link: a.link, description: a.summary, content: a.html,
                       author: [{ name: a.author }], date, published: date, category: [{ name: a.category }] });
      }
      return feed.rss2().length + feed.atom1().length;
    };
  },
  async feedsmith() {
    const { generateAtomFeed, generateRssFeed } = await import("feedsmith");
    return (items) => {
      const rss = { title: "栏目", link: "https://www.example.cn/", description: "栏目", items: items.map((a) => ({
        title: a.title, link: a.link, guid: { value: a.guid, isPermaLink: false }, pubDate: new Date(a.published * 1000),
        description: a.summary, categories: [{ name: a.category }], dc: { creators: [a.author] }, content: { encoded: a.html } })) };
      const atom = { id: "https://www.example.cn/", title: "栏目", updated: new Date(items[0].published * 1000), entries: items.map((a) => ({
        id: a.guid, title: a.title, links: [{ href: a.link }], updated: new Date(a.published * 1000), published: new Date(a.published * 1000),
        summary: a.summary, categories: [{ term: a.category }], authors: [{ name: a.author }], content: a.html })) };
      return generateRssFeed(rss).length + generateAtomFeed(atom).length;
    };
  },
};

const make = await makers[package_]();
const begun = process.cpuUsage();
let bytes = 0;
for (let first = 0; first < articles.length; first += 50) {
  for (let c = 0; c < Number(copies); ++c) {
    bytes += make(Array.from({ length: 50 }, (_, i) => articles[(first + i * (1 + c * 50)) % articles.length]));
  }
}
const spent = process.cpuUsage(begun);
console.log(JSON.stringify({ seconds: (spent.user + spent.system) / 1e6, bytes }));
