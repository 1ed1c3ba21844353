import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { Newest } from '#lib/newest.ts';
import type { PanelAnswer } from '#lib/features/panel/panel.svelte.ts';

export type Proposal = Reply<'readProposal'>;
export type ProposalTime = Proposal['times'][number];
export type ProposalVoter = Proposal['voters'][number];

/** Proposed times, one's own or a colleague's (N13), and what can be done with them. What it shows stays on the screen while it is fetched again. */
export class ProposalPage {
  proposal: Proposal | undefined = $state.raw();
  /** Why it could not be read. */
  error: ApiError | undefined = $state.raw();
  /** Why the last deed failed. */
  refusal: ApiError | undefined = $state.raw();
  busy: 'hold' | 'remind' | 'more' | 'end' | 'things' | undefined = $state();
  /** Which time is being held, or who is being reminded. */
  busyId: string | undefined = $state();
  readonly #address: string;
  readonly #newest = new Newest();

  constructor(id: string) {
    this.#address = `/api/proposals/${encodeURIComponent(id)}`;
  }

  get isMissing(): boolean {
    return this.error?.code === 'not-found' || this.error?.code === 'bad-request';
  }

  refresh(): Promise<void> {
    return this.#newest.ask(api.get<Proposal>(this.#address), (result) => {
      this.error = result.ok ? undefined : result.error;
      if (result.ok) this.proposal = result.data;
    });
  }

  /** Holds a time of everybody whose time it takes. True when its request can be written. */
  async hold(time: ProposalTime): Promise<boolean> {
    const { proposal } = this;
    if (!proposal) return false;
    const { serviceId, practitionerId } = proposal;
    const requiredIds = [...peopleOf(proposal, true), proposal.convener.id];
    const resourceIds = proposal.things.map((thing) => thing.id);
    const who = { requiredIds, resourceIds, ...this.#requester };
    const choice = { serviceId, practitionerId, startsAt: time.startsAt, ...who, proposalId: proposal.id };
    return this.#do('hold', time.id, () => api.post('/api/holds', choice));
  }

  remind = (voterId: string | null) =>
    this.#do('remind', voterId ?? '', () => api.post(`${this.#address}/remind`, { voterId }));

  end = () => this.#do('end', '', () => api.post(`${this.#address}/end`));

  more = (startsAts: number[]) =>
    this.#do('more', '', () => api.post(`${this.#address}/times`, { startsAts }));

  /** N14: other rooms and devices. */
  takeThings = (resourceIds: string[]) =>
    this.#do('things', '', () => api.put(`${this.#address}/resources`, { resourceIds }));

  /** What can be named; undefined when it can't be had. */
  async offeredThings(): Promise<Reply<'listServiceResources'> | undefined> {
    const { serviceId } = this.proposal ?? {};
    const result = await api.get<Reply<'listServiceResources'>>(`/api/services/${serviceId}/resources`);
    this.refusal = result.ok ? undefined : result.error;
    return result.ok ? result.data : undefined;
  }

  /** N1: times at which all can who have an account, without those that were asked about already. */
  async find(fromDate: string, days: number): Promise<PanelAnswer['times'] | undefined> {
    const { proposal } = this;
    if (!proposal) return undefined;
    const result = await api.post<PanelAnswer>(`/api/services/${proposal.serviceId}/panel-times`, {
      ...{ practitionerId: proposal.practitionerId, fromDate, days, apart: true },
      ...{
        requiredIds: peopleOf(proposal, true),
        optionalIds: peopleOf(proposal, false),
        ...this.#requester,
      },
      resourceIds: proposal.things.map((thing) => thing.id),
    });
    this.refusal = result.ok ? undefined : result.error;
    const known = proposal.times.map(({ startsAt }) => startsAt);
    return result.ok ? result.data.times.filter(({ startsAt }) => !known.includes(startsAt)) : undefined;
  }

  /** B7: the meeting is its convener's, whoever settles it. */
  get #requester(): { requesterId?: string } {
    const { convener } = this.proposal ?? {};
    return convener === undefined || convener.isYou ? {} : { requesterId: convener.id };
  }

  async #do(
    what: NonNullable<ProposalPage['busy']>,
    id: string,
    send: () => Promise<{ ok: true } | { ok: false; error: ApiError }>,
  ): Promise<boolean> {
    if (this.busy) return false;
    this.busy = what;
    this.busyId = id;
    const result = await send();
    // Also after a refusal: it mostly means that something has changed meanwhile.
    await this.refresh();
    this.busy = undefined;
    this.refusal = result.ok ? undefined : asProposed(result.error, this.proposal, id);
    return result.ok;
  }
}

/** N16: the required or the optional colleagues, without those who can be asked no more. */
const peopleOf = ({ people }: Proposal, required: boolean): string[] =>
  people.filter((person) => person.required === required && !person.isGone).map(({ id }) => id);

/** A time that can't be held is a proposed one that is gone; the service's own other times are no help here. */
function asProposed(error: ApiError, proposal: Proposal | undefined, timeId: string): ApiError {
  if (!['slot-taken', 'slot-not-offered', 'slot-in-past'].includes(error.code)) return error;
  if (proposal?.status === 'agreed') return { code: 'already-agreed' };
  const time = proposal?.times.find(({ id }) => id === timeId);
  if (time?.agreeingName) return { code: 'being-agreed' };
  if (time?.heldUntil) return { code: 'proposed-time-held' };
  return { code: time?.lacksThing ? 'proposed-room-gone' : 'proposed-time-gone' };
}
