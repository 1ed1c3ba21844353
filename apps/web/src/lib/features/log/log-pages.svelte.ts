import type { ApiError } from '#lib/api.ts';

/** A page of a list. `next`: where it goes on; null when all is here. */
type LogPage<Row> = { rows: Row[]; next: string | null };
type FetchPage<Row> = (
  after: string | undefined,
) => Promise<{ ok: true; data: LogPage<Row> } | { ok: false; error: ApiError }>;

/** A list that comes a page at a time, the newest first. */
export class LogPages<Row extends { id: string }> {
  rows: Row[] | undefined = $state.raw();
  next: string | null = $state.raw(null);
  error: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  #fetch: FetchPage<Row> | undefined;
  #asked = 0;
  #again: (() => Promise<unknown>) | undefined;

  /** Another list: what is shown stays until that is there. */
  async show(fetch: FetchPage<Row>): Promise<void> {
    this.#fetch = fetch;
    await this.#read([], undefined, 0);
  }

  /** The same list anew, as far as it is shown. */
  async refresh(): Promise<void> {
    await this.#read([], undefined, this.rows?.length ?? 0);
  }

  /** Adds a page to what is shown. */
  async older(): Promise<void> {
    if (this.next === null || this.isBusy) return;
    const known = this.rows ?? [];
    await this.#read(known, this.next, known.length + 1);
  }

  /** What failed last, once more: what is shown is kept. */
  async retry(): Promise<void> {
    await this.#again?.();
  }

  async #read(known: Row[], after: string | undefined, atLeast: number): Promise<void> {
    const asked = ++this.#asked;
    this.#again = () => this.#read(known, after, atLeast);
    this.isBusy = true;
    let page: LogPage<Row> = { rows: known, next: after ?? null };
    do {
      const result = await this.#fetch!(page.next ?? undefined);
      // The answer to a question before the last one comes too late.
      if (asked !== this.#asked) return;
      this.error = result.ok ? undefined : result.error;
      if (!result.ok) break;
      page = { rows: withNew(page.rows, result.data.rows), next: result.data.next };
    } while (page.next !== null && page.rows.length < atLeast);
    this.isBusy = false;
    if (this.error) return;
    this.rows = page.rows;
    this.next = page.next;
  }
}

/** One whose place changed meanwhile may come a second time. */
const withNew = <Row extends { id: string }>(known: Row[], more: Row[]): Row[] => [
  ...known,
  ...more.filter(({ id }) => !known.some((each) => each.id === id)),
];
