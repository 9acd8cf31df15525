// The text of the native schema. To change a trigger edit it here: stores that hold another text get this one at the
// next start. A change of a table needs a new schema_version and a step in ensure_schema.
#include "store/sqlite_schema.hpp"

namespace syndicated::store {

const std::array<SchemaPart, 18> native_schema{{
    {"table", "article", R"sql(CREATE TABLE article (
  id INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE, url TEXT, title TEXT, category TEXT, source TEXT, author TEXT,
  published TEXT, updated TEXT, views TEXT, summary TEXT, image TEXT, lang TEXT, featured INTEGER NOT NULL DEFAULT 0,
  status INTEGER NOT NULL DEFAULT 1,      -- 1 is public, all else is not
  html TEXT NOT NULL DEFAULT '',
  form TEXT NOT NULL DEFAULT 'html',      -- what html holds: html (a body), page (a whole page), text, markdown
  origin TEXT, charset TEXT, undecodable INTEGER NOT NULL DEFAULT 0,   -- file it came from, how it was decoded, bytes replaced
  added INTEGER NOT NULL DEFAULT (CAST(strftime('%s','now') AS INTEGER)), changed INTEGER))sql",
     "id guid url title category source author published updated views summary image lang featured status html form "
     "origin charset undecodable added changed"},
    {"table", "category",
     "CREATE TABLE category (name TEXT PRIMARY KEY, parent TEXT, slug TEXT UNIQUE, about TEXT, "
     "position INTEGER NOT NULL DEFAULT 0)",
     "name parent slug about position"},
    {"table", "article_category",
     "CREATE TABLE article_category (article INTEGER NOT NULL, category TEXT NOT NULL, "
     "PRIMARY KEY (article, category))",
     "article category"},
    {"table", "syn_change",
     "CREATE TABLE syn_change (seq INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL, op TEXT NOT NULL)",
     "seq article op"},
    {"table", "syn_meta", "CREATE TABLE syn_meta (name TEXT PRIMARY KEY, value TEXT)", "name value"},

    {"trigger", "syn_article_insert", R"sql(CREATE TRIGGER syn_article_insert AFTER INSERT ON article
BEGIN
  INSERT INTO syn_change (article, op) VALUES (new.id, 'i');
END)sql",
     ""},
    // INSERT OR REPLACE fires no delete trigger for the row that it pushes out. Fires for upsert and OR IGNORE too.
    {"trigger", "syn_article_replace", R"sql(CREATE TRIGGER syn_article_replace BEFORE INSERT ON article
WHEN new.guid IS NOT NULL
BEGIN
  INSERT INTO syn_change (article, op) SELECT id, 'd' FROM article WHERE guid = new.guid;
END)sql",
     ""},
    {"trigger", "syn_article_delete", R"sql(CREATE TRIGGER syn_article_delete AFTER DELETE ON article
BEGIN
  INSERT INTO syn_change (article, op) VALUES (old.id, 'd');
END)sql",
     ""},
    // UPDATE OR REPLACE pushes rows out as silently as INSERT OR REPLACE does.
    {"trigger", "syn_article_push", R"sql(CREATE TRIGGER syn_article_push BEFORE UPDATE OF id, guid ON article
WHEN new.id IS NOT old.id OR new.guid IS NOT old.guid
BEGIN
  INSERT INTO syn_change (article, op)
    SELECT id, 'd' FROM article WHERE guid = new.guid AND id IS NOT old.id
    UNION SELECT id, 'd' FROM article WHERE id = new.id AND id IS NOT old.id;
END)sql",
     ""},
    // ORMs write all columns back, and a page view is a write: only real differences count. The inner UPDATE touches
    // `changed` alone, so that it meets no WHEN here even where a program has set recursive_triggers.
    {"trigger", "syn_article_update", R"sql(CREATE TRIGGER syn_article_update AFTER UPDATE ON article
WHEN old.id IS NOT new.id OR old.guid IS NOT new.guid OR old.url IS NOT new.url OR old.title IS NOT new.title
  OR old.category IS NOT new.category OR old.source IS NOT new.source OR old.author IS NOT new.author
  OR old.published IS NOT new.published OR old.updated IS NOT new.updated OR old.summary IS NOT new.summary
  OR old.image IS NOT new.image OR old.lang IS NOT new.lang
  OR old.status IS NOT new.status OR old.form IS NOT new.form OR old.html IS NOT new.html
BEGIN
  INSERT INTO syn_change (article, op) SELECT old.id, 'd' WHERE old.id IS NOT new.id;
  INSERT INTO syn_change (article, op) VALUES (new.id, 'u');
  UPDATE article SET changed = CAST(strftime('%s','now') AS INTEGER) WHERE id = new.id;
END)sql",
     ""},
    // A flag is no change of the article itself: `changed` stays.
    {"trigger", "syn_article_flag", R"sql(CREATE TRIGGER syn_article_flag AFTER UPDATE ON article
WHEN old.featured IS NOT new.featured
BEGIN
  INSERT INTO syn_change (article, op) VALUES (new.id, 'u');
END)sql",
     ""},
    {"trigger", "syn_second_insert", R"sql(CREATE TRIGGER syn_second_insert AFTER INSERT ON article_category
BEGIN
  INSERT INTO syn_change (article, op) VALUES (new.article, 'u');
END)sql",
     ""},
    {"trigger", "syn_second_delete", R"sql(CREATE TRIGGER syn_second_delete AFTER DELETE ON article_category
BEGIN
  INSERT INTO syn_change (article, op) VALUES (old.article, 'u');
END)sql",
     ""},
    {"trigger", "syn_second_update", R"sql(CREATE TRIGGER syn_second_update AFTER UPDATE ON article_category
WHEN old.article IS NOT new.article OR old.category IS NOT new.category
BEGIN
  INSERT INTO syn_change (article, op) SELECT old.article, 'u' WHERE old.article IS NOT new.article;
  INSERT INTO syn_change (article, op) VALUES (new.article, 'u');
END)sql",
     ""},
    // A primary key that is TEXT may be NULL in SQLite, syn_change.article may not.
    {"trigger", "syn_category_insert", R"sql(CREATE TRIGGER syn_category_insert AFTER INSERT ON category
BEGIN
  INSERT INTO syn_change (article, op) VALUES (coalesce(new.name, ''), 'c');
END)sql",
     ""},
    {"trigger", "syn_category_delete", R"sql(CREATE TRIGGER syn_category_delete AFTER DELETE ON category
BEGIN
  INSERT INTO syn_change (article, op) VALUES (coalesce(old.name, ''), 'c');
END)sql",
     ""},
    {"trigger", "syn_category_update", R"sql(CREATE TRIGGER syn_category_update AFTER UPDATE ON category
WHEN old.name IS NOT new.name OR old.parent IS NOT new.parent OR old.slug IS NOT new.slug
  OR old.about IS NOT new.about OR old.position IS NOT new.position
BEGIN
  INSERT INTO syn_change (article, op) VALUES (coalesce(new.name, ''), 'c');
END)sql",
     ""},
    {"trigger", "syn_change_prune", R"sql(CREATE TRIGGER syn_change_prune AFTER INSERT ON syn_change
WHEN new.seq % 1000 = 0
BEGIN
  DELETE FROM syn_change WHERE seq <= new.seq - 100000;
END)sql",
     ""},
}};

}  // namespace syndicated::store
