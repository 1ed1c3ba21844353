import { newGuest, type GuestFields } from '#lib/features/booking/request-form.ts';
import { TabCopy } from '#lib/tab-copy.ts';

/** Of which meetings: this one, it and the following, or all. */
export type Scope = 'one' | 'following' | 'all';
/** Who is to be in a series' meetings and who is not, as the form holds it. */
type Choices = {
  scope: Scope;
  invitedIds: string[];
  optionalIds: string[];
  outIds: string[];
  /** People without an account who are invited. */
  guests: GuestFields[];
  outGuestIds: string[];
  note: string;
};

const lists = ['invitedIds', 'optionalIds', 'outIds', 'guests', 'outGuestIds'] as const;
const copyOf = ({ key: _key, ...guest }: GuestFields) => guest;

/** T11: what was chosen, kept in the tab until it is done: neither a reload nor another look at the form loses a guest. */
export class PeopleChoices {
  choices: Choices;
  /** Whether something was kept from before. */
  readonly isGoingOn: boolean;
  readonly #kept: TabCopy<Choices>;

  /** @param n The meeting that was chosen; none when all are meant. */
  constructor(userId: string, seriesId: string, n: number | undefined) {
    this.#kept = new TabCopy(`neuvo:series-people:${userId}:${seriesId}:${n ?? 'all'}`, (kept) =>
      lists.every((name) => Array.isArray(kept[name])),
    );
    const kept = this.#kept.read();
    this.isGoingOn = kept !== undefined;
    const none: Choices = {
      ...{ scope: n === undefined ? 'all' : 'one', invitedIds: [], optionalIds: [] },
      ...{ outIds: [], guests: [], outGuestIds: [], note: '' },
    };
    const guests = (kept?.guests ?? []).map((guest) => ({ ...newGuest(guest.language), ...copyOf(guest) }));
    this.choices = $state({ ...none, ...kept, guests });
  }

  /** Called with every change; nothing chosen is nothing to keep. */
  changed(): void {
    const { note } = this.choices;
    if (note.trim() === '' && lists.every((name) => this.choices[name].length === 0)) this.forget();
    else this.#kept.write($state.snapshot(this.choices));
  }

  forget(): void {
    this.#kept.forget();
  }
}
