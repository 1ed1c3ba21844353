import { m } from '#messages';
import { letterWordNames } from '#messages/letter-words';
import { api, fieldTexts, type ApiError } from '#lib/api.ts';
import { TabCopy } from '#lib/tab-copy.ts';
import { pathOf, type Place, type Text, type Texts } from './text-names.ts';
// By its file: the package's front door would bring the calendar library to every page.
import {
  checkLetterText,
  storeWords,
  subjectWords,
  wordsFor,
  wordsIn,
  type WordNames,
} from '../../../../../../packages/domain/src/letter-text.ts';

/** What was typed and not saved, and over which version. */
type KeptCopy = { subject: string; body: string; knownAt: number | null };

/** One text while it is written: what was loaded, what stands in the fields, and what is wrong with it. */
export class TextEditor {
  readonly #place: Place;
  list: Texts | undefined = $state.raw();
  loadError: ApiError | undefined = $state.raw();
  refusal: ApiError | undefined = $state.raw();
  subject = $state('');
  body = $state('');
  isBusy = $state(false);
  /** Whether the page goes on with what an earlier visit left unsaved. */
  wasRestored = $state(false);
  #known: Text | undefined = $state.raw();
  /** When what the person began with was written: null for what is not in own words. */
  #knownAt: number | null = null;
  readonly #store: TabCopy<KeptCopy>;

  constructor(userId: string, place: Place) {
    this.#place = place;
    this.#store = new TabCopy(
      `neuvo:text:${userId}:${pathOf(place)}`,
      ({ subject, body }) => typeof subject === 'string' && typeof body === 'string',
    );
  }
  get isOwn(): boolean {
    return this.#known?.own != null;
  }
  get isDirty(): boolean {
    const known = this.#known;
    return known !== undefined && (known.subject !== this.subject || known.body !== this.body);
  }
  /** What the words in braces are called in the language of the text (Z8). */
  get names(): WordNames {
    return letterWordNames(this.#place.language);
  }
  /** The text as it is kept, whatever language its words are in. */
  get stored(): { subject: string; body: string } {
    return { subject: storeWords(this.subject, this.names), body: storeWords(this.body, this.names) };
  }
  /** What is wrong, by field; of a word that can't be filled in, which it is and what can. */
  get errors(): Record<string, string> {
    const fields = this.refusal?.fields;
    if (!fields) return {};
    const said = fieldTexts(this.refusal!);
    for (const field of ['subject', 'body'] as const)
      if (fields[field] === 'unknown-word') said[field] = this.#unknownWord(field);
    return said;
  }
  #unknownWord(field: 'subject' | 'body'): string {
    const { kind } = this.#place;
    const allowed = field === 'subject' ? subjectWords(kind) : wordsFor(kind);
    const known: readonly string[] = allowed;
    const typed = wordsIn(this[field]).find(
      (word) => !wordsIn(storeWords(`{${word}}`, this.names)).every((each) => known.includes(each)),
    );
    return m.texts_unknown_word({
      word: `{${typed ?? ''}}`,
      words: allowed.map((word) => `{${this.names[word]}}`).join(', '),
    });
  }
  get testTo(): string | null {
    return this.list?.testTo[this.#place.channel] ?? null;
  }

  /** @param saved What was just saved: what has been typed since then stays. */
  async load(saved?: { subject: string; body: string }): Promise<void> {
    const result = await api.get<Texts>('/api/letter-texts');
    this.loadError = result.ok ? undefined : result.error;
    if (!result.ok) return;
    this.list = result.data;
    const { kind, channel, language } = this.#place;
    this.#known = result.data.texts.find(
      (text) => text.kind === kind && text.channel === channel && text.language === language,
    );
    if (!this.#known) {
      this.loadError = { code: 'not-found' };
      return;
    }
    const { subject, body } = this;
    const typed = saved && (subject !== saved.subject || body !== saved.body) ? { subject, body } : undefined;
    const kept = saved ? undefined : this.#store.read();
    this.wasRestored = kept !== undefined;
    // Over a newer version it is refused when it is saved (Z3), which tells of it then.
    this.#knownAt = kept ? kept.knownAt : (this.#known.own?.writtenAt ?? null);
    ({ subject: this.subject, body: this.body } = typed ?? kept ?? this.#known);
    this.refusal = undefined;
  }

  /** Called with every change: what is unsaved is kept in this tab. */
  keep(): void {
    if (!this.#known) return;
    if (this.isDirty) this.#store.write({ subject: this.subject, body: this.body, knownAt: this.#knownAt });
    else this.#store.forget();
  }
  /** Back to what is saved. */
  discard(): Promise<void> {
    this.#store.forget();
    return this.load();
  }

  /** What can be told without asking the server; it decides in the same way. */
  #isWell(): boolean {
    const { kind, channel } = this.#place;
    const checked = checkLetterText(kind, channel, this.stored);
    this.refusal = checked.ok ? undefined : { code: 'incomplete', fields: { ...checked.error } };
    return checked.ok;
  }

  save = () =>
    this.#isWell()
      ? this.#run(async (path) => {
          const text = { subject: this.subject, body: this.body };
          const result = await api.put(path, { ...text, knownAt: this.#knownAt });
          if (!result.ok) return result;
          this.#store.forget();
          await this.load(text);
          return result;
        })
      : Promise.resolve(false);

  remove = () =>
    this.#run(async (path) => {
      const result = await api.post(`${path}/remove`, { knownAt: this.#knownAt });
      if (result.ok) await this.discard();
      return result;
    });

  test = () =>
    this.#isWell()
      ? this.#run((path) => api.post(`${path}/test`, { subject: this.subject, body: this.body }))
      : Promise.resolve(false);

  async #run(
    work: (path: string) => Promise<{ ok: true } | { ok: false; error: ApiError }>,
  ): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    const result = await work(pathOf(this.#place));
    this.isBusy = false;
    this.refusal = result.ok ? undefined : result.error;
    return result.ok;
  }
}
