import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import { language } from '#lib/language.svelte.ts';
import { TabCopy } from '#lib/tab-copy.ts';

/** The form as it is typed; an empty text is not chosen yet. */
export type Typed = Record<
  'booker' | 'childName' | 'birthYear' | 'guardianName' | 'address' | 'about',
  string
>;
export type Field = keyof Typed;
const empty: Typed = {
  ...{ booker: '', childName: '', birthYear: '', guardianName: '', address: '', about: '' },
};
/** A booking that has begun: its secret, and what its code is for. */
type Begun = { token: string; serviceId: string; startsAt: number; heldUntil: number };
type Done = { token: string; startsAt: number; endsAt: number };
/** A field's problem as the server calls it, or what is missing before it is asked. */
export type Problems = Partial<Record<Field, string>>;

const formCopy = new TabCopy<Typed>('neuvo:door-form', ({ address }) => typeof address === 'string');
const begunCopy = new TabCopy<Begun>('neuvo:door-code', ({ token }) => typeof token === 'string');

/** A family's booking of one service, from the form to the visit. What is typed stays in this tab until then. */
export class FamilyBooking {
  readonly form: Typed = $state(formCopy.read() ?? { ...empty });
  begun: Begun | undefined = $state.raw();
  done: Done | undefined = $state.raw();
  problems: Problems = $state.raw({});
  refusal: ApiError | undefined = $state.raw();
  /** A code has been sent, and the form is changed again: it goes on with the same booking. */
  isChanging = $state(false);
  isBusy = $state(false);
  readonly #slug: string;
  readonly #serviceId: string;

  constructor(slug: string, serviceId: string) {
    this.#slug = slug;
    this.#serviceId = serviceId;
    const kept = begunCopy.read();
    if (kept?.serviceId === serviceId) this.begun = kept;
  }

  keep(): void {
    if (!this.done) formCopy.write($state.snapshot(this.form));
  }

  /** Holds the time and sends a code, for the first time or again. */
  async begin(startsAt: number): Promise<boolean> {
    if (this.isBusy) return false;
    this.problems = missing(this.form);
    this.refusal = undefined;
    if (Object.keys(this.problems).length > 0) return false;
    this.isBusy = true;
    const form = { ...this.form, birthYear: Number(this.form.birthYear), language: language.current };
    const token = this.begun?.token;
    const path = `/api/door/${this.#slug}/services/${this.#serviceId}/bookings`;
    const result = await api.post<Reply<'beginFamilyBooking'>>(path, {
      ...{ startsAt, form },
      ...(token && { token }),
    });
    this.isBusy = false;
    if (!result.ok) {
      if (result.error.fields) this.problems = result.error.fields;
      else this.refusal = result.error;
      return false;
    }
    const { heldUntil } = result.data;
    this.begun = { token: result.data.token, serviceId: this.#serviceId, startsAt, heldUntil };
    begunCopy.write(this.begun);
    this.isChanging = false;
    return true;
  }

  /** @param startsAt Another time than the one that was held. */
  async confirm(code: string, startsAt?: number): Promise<void> {
    if (this.isBusy || !this.begun) return;
    this.isBusy = true;
    this.refusal = undefined;
    const body = { token: this.begun.token, code, ...(startsAt && { startsAt }) };
    const result = await api.post<Reply<'confirmFamilyBooking'>>('/api/door-bookings/confirm', body);
    this.isBusy = false;
    if (!result.ok) return void (this.refusal = result.error);
    this.done = result.data;
    formCopy.forget();
    begunCopy.forget();
  }

  /** Back to the form; the time stays held. */
  change(): void {
    this.refusal = undefined;
    this.isChanging = true;
  }

  /** The time is given back, and what was written stays here. */
  async leave(): Promise<void> {
    const token = this.begun?.token;
    this.refusal = undefined;
    this.begun = undefined;
    this.isChanging = false;
    begunCopy.forget();
    if (token) await api.post('/api/door-bookings/leave', { token });
  }
}

function missing({ booker, childName, birthYear, guardianName, address }: Typed): Problems {
  return {
    ...(booker === '' && { booker: 'required' }),
    ...(childName.trim() === '' && { childName: 'required' }),
    ...(!/^\d{4}$/.test(birthYear.trim()) && { birthYear: 'required' }),
    ...(booker === 'guardian' && guardianName.trim() === '' && { guardianName: 'required' }),
    ...(address.trim() === '' && { address: 'required' }),
  };
}
