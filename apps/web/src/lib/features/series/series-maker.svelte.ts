import type { Body, Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { fillsOf, toContent, toForm, type RequestForm } from '#lib/features/booking/request-form.ts';
import { newId } from '#lib/new-id.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import { newPlan, toPlan, type PlanForm } from './plan-form.ts';
import { Preview } from './preview.svelte.ts';

type Service = Reply<'readService'>['service'];
type Practitioner = Reply<'listServicePractitioners'>['practitioners'][number];
type Fields = Body<'previewSeries'>['fields'];

/** What was chosen; kept in the tab until it is booked, so that a reload loses nothing. */
type Choices = {
  /** The series' own id: a confirmation that is sent twice is one series. */
  id: string;
  name: string;
  hostId: string;
  optionalIds: string[];
  convenerIds: string[];
  /** Of the request: the people, the guests and whom it is about. */
  request: RequestForm;
  plan: PlanForm;
};

const nothing = {
  ...{ question: '', background: '', urgency: null, subject: null },
  ...{ consentNoted: false, guests: [], colleagueIds: [] },
};

/** Choosing a series, seeing its meetings, and booking them all. */
export class SeriesMaker {
  service: Service | undefined = $state.raw();
  practitioners: Practitioner[] = $state.raw([]);
  colleagues: Reply<'listColleagues'>['colleagues'] = $state.raw([]);
  /** The forms that are asked now: with the request, and of guests before each meeting. */
  asked: Reply<'readSeriesForms'>['asked'] = $state.raw([]);
  loadError: ApiError | undefined = $state.raw();
  choices: Choices;
  readonly preview: Preview;
  readonly today: string;
  readonly #address: string;
  readonly #kept: TabCopy<Choices>;
  #shownFor = '';

  constructor(userId: string, serviceId: string, today: string) {
    this.today = today;
    this.#address = `/api/services/${encodeURIComponent(serviceId)}`;
    this.#kept = new TabCopy(`neuvo:series:${userId}:${serviceId}`, ({ id, plan, request }) =>
      Boolean(id && plan && request),
    );
    const kept = this.#kept.read();
    const begun: Choices = {
      ...{ id: newId(), name: '', hostId: '', optionalIds: [], convenerIds: [] },
      ...{ request: toForm(nothing, []), plan: newPlan(today) },
    };
    this.choices = $state(kept ?? begun);
    if (this.choices.plan.fromDate < today) this.choices.plan.fromDate = today;
    this.preview = new Preview(`${this.#address}/series-preview`, () => ({ fields: this.fields }));
  }

  async load(): Promise<void> {
    this.loadError = undefined;
    const [service, people, colleagues, failure] = await Promise.all([
      api.get<Reply<'readService'>>(this.#address),
      api.get<Reply<'listServicePractitioners'>>(`${this.#address}/practitioners`),
      api.get<Reply<'listColleagues'>>('/api/colleagues'),
      this.#readForms(),
    ]);
    if (failure) return void (this.loadError = failure);
    for (const result of [service, people, colleagues])
      if (!result.ok) return void (this.loadError = result.error);
    if (!service.ok || !people.ok || !colleagues.ok) return;
    this.service = service.data.service;
    this.practitioners = people.data.practitioners;
    this.colleagues = colleagues.data.colleagues;
    const isKnown = this.practitioners.some(({ id }) => id === this.choices.hostId);
    if (!isKnown) this.choices.hostId = this.practitioners[0]?.id ?? '';
  }

  /** F8: what is written goes on in the forms of now; fields of forms that nobody has begun are empty. */
  async #readForms(): Promise<ApiError | undefined> {
    const { request } = this.choices;
    const fills = $state.snapshot(request.forms);
    const result = await api.post<Reply<'readSeriesForms'>>(`${this.#address}/series-forms`, { fills });
    if (!result.ok) return result.error;
    this.asked = result.data.asked;
    request.forms = fillsOf(result.data.fills, result.data.asked);
    return undefined;
  }

  get fields(): Fields {
    const { name, hostId, optionalIds, convenerIds, request, plan } = this.choices;
    const { subject, consentNoted, guests, background, forms } = toContent(
      request,
      this.service?.anonymousOnly ?? false,
    );
    const peopleIds = request.colleagueIds.filter((id) => id !== hostId);
    return {
      ...{ name, background, practitionerId: hostId, subject, consentNoted, guests },
      requiredIds: peopleIds.filter((id) => !optionalIds.includes(id)),
      optionalIds: peopleIds.filter((id) => optionalIds.includes(id)),
      convenerIds: [...convenerIds],
      plan: toPlan(plan, this.today),
      ...(forms && { forms }),
    };
  }

  /** Called with every change. What was found was for other choices, unless only the words or the conveners differ. */
  changed(): void {
    this.#kept.write($state.snapshot(this.choices));
    if (this.#shownFor !== '' && this.#shownFor !== this.#asked) {
      this.#shownFor = '';
      this.preview.forget();
    }
  }
  get #asked(): string {
    const { plan, practitionerId, requiredIds, optionalIds } = this.fields;
    return JSON.stringify({ plan, practitionerId, requiredIds, optionalIds });
  }

  async show(): Promise<void> {
    this.preview.forget();
    // What is changed while it is on its way is something else too.
    this.#shownFor = this.#asked;
    await this.preview.show();
    await this.#followForms();
  }

  /** F8: the page goes on in the newer form, and says so. */
  async #followForms(): Promise<void> {
    if (this.preview.error?.code === 'form-changed') await this.#readForms();
  }

  /** The id of the series, once all of it is booked. */
  async book(): Promise<string | undefined> {
    const result = await this.preview.send<Reply<'makeSeries'>>(`${this.#address}/series`, {
      id: this.choices.id,
    });
    await this.#followForms();
    if (!result.ok) return undefined;
    this.#kept.forget();
    return result.data.id;
  }
}
