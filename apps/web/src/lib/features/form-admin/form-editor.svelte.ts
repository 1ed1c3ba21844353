import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';
import type { FormContent, FormField } from '#lib/features/forms/form-text.ts';
import { TabCopy } from '#lib/tab-copy.ts';
// By their files: the package's front door would bring the calendar library to every page.
import { changesOf } from '../../../../../../packages/domain/src/forms/changes.ts';
import { checkForm, mayScore } from '../../../../../../packages/domain/src/forms/form.ts';
import { isPreVisit } from '../../../../../../packages/domain/src/forms/pre-visit.ts';
import { copyOf, fieldOf, move, type FieldKind } from './fields.ts';

/** What was built and not saved, and which revision it was built over. */
type KeptCopy = { content: FormContent; basedOn: number };
type Known = Reply<'readForm'>;

/** Which fields, options and bands there are, in their order: a fault is told by its place among them. */
const placesOf = ({ fields, bands }: FormContent): string =>
  JSON.stringify([
    fields.map((field) => [field.id, field.kind, 'options' in field && field.options.map(({ id }) => id)]),
    bands.length,
  ]);

/** One template on its page: what is built, what of it is saved, what of that is published. */
export class FormEditor {
  content: FormContent | undefined = $state();
  known: Known | undefined = $state.raw();
  loadError: ApiError | undefined = $state.raw();
  /** Why saving or publishing failed. */
  refusal: ApiError | undefined = $state.raw();
  isBusy = $state(false);
  /** Whether the page goes on with what an earlier visit left unsaved. */
  wasRestored = $state(false);
  readonly id: string;
  #savedJson = $state('');
  #revision = 0;
  /** The refusal that is shown, and where things were then. */
  #refused: { refusal: ApiError | undefined; places: string } = { refusal: undefined, places: '' };
  readonly #store: TabCopy<KeptCopy>;

  constructor(userId: string, id: string) {
    this.id = id;
    this.#store = new TabCopy(
      `neuvo:form:${userId}:${id}`,
      ({ content, basedOn }) => typeof basedOn === 'number' && Array.isArray(content?.fields),
    );
  }

  get isDirty(): boolean {
    return this.content !== undefined && JSON.stringify(this.content) !== this.#savedJson;
  }
  get changes() {
    return this.content && this.known ? changesOf(this.known.published, this.content) : [];
  }
  get nextNumber(): number {
    return (this.known?.versions[0]?.number ?? 0) + 1;
  }
  get canScore(): boolean {
    return this.known !== undefined && mayScore(this.known.kind);
  }
  get isGuests(): boolean {
    return this.known !== undefined && isPreVisit(this.known.kind);
  }
  /** Northern Sámi is for what families see. */
  get tongues(): readonly ('fi' | 'sv' | 'en' | 'se')[] {
    return this.isGuests ? ['fi', 'sv', 'en', 'se'] : ['fi', 'sv', 'en'];
  }

  /** @param afresh Without what an earlier visit left unsaved. */
  async load(afresh = false): Promise<void> {
    this.loadError = undefined;
    const result = await api.get<Known>(`/api/managed-forms/${this.id}`);
    if (!result.ok) return void (this.loadError = result.error);
    this.known = result.data;
    const kept = afresh ? undefined : this.#store.read();
    this.#savedJson = JSON.stringify(result.data.content);
    // Over a newer revision it is refused when it is saved (F6), which tells of it then.
    this.#revision = kept?.basedOn ?? result.data.revision;
    this.content = kept?.content ?? result.data.content;
    this.wasRestored = kept !== undefined;
  }

  /** Called with every change: what is unsaved is kept in this tab. */
  keep(): void {
    if (!this.content) return;
    this.#followPlaces(placesOf(this.content));
    if (this.isDirty) this.#store.write({ content: $state.snapshot(this.content), basedOn: this.#revision });
    else this.#store.forget();
  }

  /** Where something was moved, added or removed, a fault would be told of what has its place now. */
  #followPlaces(places: string): void {
    const { refusal } = this;
    if (refusal !== this.#refused.refusal) this.#refused = { refusal, places };
    else if (refusal?.fields && places !== this.#refused.places) this.refusal = undefined;
  }

  add(kind: FieldKind): FormField {
    const field = fieldOf(kind);
    this.content!.fields.push(field);
    return field;
  }
  change(index: number, kind: FieldKind): void {
    const fields = this.content!.fields;
    fields[index] = fieldOf(kind, $state.snapshot(fields[index]) as FormField);
  }
  copy(index: number): FormField {
    const copy = copyOf($state.snapshot(this.content!.fields[index]) as FormField);
    this.content!.fields.splice(index + 1, 0, copy);
    return copy;
  }
  move(from: number, to: number): boolean {
    return move(this.content!.fields, from, to);
  }
  /** Answers what brings it back to where it was. Where the newest draft was taken meanwhile, it may be there already. */
  remove(index: number): () => void {
    const [field] = this.content!.fields.splice(index, 1);
    return () => {
      const { fields } = this.content!;
      if (field && !fields.some(({ id }) => id === field.id)) fields.splice(index, 0, field);
    };
  }

  /** Answers whether the draft was saved; otherwise `refusal` says why not. */
  async save(): Promise<boolean> {
    if (!this.content || this.isBusy) return false;
    const content = $state.snapshot(this.content);
    this.refusal = undefined;
    this.isBusy = true;
    const body = { content, basedOn: this.#revision };
    const result = await api.put<Reply<'changeForm'>>(`/api/managed-forms/${this.id}`, body);
    this.isBusy = false;
    if (!result.ok) {
      this.refusal = result.error;
      return false;
    }
    this.#revision = result.data.revision;
    this.#savedJson = JSON.stringify(content);
    this.wasRestored = false;
    this.keep();
    return true;
  }

  /** Whether what is built can be published; otherwise `refusal` says what is missing where. */
  check(): boolean {
    const checked = checkForm($state.snapshot(this.content!), this.known!.kind);
    const problems = checked.ok ? [] : checked.error;
    const fields = Object.fromEntries(problems.map(({ field, code }) => [field, code]));
    this.refusal = checked.ok ? undefined : { code: 'incomplete', fields };
    return checked.ok;
  }

  /** Answers the version's number; undefined where something kept it. */
  async publish(): Promise<number | undefined> {
    if (this.isDirty && !(await this.save())) return undefined;
    this.isBusy = true;
    const path = `/api/managed-forms/${this.id}/publish`;
    const result = await api.post<Reply<'publishForm'>>(path, { basedOn: this.#revision });
    this.isBusy = false;
    if (!result.ok) {
      this.refusal = result.error;
      return undefined;
    }
    this.refusal = undefined;
    await this.load();
    return result.data.number;
  }

  /** Out of use or back into it; answers what kept it, if anything did. */
  async setArchived(archived: boolean): Promise<ApiError | undefined> {
    this.isBusy = true;
    const path = `/api/managed-forms/${this.id}/archive`;
    const result = await api.post<Reply<'archiveForm'>>(path, { archived });
    this.isBusy = false;
    if (!result.ok) return result.error;
    // A later one has somebody else's changes in it, which are not on this page: saving over them is refused (F6).
    if (result.data.revision === this.#revision + 1) this.#revision = result.data.revision;
    this.known = { ...this.known!, active: !archived };
    this.keep();
    return undefined;
  }

  /** Back to what is saved, and to the newest of it. */
  async discard(): Promise<void> {
    this.#store.forget();
    this.refusal = undefined;
    // The page keeps what it shows until the newest is there.
    await this.load(true);
  }

  forget(): void {
    this.#store.forget();
  }
}
