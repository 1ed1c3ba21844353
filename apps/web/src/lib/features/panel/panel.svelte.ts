import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { newGuest, type GuestFields } from '#lib/features/booking/request-form.ts';
import type { Locale } from '#lib/language.svelte.ts';
import { newId } from '#lib/new-id.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import { isUnheard } from '#lib/unheard.ts';

type Service = Pick<Reply<'readService'>['service'], 'name'>;
type Practitioner = Reply<'listServicePractitioners'>['practitioners'][number];
export type PanelAnswer = Reply<'findPanelTimes'>;
export type PanelTime = PanelAnswer['times'][number];

/** What was chosen; kept in the tab, so that a reload loses nobody. */
type Choices = {
  hostId: string;
  peopleIds: string[];
  optionalIds: string[];
  fromDate: string;
  weeks: string;
  /** Who has no account and is asked by a link (N6). */
  voters: VoterFields[];
  /** Rooms and devices that were named. */
  resourceIds: string[];
  /** In whose name it is booked; empty for one's own. */
  requesterId: string;
};
export type VoterFields = GuestFields & { need: 'required' | 'optional' };
export const newVoter = (language: Locale): VoterFields => ({ ...newGuest(language), need: 'required' });

const copyOf = ({ key: _key, ...voter }: VoterFields) => voter;

/** Finding a time for several people, and holding it, or asking others about several. */
export class PanelSearch {
  service: Service | undefined = $state.raw();
  practitioners: Practitioner[] = $state.raw([]);
  loadError: ApiError | undefined = $state.raw();
  answer: PanelAnswer | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  isSearching = $state(false);
  holding: number | undefined = $state();
  choices: Choices = $state({
    ...{ hostId: '', peopleIds: [], optionalIds: [], fromDate: '', weeks: '4' },
    ...{ voters: [], resourceIds: [], requesterId: '' },
  });
  /** The times that are asked about. */
  picked: number[] = $state([]);
  isSending = $state(false);
  /** What can be named; empty lists until it is known, and when it can't be. */
  things: Reply<'listServiceResources'> = $state.raw({ needs: [], others: [] });
  /** Who sent the request that a team is put together for. */
  requesterName: string | undefined = $state();
  /** Whose quota a time is reckoned to that is given to the request (V8). */
  requesterOrganisation = $state('');
  readonly #address: string;
  readonly #serviceId: string;
  readonly #kept: TabCopy<Choices>;
  /** For which request without a time a team is put together (Y10). */
  readonly #triageId: string | undefined;
  /** What was sent to be voted on: when it is pressed again because the answer was lost, nobody is asked twice. */
  #sent = { fields: '', id: '' };
  /** What was asked last. */
  #askedFor = '';

