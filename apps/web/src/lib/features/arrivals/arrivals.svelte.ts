import { arrivalStage, type ArrivalStage } from '#domain';
import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { Newest } from '#lib/newest.ts';
import { isUnheard } from '#lib/unheard.ts';

export type ArrivalVisit = Reply<'readArrivals'>['visits'][number];
export type ArrivalPerson = ArrivalVisit['people'][number];

/** The team's day as the page shows it. What is shown stays on the screen while it is fetched again. */
export class Arrivals {
  services: Reply<'readArrivals'>['services'] = $state.raw([]);
  visits: ArrivalVisit[] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  #service = '';
  readonly #newest = new Newest();

  async show(service: string): Promise<void> {
    this.#service = service;
    await this.refresh();
  }

  refresh = (): Promise<void> => {
    const query = this.#service === '' ? '' : `?service=${encodeURIComponent(this.#service)}`;
    return this.#newest.ask(api.get<Reply<'readArrivals'>>(`/api/arrivals${query}`), (result) => {
      this.error = result.ok ? undefined : result.error;
      if (!result.ok) return;
      this.services = result.data.services;
      this.visits = result.data.visits;
    });
  };

  /**
   * Does something about a visit and looks again, whatever came of it. `isDone`: by what is there then, where only the answer was
   * lost. What is wrong, if anything.
   */
  async act(
    id: string,
    path: string,
    body: object,
    isDone: (visit: ArrivalVisit) => boolean,
  ): Promise<ApiError | undefined> {
    const result = await api.post(path, body);
    await this.refresh();
    if (result.ok) return undefined;
    const visit = this.visits?.find((each) => each.id === id);
    return isUnheard(result.error) && visit && isDone(visit) ? undefined : result.error;
  }
}

/** Where a visit stands now, for the section that it is shown in. */
export const stageOf = (visit: ArrivalVisit, now: number): ArrivalStage =>
  arrivalStage({ ...visit, seats: visit.people.map(({ seat }) => seat) }, now);

/** Since when the first one of a visit waits; those who wait longest come first. */
export const waitsSince = ({ people }: ArrivalVisit): number =>
  Math.min(...people.map(({ since }) => since ?? Number.MAX_SAFE_INTEGER));
