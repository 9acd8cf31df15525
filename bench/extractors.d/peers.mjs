// peers.mjs NAME FOLDER: as peers.py, for the extractors of Node; FOLDER/node_modules has them. Each reads a document, of the
// library that its own README shows first; making that is counted to its time: without one it reads nothing.
import { createRequire } from "node:module";
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import path from "node:path";

const WARM_UP = 5;  // pages read once untimed, as in peers.py
const [name, folder] = process.argv.slice(2);
const require = createRequire(path.resolve(folder, "index.js"));
const versionOf = module => JSON.parse(readFileSync(path.resolve(folder, "node_modules", module, "package.json"))).version;

const PEERS = {
  readability: {
    modules: ["@mozilla/readability", "jsdom"],
    make: async () => {
      const { JSDOM } = require("jsdom");
      const { Readability } = require("@mozilla/readability");
      return (html, url) => {
        const got = new Readability(new JSDOM(html, { url }).window.document).parse();
        if (!got) throw new Error("no article");
        return { title: got.title, published: got.publishedTime, source: got.siteName, author: got.byline, body: got.textContent };
      };
    },
  },
  defuddle: {
    modules: ["defuddle", "linkedom"],
    make: async () => {
      const { parseHTML } = require("linkedom");
      const file = path.resolve(folder, "node_modules/defuddle/dist/node.js");  // exported to import alone, not to require
      const { Defuddle } = await import(pathToFileURL(file));
      return async (html, url) => {
        const got = await Defuddle(parseHTML(html).document, url, { useAsync: false });  // no requests to anyone
        const body = parseHTML(`<html><body>${got.content}</body></html>`).document.body.textContent;
        return { title: got.title, published: got.published, source: got.site, author: got.author, body };
      };
    },
  },
};

const say = line => {
  for (let bytes = Buffer.from(JSON.stringify(line) + "\n"); bytes.length > 0;) bytes = bytes.subarray(writeSync(1, bytes));
};
const label = /^\s*((作者|[记記]者|撰文|by\b)\s*[:：/|丨]?|文\s*[:：/|丨])\s*/i;  // as peers.py's
const namesIn = author => (author ?? "").replace(label, "").split(/[、,，;；/|\s]+/).filter(Boolean);

async function answer(read, page) {
  const begun = process.cpuUsage();
  let got;
  try {
    got = await read(page.html, page.url || "https://www.example.cn/");
    got.author = namesIn(got.author);
  } catch (error) {
    got = { error: String(error).slice(0, 200) };
  }
  const spent = process.cpuUsage(begun);
  return { ...got, cpu_ms: (spent.user + spent.system) / 1000 };
}

for (const method of ["log", "info", "warn", "error", "debug"]) console[method] = () => {};  // some print while they work
const peer = PEERS[name];
let read;
try {
  read = await peer.make();
} catch (error) {
  say({ missing: String(error.message).split("\n")[0].slice(0, 200) });
  process.exit(0);
}
const [extractor, dom] = peer.modules;
say({ version: `${versionOf(extractor)} over ${dom} ${versionOf(dom)}`, fields: ["title", "published", "source", "author", "body"] });
const pages = readFileSync(0, "utf8").split("\n").filter(Boolean).map(line => JSON.parse(line));
for (const page of pages.slice(0, WARM_UP)) await answer(read, page);
for (const page of pages) say(await answer(read, page));