  constructor(userId: string, serviceId: string, today: string, triageId?: string) {
    this.#triageId = triageId;
    this.#serviceId = serviceId;
    this.#address = `/api/services/${encodeURIComponent(serviceId)}`;
    this.#kept = new TabCopy(`neuvo:panel:${userId}:${triageId ?? serviceId}`, ({ peopleIds }) =>
      Array.isArray(peopleIds),
    );
    const kept = this.#kept.read();
    const voters = (kept?.voters ?? []).map((voter) => ({ ...newVoter(voter.language), ...copyOf(voter) }));
    const fromDate = kept && kept.fromDate > today ? kept.fromDate : today;
    if (kept) this.choices = { ...this.choices, ...kept, voters, fromDate };
    else this.choices.fromDate = today;
  }

  async load(): Promise<void> {
    this.loadError = undefined;
    if (this.#triageId !== undefined) return this.#loadRequest();
    const [service, people, things] = await Promise.all([
      api.get<Reply<'readService'>>(this.#address),
      api.get<Reply<'listServicePractitioners'>>(`${this.#address}/practitioners`),
      api.get<Reply<'listServiceResources'>>(`${this.#address}/resources`),
    ]);
    if (!service.ok) return void (this.loadError = service.error);
    if (!people.ok) return void (this.loadError = people.error);
    this.service = service.data.service;
    if (things.ok) this.#offer(things.data);
    this.#offerHosts(people.data.practitioners);
  }

  /** The service and its people come with the request: whoever handles it need not be able to ask for the service. */
  async #loadRequest(): Promise<void> {
    const [found, things] = await Promise.all([
      api.get<Reply<'readTriage'>>(this.requestAddress),
      api.get<Reply<'listResourcesForRequest'>>(`${this.requestAddress}/resources`),
    ]);
    if (!found.ok) return void (this.loadError = found.error);
    this.service = { name: found.data.request.serviceName };
    this.requesterName = found.data.request.requesterName;
    this.requesterOrganisation = found.data.request.requesterOrganisation;
    if (things.ok) this.#offer(things.data);
    this.#offerHosts(found.data.request.practitioners);
  }

  #offerHosts(practitioners: Practitioner[]): void {
    this.practitioners = practitioners;
    const isKnown = practitioners.some(({ id }) => id === this.choices.hostId);
    if (!isKnown) this.choices.hostId = practitioners[0]?.id ?? '';
  }

  /** Y10: gives the request a time of the whole team; answers the visit's id. */
  async accept({ startsAt }: PanelTime): Promise<string | undefined> {
    const { hostId: practitionerId, peopleIds, optionalIds } = this.choices;
    this.holding = startsAt;
    const result = await api.post<Reply<'acceptRequest'>>(`${this.requestAddress}/accept`, {
      ...{ practitionerId, startsAt, requiredIds: this.requiredIds, ...this.#named },
      optionalIds: optionalIds.filter((id) => peopleIds.includes(id) && id !== practitionerId),
    });
    this.holding = undefined;
    if (result.ok) {
      this.#kept.forget();
      return result.data.appointmentId;
    }
    if (['slot-taken', 'room-taken'].includes(result.error.code)) await this.search();
    else if (isUnheard(result.error)) {
      // Only the answer may have been lost: a request that has its time is not to be given one again.
      const found = await api.get<Reply<'readTriage'>>(this.requestAddress);
      const given = found.ok && found.data.request.status === 'accepted' && found.data.request.appointmentId;
      if (given) {
        this.#kept.forget();
        return given;
      }
    }
    this.error = result.error;
    return undefined;
  }

  /** What was named before and can't be any more is no longer asked for. */
  #offer(things: Reply<'listServiceResources'>): void {
    this.things = things;
    const known = [...things.needs.flat(), ...things.others].map(({ id }) => id);
    this.choices.resourceIds = this.choices.resourceIds.filter((id) => known.includes(id));
  }

  /** Called with every change; what was found was for other choices. */
  changed(): void {
    this.#kept.write($state.snapshot(this.choices));
    if (this.#askedFor === '' || this.#askedFor === JSON.stringify(this.#wanted)) return;
    this.#askedFor = '';
    this.answer = undefined;
  }

  get requiredIds(): string[] {
    const { peopleIds, optionalIds, hostId } = this.choices;
    return peopleIds.filter((id) => id !== hostId && !optionalIds.includes(id));
  }

  get #wanted() {
    const { hostId, peopleIds, optionalIds, fromDate, weeks, voters } = this.choices;
    const isAsking = voters.length > 0;
    return {
      practitionerId: hostId,
      requiredIds: this.requiredIds,
      optionalIds: optionalIds.filter((id) => peopleIds.includes(id) && id !== hostId),
      fromDate,
      days: Math.min(60, Number(weeks) * 7),
      ...this.#named,
      ...(this.#triageId === undefined && { ...(!isAsking && this.#requester), apart: isAsking }),
    };
  }

  async search(): Promise<void> {
    this.isSearching = true;
    const wanted = this.#wanted;
    const askedFor = (this.#askedFor = JSON.stringify(wanted));
    const path =
      this.#triageId === undefined ? `${this.#address}/panel-times` : `${this.requestAddress}/team-times`;
    const result = await api.post<PanelAnswer>(path, wanted);
    this.isSearching = false;
    // Something else was chosen meanwhile.
    if (askedFor !== this.#askedFor) return;
    this.error = result.ok ? undefined : result.error;
    this.answer = result.ok ? result.data : undefined;
    const found = (this.answer?.times ?? []).map(({ startsAt }) => startsAt);
    this.picked = this.picked.filter((startsAt) => found.includes(startsAt));
  }

  /** N6: asks those without an account about the picked times. Answers the proposal's id. */
  async ask(): Promise<string | undefined> {
    const { hostId, peopleIds, optionalIds, voters } = this.choices;
    this.isSending = true;
    const asking = {
      practitionerId: hostId,
      requiredIds: this.requiredIds,
      optionalIds: optionalIds.filter((id) => peopleIds.includes(id) && id !== hostId),
      startsAts: $state.snapshot(this.picked),
      ...this.#named,
      voters: voters.map(({ key: _key, need, ...voter }) => ({ ...voter, isKey: need === 'required' })),
    };
    const fields = JSON.stringify(asking);
    if (fields !== this.#sent.fields) this.#sent = { fields, id: newId() };
    const { id } = this.#sent;
    const result = await api.post<Reply<'proposeTimes'>>(`${this.#address}/proposals`, { id, ...asking });
    this.isSending = false;
    if (result.ok) {
      this.#kept.forget();
      return result.data.id;
    }
    // What is gone is not shown as if it could be asked about.
    if (result.error.code === 'proposed-time-gone') await this.search();
    this.error = result.error;
    return undefined;
  }

  /** Holds a time of everybody and writes into the request who is required. True when the request can be written. */
  async hold({ startsAt }: PanelTime): Promise<boolean> {
    this.holding = startsAt;
    const isHeld = await this.#hold(startsAt);
    this.holding = undefined;
    return isHeld;
  }

  get requestAddress(): string {
    return `/api/triage/${encodeURIComponent(this.#triageId ?? '')}`;
  }

  /** What was named; nothing where nothing is, so that what a request has named already stands. */
  get #named(): { resourceIds?: string[] } {
    const { resourceIds } = this.choices;
    return resourceIds.length > 0 ? { resourceIds: [...resourceIds] } : {};
  }

  get #requester(): { requesterId?: string } {
    const { requesterId } = this.choices;
    return requesterId ? { requesterId } : {};
  }

  async #hold(startsAt: number): Promise<boolean> {
    if (!(await this.write())) return false;
    const { hostId: practitionerId } = this.choices;
    const { requiredIds } = this;
    const resourceIds = [...this.choices.resourceIds];
    const body = { serviceId: this.#serviceId, practitionerId, startsAt, requiredIds, resourceIds };
    const held = await api.post('/api/holds', { ...body, ...this.#requester });
    if (held.ok) return true;
    if (held.error.code === 'slot-taken') await this.search();
    return this.#failed(held.error);
  }

  /** Writes into the request who is required, what is taken, and for whom. True when that is saved. */
  async write(): Promise<boolean> {
    const { hostId: practitionerId, peopleIds } = this.choices;
    const resourceIds = [...this.choices.resourceIds];
    const { requiredIds } = this;
    const server = await api.get<Reply<'readDraft'>>(`${this.#address}/draft`);
    if (!server.ok) return this.#failed(server.error);
    const colleagueIds = peopleIds.filter((id) => id !== practitionerId);
    const { draftId } = server.data;
    const { requesterId: _before, ...kept } = server.data.content;
    const content = { ...kept, colleagueIds, requiredIds, resourceIds, ...this.#requester };
    const saved = await api.put(`${this.#address}/draft`, { draftId, content });
    return saved.ok || this.#failed(saved.error);
  }

  #failed(error: ApiError): false {
    this.error = error;
    return false;
  }
}
