import Sqlite from 'better-sqlite3';
import { join } from 'node:path';

/**
 * Keeps a data folder for one server. The lock is the operating system's, on a file that SQLite holds open: it goes with
 * the process however that ends, also by `kill -9`, so nothing stale is left to be guessed at. Answers how to let go, or
 * undefined when another process has the folder.
 */
export function lockFolder(folder: string): (() => void) | undefined {
  const lock = new Sqlite(join(folder, 'server.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return () => lock.close();
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
}
