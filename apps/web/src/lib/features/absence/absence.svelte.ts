import type { Body, Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type Absence = Reply<'readAbsence'>;
export type AbsentVisit = Absence['visits'][number];
type Decision = Body<'decideAbsence'>['decisions'][number];

/** What a choice is written as: `keep`, `cancel`, `decline`, or a time. */
export type Choice = string;

/** The list of times may be another one when it is fetched again, so a time is not known by its place in it. */
export const choiceOf = (time: Pick<AbsentVisit['times'][number], 'practitionerId' | 'startsAt'>): Choice =>
  `${time.startsAt}-${time.practitionerId}`;

/** Whether it can be chosen for the visit. */
const isOffered = (choice: Choice | undefined, { times, hasBegun }: AbsentVisit): boolean =>
  choice === 'keep' || (choice === 'cancel' && !hasBegun) || times.some((time) => choiceOf(time) === choice);

const proposalFor = ({ proposal, times: [first] }: AbsentVisit): Choice =>
  proposal === 'cancel' ? 'cancel' : first ? choiceOf(first) : 'keep';

/** What somebody who decides has to have seen of a booking. */
const seenOf = (absence: Absence | undefined): Map<string, number> =>
  new Map(
    [...(absence?.visits ?? []), ...(absence?.invited ?? [])].map(({ id, startsAt }) => [id, startsAt]),
  );

/** A day of somebody who is away. What was chosen stays when the list is fetched again, as long as it can be had. */
export class AbsenceDay {
  absence: Absence | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  /** The visits that could not be changed as decided; empty before anything was. */
  refusedIds: string[] = $state.raw([]);
  choices: Record<string, Choice> = $state({});
  /** What others did to the day while it was on the screen; nothing is said of it before. */
  news: { ids: readonly string[] } | undefined = $state.raw();
  /** Others did something that is not on the screen yet. */
  isStale = $state(false);
  readonly #path: string;
  #asked = 0;
  /** The day that the page is on. */
  #date = '';

  constructor(practitionerId: string) {
    this.#path = `/api/absences/${encodeURIComponent(practitionerId)}`;
  }

  async load(date: string): Promise<void> {
    this.#date = date;
    const asked = ++this.#asked;
    const result = await api.get<Absence>(`${this.#path}?date=${date}`);
    if (asked !== this.#asked) return;
    this.error = result.ok ? undefined : result.error;
    if (!result.ok) return;
    if (this.absence?.date !== date) this.refusedIds = [];
    this.news = undefined;
    this.#show(result.data);
  }

  /**
   * Somebody else may have changed the day: it is looked at again, and what is different is told. While `isHeld`, as somebody is
   * about to press, nothing changes on the screen.
   */
  async look(isHeld: () => boolean): Promise<void> {
    const before = this.absence;
    if (!before || before.date !== this.#date || this.isBusy) return;
    this.isStale = isHeld();
    if (this.isStale) return;
    const asked = ++this.#asked;
    const result = await api.get<Absence>(`${this.#path}?date=${this.#date}`);
    if (asked !== this.#asked) return;
    // What is on the screen is still the best that is known; the line asks again when it is back.
    if (!result.ok) return;
    this.isStale = isHeld();
    if (this.isStale) return;
    this.error = undefined;
    const [was, is] = [seenOf(before), seenOf(result.data)];
    const newIds = [...is].filter(([id, startsAt]) => was.get(id) !== startsAt).map(([id]) => id);
    const isGone = [...was.keys()].some((id) => !is.has(id));
    const isClosedNow = result.data.isClosed && !before.isClosed;
    if (isGone || isClosedNow || newIds.length > 0)
      this.news = { ids: [...(this.news?.ids ?? []), ...newIds] };
    // C9: what was chosen for another time was not chosen for this one.
    for (const id of newIds) if (this.choices[id] !== 'keep') this.choices[id] = '';
    if (isClosedNow) this.#forgetProposals(before);
    this.#show(result.data);
  }

  /** Who closed the day has left there what is still on it: what was only proposed here is not done to it. */
  #forgetProposals({ visits, invited }: Absence): void {
    for (const visit of visits)
      if (this.choices[visit.id] === proposalFor(visit)) this.choices[visit.id] = '';
    for (const { id } of invited) this.choices[id] = '';
  }

  #show(absence: Absence): void {
    this.absence = absence;
    for (const visit of absence.visits) {
      if (isOffered(this.choices[visit.id], visit)) continue;
      const isRefused = this.refusedIds.includes(visit.id);
      // What stands on a day that is closed was left there: it stays until something else is chosen.
      this.choices[visit.id] = absence.isClosed && !isRefused ? 'keep' : proposalFor(visit);
    }
    for (const { id } of absence.invited) this.choices[id] ||= absence.isClosed ? 'keep' : 'decline';
  }

  /** Whether one of them is still on this day; the others somebody else has decided about meanwhile. */
  get isToChooseAnew(): boolean {
    const { visits = [], invited = [] } = this.absence ?? {};
    return [...visits, ...invited].some(({ id }) => this.refusedIds.includes(id));
  }

  get counts(): { moved: number; cancelled: number; declined: number; kept: number } {
    const { visits = [], invited = [] } = this.absence ?? {};
    const chosen = [...visits, ...invited].map(({ id }) => this.choices[id]);
    const of = (wanted: Choice) => chosen.filter((choice) => choice === wanted).length;
    const [cancelled, declined, kept] = [of('cancel'), of('decline'), of('keep')];
    return { cancelled, declined, kept, moved: chosen.length - cancelled - declined - kept };
  }

  /** True when everything was done; otherwise the page shows what was not, and why. */
  async decide(note: string): Promise<boolean> {
    if (!this.absence) return false;
    const { date, visits, invited } = this.absence;
    const decisions = [
      ...visits.map((visit) => this.#decisionOn(visit)),
      ...invited.map(({ id, startsAt: from }): Decision =>
        this.choices[id] === 'decline' ? { id, kind: 'decline', from } : { id, kind: 'keep' },
      ),
    ];
    this.isBusy = true;
    const result = await api.post<Reply<'decideAbsence'>>(this.#path, { date, note, decisions });
    this.error = result.ok ? undefined : result.error;
    if (!result.ok) {
      this.isBusy = false;
      return false;
    }
    this.refusedIds = result.data.results.filter(({ refused }) => refused !== null).map(({ id }) => id);
    const isDone = this.refusedIds.length === 0;
    for (const { id } of visits) if (this.refusedIds.includes(id)) this.choices[id] = '';
    // What was done here is no news: others' changes are looked for again once it is on the screen.
    await this.load(this.#date);
    this.isBusy = false;
    return isDone;
  }

  #decisionOn({ id, startsAt: from, times }: AbsentVisit): Decision {
    const choice = this.choices[id] ?? 'keep';
    if (choice === 'keep') return { id, kind: choice };
    if (choice === 'cancel') return { id, kind: choice, from };
    const time = times.find((each) => choiceOf(each) === choice);
    if (!time) return { id, kind: 'keep' };
    return { id, kind: 'move', practitionerId: time.practitionerId, startsAt: time.startsAt, from };
  }
}
