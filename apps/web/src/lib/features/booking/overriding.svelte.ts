import type { Body, Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import type { Time } from './slots.ts';
import { canBeTaken, isException } from './stands-against.ts';

/** A time that is taken against the rules (H14): what stands against it, and the reason, which a reload does not lose. */
export class Overriding {
  look: Reply<'lookAtTime'> | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  reason = $state('');
  readonly #serviceId: string;
  readonly #kept: TabCopy<{ reason: string }>;

  constructor(userId: string, serviceId: string) {
    this.#serviceId = serviceId;
    this.#kept = new TabCopy(
      `neuvo:override:${userId}:${serviceId}`,
      ({ reason }) => typeof reason === 'string',
    );
    this.reason = this.#kept.read()?.reason ?? '';
  }

  /** Asks what stands against the time. Answers the time, if it can be had at all. */
  async ask(wanted: Body<'lookAtTime'>): Promise<Time | undefined> {
    const path = `/api/services/${encodeURIComponent(this.#serviceId)}/look-at-time`;
    const result = await api.post<Reply<'lookAtTime'>>(path, wanted);
    this.error = result.ok ? undefined : result.error;
    this.look = result.ok ? result.data : undefined;
    if (!this.canBook || !this.look) return undefined;
    const { practitionerName, endsAt } = this.look;
    return { practitionerId: wanted.practitionerId, practitionerName, startsAt: wanted.startsAt, endsAt };
  }

  /** Whether anything stands against it; otherwise it is booked as any other time. */
  get isNeeded(): boolean {
    return this.look !== undefined && isException(this.look);
  }

  get canBook(): boolean {
    return this.look !== undefined && canBeTaken(this.look);
  }

  /** Called with every change of the reason. */
  keep(): void {
    if (this.reason.trim() === '') this.#kept.forget();
    else this.#kept.write({ reason: this.reason });
  }

  forget(): void {
    this.#kept.forget();
  }
}
