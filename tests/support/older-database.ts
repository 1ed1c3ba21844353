import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Makes a database as it was before a migration, beside `file`, and fills it; whoever opens it then migrates it. */
export function makeOlderDatabase(file: string, before: string, fill: string): void {
  const migrationsFolder = join(dirname(file), 'migrations');
  cpSync(new URL('../../packages/db/migrations', import.meta.url), migrationsFolder, { recursive: true });
  const journal = join(migrationsFolder, 'meta/_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { tag: string }[] };
  const at = entries.findIndex(({ tag }) => tag === before);
  if (at < 0) throw new Error(`there is no migration ${before}`);
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, at) }));
  const sqlite = new Sqlite(file);
  sqlite.pragma('foreign_keys = ON');
  migrate(drizzle(sqlite), { migrationsFolder });
  sqlite.exec(fill);
  sqlite.close();
}
