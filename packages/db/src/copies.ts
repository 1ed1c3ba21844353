import Sqlite from 'better-sqlite3';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Instant } from '#domain';
import { migrationsFolder, openStore } from './open.ts';
import { audit } from './repositories/audit.ts';
import { organisation, userSession } from './schema.ts';

/** What a database holds, for whoever has to choose a copy. */
export type Holds = {
  visits: number;
  /** The last event of its log: nothing that was done later is in it. */
  latest: Instant | undefined;
  /** Whether it lacks tables or columns that this Neuvo has, or has some that this one does not know. */
  age: 'older' | 'same' | 'newer';
};

/** No database of Neuvo; one that can't be read through; one of a Neuvo that this one does not know yet. */
export class UnusableCopy extends Error {
  readonly reason;
  constructor(reason: 'foreign' | 'damaged' | 'newer') {
    super(reason);
    this.reason = reason;
  }
}

/**
 * A copy of a database as it is at one moment, also while a server writes to it, in one file that only its owner may
 * read. It has been read through and is on the disk when this answers. Throws `UnusableCopy` for a file that is no
 * Neuvo database or is damaged, and leaves nothing under the name of the copy then.
 */
export async function backUp(file: string, target: string): Promise<Holds> {
  const unfinished = `${target}.unfinished`;
  forget(unfinished);
  try {
    closeSync(openSync(unfinished, 'w', 0o600));
    const source = new Sqlite(file, { readonly: true, fileMustExist: true });
    try {
      // All that is left in one go: a copy that pauses begins anew whenever somebody writes meanwhile.
      await source.backup(unfinished, { progress: () => 0x7fff_ffff });
    } finally {
      source.close();
    }
    const holds = inspect(unfinished);
    put(unfinished, target);
    return holds;
  } finally {
    forget(unfinished);
  }
}

/**
 * Puts a copy in the place of the database of a folder that nobody serves (`lockFolder`), and brings it up to date. What
 * was there stays beside it, under the name that is answered. It stands in everybody's log. Everybody has to sign in anew:
 * who was signed in when the copy was made need not be allowed to any more. Throws `UnusableCopy`, before anything is changed.
 */
export function restore(
  copy: string,
  folder: string,
  now: Instant,
): { holds: Holds; aside: string | undefined } {
  const file = join(folder, 'neuvo.db');
  const unfinished = `${file}.unfinished`;
  forget(unfinished);
  try {
    copyFileSync(copy, unfinished);
    chmodSync(unfinished, 0o600);
    const holds = inspect(unfinished);
    if (holds.age === 'newer') throw new UnusableCopy('newer');
    const store = openStore(unfinished);
    store.write((tx) => {
      tx.delete(userSession).run();
      const entry = { at: now, actorKind: 'system', actorId: 'restore', action: 'restore' } as const;
      for (const { id } of tx.select({ id: organisation.id }).from(organisation).all())
        audit.write(tx, { ...entry, organisationId: id, entity: 'organisation', entityId: id });
    });
    store.close();
    const aside = existsSync(file) ? `${file}.before-${stamp(now)}` : undefined;
    if (aside) putAside(file, aside);
    put(unfinished, file);
    return { holds, aside };
  } finally {
    forget(unfinished);
  }
}

/** Whether a database is of an older or a newer Neuvo than this. `same` too for one that nobody has written to yet. */
export function ageOf(file: string): Holds['age'] {
  if (!existsSync(file)) return 'same';
  const sqlite = new Sqlite(file, { readonly: true });
  try {
    return ageIn(sqlite) ?? 'same';
  } finally {
    sqlite.close();
  }
}

/** `2026-11-29T030000Z`: in the order of time, and allowed in a file's name everywhere. */
export const stamp = (at: Instant): string =>
  new Date(at).toISOString().replaceAll(':', '').replace(/\.\d+/, '');

const migrationsTable = '__drizzle_migrations';
/** Undefined where no migration has been run: an empty file, or a database of something else. */
function ageIn(sqlite: Sqlite.Database): Holds['age'] | undefined {
  const hasTable = sqlite.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(migrationsTable);
  if (!hasTable) return undefined;
  const { entries } = JSON.parse(readFileSync(join(migrationsFolder, 'meta/_journal.json'), 'utf8')) as {
    entries: { when: number }[];
  };
  const known = entries.at(-1)!.when;
  const has = Number(sqlite.prepare(`SELECT max(created_at) FROM ${migrationsTable}`).pluck().get());
  if (has === known) return 'same';
  return has < known ? 'older' : 'newer';
}

/** Reads a copy through, page by page and reference by reference, and makes it one file without a journal beside it. */
function inspect(file: string): Holds {
  let sqlite;
  try {
    sqlite = new Sqlite(file, { fileMustExist: true });
    sqlite.pragma('journal_mode = DELETE');
    const age = ageIn(sqlite);
    if (!age) throw new UnusableCopy('foreign');
    if (sqlite.pragma('integrity_check', { simple: true }) !== 'ok') throw new UnusableCopy('damaged');
    if ((sqlite.pragma('foreign_key_check') as unknown[]).length > 0) throw new UnusableCopy('damaged');
    const one = (query: string) => sqlite!.prepare(query).pluck().get() as number | null;
    return {
      visits: one('SELECT count(*) FROM appointment')!,
      latest: one('SELECT max(at) FROM audit_event') ?? undefined,
      age,
    };
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'SQLITE_NOTADB') throw new UnusableCopy('foreign');
    if (code?.startsWith('SQLITE_CORRUPT')) throw new UnusableCopy('damaged');
    throw error;
  } finally {
    sqlite?.close();
  }
}

const journals = ['', '-wal', '-shm', '-journal'];
const forget = (file: string) => journals.forEach((end) => rmSync(file + end, { force: true }));

/** What is written under another name gets this one at once or not at all, also in a power cut. */
function put(file: string, target: string): void {
  sync(file);
  renameSync(file, target);
  sync(dirname(target));
}

/** The database stays under its name until another takes it, so that no start finds none and begins an empty one. */
function putAside(file: string, aside: string): void {
  try {
    const sqlite = new Sqlite(file);
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    sqlite.close();
  } catch {
    // Damaged, which may be why a copy is put in its place.
  }
  // Left beside another database a journal would be read as that one's.
  for (const end of journals.slice(1)) if (existsSync(file + end)) renameSync(file + end, aside + end);
  linkSync(file, aside);
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
