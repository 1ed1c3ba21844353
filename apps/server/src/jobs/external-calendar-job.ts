import {
  err,
  externalEveryMs,
  externalNextAt,
  externalReadAnewMs,
  externalSpan,
  externalState,
  type ExternalProblem,
  type Instant,
  type Period,
  type Result,
} from '#domain';
import { externalBusy, externalCalendars, type ExternalCalendar, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import { parseInWorker } from '../external-calendar/parse-in-worker.ts';

/** How often it is looked whether one is due; a person who has just connected one is told to look at once. */
const lookEveryMs = 10_000;
/** How many that are due are looked at to choose from; more only costs, fewer may leave an organisation out of sight. */
const inSight = 500;

/** X7: gets practitioners' own calendars, one at a time, the organisations in turns. */
export class ExternalCalendarJob {
  readonly #deps: Deps;
  /** When each organisation had its last turn; those without one go first. */
  readonly #turns = new Map<string, number>();
  #turn = 0;
  #lookAt = 0;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    deps.live.on('external-calendar-due', this.#hurry);
  }

  #hurry = (): void => {
    this.#lookAt = 0;
  };

  /** Called once a second: starts the next one unless one is running. */
  tick(): void {
    const now = this.#deps.now();
    if (this.#isStopped || this.#running || now < this.#lookAt) return;
    const next = this.#next(now);
    if (!next) return void (this.#lookAt = now + lookEveryMs);
    this.#running = fetchOne(this.#deps, next)
      .catch((error: unknown) =>
        this.#deps.log.error({ event: 'external-calendar-failed', ...kindOf(error) }),
      )
      .finally(() => (this.#running = undefined));
  }

  /** Resolves when the one in hand is done. */
  async settled(): Promise<void> {
    await this.#running;
  }

  stop(): void {
    this.#isStopped = true;
    this.#deps.live.off('external-calendar-due', this.#hurry);
  }

  #next(now: Instant): ExternalCalendar | undefined {
    const due = this.#deps.store.read((tx) => externalCalendars.due(tx, now, inSight));
    const turnOf = ({ organisationId }: ExternalCalendar) => this.#turns.get(organisationId) ?? 0;
    const next = due.reduce<ExternalCalendar | undefined>(
      (best, each) => (best && turnOf(best) <= turnOf(each) ? best : each),
      undefined,
    );
    if (next) this.#turns.set(next.organisationId, ++this.#turn);
    return next;
  }
}

/** An address, a name or a token may stand in an error's text, so only its kind goes to the log. */
const kindOf = (error: unknown) => ({ kind: error instanceof Error ? error.name : typeof error });

type Outcome = { periods: Period[] | undefined; etag: string | null; lastModified: string | null };

async function fetchOne(deps: Deps, before: ExternalCalendar): Promise<void> {
  // Should the server end in the middle, it is asked for again, but not at once and for ever.
  deps.store.write((tx) =>
    externalCalendars.update(tx, before.practitionerId, {
      nextFetchAt: externalNextAt(before.failures + 1, deps.now()),
    }),
  );
  const got = await outcomeOf(deps, before);
  const now = deps.now();
  const isDifferent = deps.store.write((tx) => {
    const current = externalCalendars.of(tx, before.practitionerId);
    // Meanwhile disconnected, or another address: what came is nobody's.
    if (current?.address !== before.address || current.connectedAt !== before.connectedAt) return false;
    return got.ok ? keep(tx, current, got.value, now) : fail(tx, current, got.error, now);
  });
  if (!got.ok)
    deps.log.info({
      event: 'external-calendar-refused',
      practitionerId: before.practitionerId,
      problem: got.error,
    });
  if (isDifferent) deps.live.emit('practitioner-time-changed', before.practitionerId);
}

async function outcomeOf(deps: Deps, before: ExternalCalendar): Promise<Result<Outcome, ExternalProblem>> {
  const now = deps.now();
  const { etag, lastModified, readAt } = before;
  const isRecent = readAt !== null && now - readAt < externalReadAnewMs;
  const fetched = await deps.fetchCalendar(
    before.address,
    isRecent ? { etag, lastModified } : { etag: null, lastModified: null },
  );
  if (!fetched.ok) return fetched;
  if (fetched.value.kind === 'unchanged') {
    // Who was not asked whether anything has changed has nothing to answer.
    if (!isRecent) return err('server-error');
    return { ok: true, value: { periods: undefined, etag, lastModified } };
  }
  const parsed = await parseInWorker(fetched.value.text, externalSpan(now), deps.settings.publicUrl.host);
  if (!parsed.ok) return parsed;
  return { ok: true, value: { ...fetched.value, periods: parsed.value } };
}

/** Answers whether the page must be told: the times or how far they can be relied on are different. */
function keep(tx: Tx, current: ExternalCalendar, outcome: Outcome, now: Instant): boolean {
  const { practitionerId } = current;
  const { periods, etag, lastModified } = outcome;
  externalCalendars.update(tx, practitionerId, {
    ...{ etag, lastModified, fetchedAt: now, failures: 0, problem: null },
    ...(periods ? { readAt: now } : {}),
    nextFetchAt: now + externalEveryMs,
  });
  const isOther = periods !== undefined && externalBusy.replace(tx, current, periods);
  return isOther || externalState(current, now).state !== 'fresh';
}

/** X8: the last good times stay for as long as they can be trusted. */
function fail(tx: Tx, current: ExternalCalendar, problem: ExternalProblem, now: Instant): boolean {
  const failures = current.failures + 1;
  externalCalendars.update(tx, current.practitionerId, {
    failures,
    problem,
    nextFetchAt: externalNextAt(failures, now),
  });
  if (externalState({ ...current, problem }, now).state === 'untrusted')
    externalBusy.replace(tx, current, []);
  return true;
}
