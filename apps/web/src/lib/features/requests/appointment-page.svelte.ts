import type { Body, Reply } from '#protocol';
import { api, type ApiError, type ApiResult } from '#lib/api.ts';
import { Newest } from '#lib/newest.ts';
import type { Appointment } from './appointment-state.ts';

/** Where a new link goes; null for where the last one went. */
export type NewAddress = { channel: 'email' | 'sms'; address: string } | null;

/** One appointment with all that belongs to it. What it shows stays on the screen while it is fetched again. */
export class AppointmentPage {
  appointment: Appointment | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  /** It was on the screen: what is missing now was handed over, or its reader taken out. */
  wasShown = $state(false);
  #id = '';
  readonly #newest = new Newest();
  #isLeaving = false;

  get isMissing(): boolean {
    // An id that no appointment can have is refused as malformed: for the reader that is the same.
    return this.error?.code === 'not-found' || this.error?.code === 'bad-request';
  }

  async show(id: string): Promise<void> {
    if (id !== this.#id) {
      this.appointment = undefined;
      this.wasShown = false;
    }
    this.#id = id;
    await this.refresh();
  }

  refresh = async (): Promise<void> => {
    if (this.#isLeaving) return;
    await this.#newest.ask(api.get<Reply<'readAppointment'>>(this.#path()), (result) => {
      this.error = result.ok ? undefined : result.error;
      if (result.ok) {
        this.appointment = result.data.appointment;
        this.wasShown = true;
      }
      // What is no longer ours to read does not stay on the screen.
      else if (this.isMissing) this.appointment = undefined;
    });
  };

  cancel = (reason: string, note: string, from: number) => this.#change('/cancel', { reason, note, from });
  markNoShow = () => this.#change('/no-show', {});
  renewLink = (participantId: string, to: NewAddress) =>
    this.#change(`/participants/${encodeURIComponent(participantId)}/link`, { to });

  inviteGuest = (guest: Body<'inviteGuest'>) => this.#change('/guests', guest);
  takeOutGuest = (participantId: string) =>
    this.#after(api.delete(`${this.#path()}/guests/${encodeURIComponent(participantId)}`));
  inviteColleagues = (userIds: string[], need: 'required' | 'optional') =>
    this.#change('/colleagues', { userIds, need });
  takeOutColleague = (participantId: string) =>
    this.#after(api.delete(`${this.#path()}/colleagues/${encodeURIComponent(participantId)}`));
  substitutes = () => api.get<Reply<'listSubstitutes'>>(`${this.#path()}/substitutes`);
  /** Afterwards it is not ours to read: it stays on the screen as it was until the page is left. */
  decline = async (substituteId: string | null, from: number): Promise<ApiResult<unknown>> => {
    this.#isLeaving = true;
    const result = await api.post(`${this.#path()}/decline`, { substituteId, from });
    this.#isLeaving = result.ok;
    if (!result.ok) await this.refresh();
    return result;
  };
  remindForms = () => this.#change('/forms/remind', {}) as Promise<ApiResult<Reply<'remindForms'>>>;

  async #change(what: string, body: object): Promise<ApiResult<unknown>> {
    return this.#after(api.post(this.#path() + what, body));
  }
  async #after(asked: Promise<ApiResult<unknown>>): Promise<ApiResult<unknown>> {
    const result = await asked;
    // Also after a refusal: it mostly means that somebody else was quicker.
    await this.refresh();
    return result;
  }

  #path = () => `/api/appointments/${encodeURIComponent(this.#id)}`;
}
