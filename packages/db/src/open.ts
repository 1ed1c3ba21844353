import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { fileURLToPath } from 'node:url';
import type { Instant } from '#domain';
import { prepareDue, prepareDutyDue, prepareLapsedOffer } from './due.ts';
import * as schema from './schema.ts';
import { steadyPlan } from './steady-plan.ts';
import { writeTogether } from './write-together.ts';

export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));

const connect = (sqlite: Sqlite.Database) => drizzle(sqlite, { schema });
/** A handle on the tables, inside or outside a transaction. */
export type Tx = Pick<
  ReturnType<typeof connect>,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | 'all' | 'get' | 'run' | '$client'
>;

export type Store = {
  /** One IMMEDIATE transaction: load, decide, save. Whatever `work` throws undoes all of it. */
  write<T>(work: (tx: Tx) => T): T;
  /** The same for what many ask at once: committed together with what others ask in this moment (see `writeTogether`). */
  writeSoon<T>(work: (tx: Tx) => T): Promise<T>;
  /** A consistent look; reading client data goes through `write`, because it leaves an audit event. */
  read<T>(work: (tx: Tx) => T): T;
  /**
   * Whether something waits to be done: due at `now`, a visit whose time ended before `endedBefore`, or a family's booking
   * whose code was sent before `codeSentBefore` and which nobody confirmed.
   */
  isAnythingDue(now: Instant, endedBefore: Instant, codeSentBefore: Instant): boolean;
  /** Whether a duty queue has to be looked at: somebody is away, or a number to call back is older than these. */
  isDutyDue(askedBefore: Instant, doneBefore: Instant): boolean;
  /** Whether an offer of the waitlist was not answered in time. */
  hasLapsedOffer(now: Instant): boolean;
  /**
   * Differs from before as soon as anybody has written anything, here or through another connection. Nothing within a
   * transaction: what it sees may be undone.
   */
  revision(): string | undefined;
  isWell(): boolean;
  close(): void;
};

/**
 * Opens the database, creating and migrating it where needed. `synchronous=FULL` makes a committed transaction survive
 * a power cut: what was promised to a person is on the disk before they are told.
 */
export function openStore(file: string): Store {
  const sqlite = new Sqlite(file);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  // What part of a transaction may have to be undone waits in memory, and so do the pages of bookings that come together.
  sqlite.pragma('temp_store = MEMORY');
  sqlite.pragma('cache_size = -32000');
  keepStatements(sqlite);
  const db = connect(sqlite);
  migrate(db, { migrationsFolder });
  // The handle within a transaction is always the same one, so that what is prepared on it can be used again.
  const within = sqlite.transaction(<T>(work: (tx: Tx) => T): T => work(db));
  const soon = writeTogether({
    whole: (work) => within.immediate(work),
    part: (work) => within(work),
    isOpen: () => sqlite.inTransaction,
  });
  const own = sqlite.prepare('SELECT total_changes()').pluck();
  const others = sqlite.prepare('PRAGMA data_version').pluck();
  return {
    write: (work) => within.immediate(work) as ReturnType<typeof work>,
    writeSoon: (work) => soon(work) as Promise<ReturnType<typeof work>>,
    read: (work) => within.deferred(work) as ReturnType<typeof work>,
    isAnythingDue: prepareDue(db),
    isDutyDue: prepareDutyDue(db),
    hasLapsedOffer: prepareLapsedOffer(db),
    revision: () => (sqlite.inTransaction ? undefined : `${own.get() as number} ${others.get() as number}`),
    isWell: () => sqlite.open && sqlite.prepare('SELECT 1').pluck().get() === 1,
    close: () => sqlite.close(),
  };
}

/** Lists of ids make statements of many lengths; those that are not asked for any more are let go. */
const keptStatements = 500;

/**
 * Compiling a statement costs more than running most of ours, and the query builder asks for one at every query: the same
 * text gets the statement that it got before. All ours run to their end at once, so none is asked for while it runs.
 */
function keepStatements(sqlite: Sqlite.Database): void {
  const kept = new Map<string, Sqlite.Statement>();
  const compile = sqlite.prepare.bind(sqlite);
  const prepare = (text: string): Sqlite.Statement => {
    const statement = kept.get(text) ?? compile(steadyPlan(text));
    // Told again last: the map's first is the one that was not asked for the longest.
    kept.delete(text);
    kept.set(text, statement);
    if (kept.size > keptStatements) kept.delete(kept.keys().next().value!);
    return statement;
  };
  sqlite.prepare = prepare as typeof sqlite.prepare;
}
