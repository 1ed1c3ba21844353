// Longer than others: what a call shows, and what is pressed in it, decide about each other.
import { untrack } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import type { MediaMode } from '#domain';
import type { ChatLine, RosterPerson, WaitingPerson } from '#protocol';
import { m } from '#messages';
import { errorText } from '#lib/api.ts';
import type { RealtimeResult } from '#lib/realtime.svelte.ts';
import { toast } from '#lib/ui/toasts.svelte.ts';
import { Admissions, type Press } from './admissions.svelte.ts';
import type { DeviceKind } from './capture.ts';
import { ChatDraft } from './chat-draft.svelte.ts';
import type { Language } from './device-memory.ts';
// By its file: the package's front door would bring the calendar library to the call.
import { isSignLanguage } from '../../../../../../packages/domain/src/interpreting.ts';
import type { RemoteMedia } from './media/media-session.ts';
import { handsFirst, handsUp } from './stage/hands.ts';
import { isSharedAfter, shownScreen } from './stage/shown-screen.ts';
import { broughtToFront, emptyRow, nextRow, onPage, pageCount, placesFor } from './stage/who-is-shown.ts';
import type { Visit } from './visit.svelte.ts';

/** How often a speaker who is not in front is tried to be brought there; whoever is there may stay for some seconds. */
const triedAgainMs = 500;

/** M20: sign-language interpreters work in pairs; with more, each is too small to read. */
const mostSigning = 2;

type Person = { participantId: string };

export type Question =
  { about: 'remove'; person: Person & { name: string } } | { about: 'leave' } | { about: 'end' };

/** One tile of the call: a person, what we are sent of them, and why there is no picture where there could be one. */
export type Seen = {
  person: RosterPerson;
  camera: RemoteMedia | undefined;
  isSpeaking: boolean;
  without: 'network' | 'choice' | undefined;
};

/** What one looks at in the call: which panel is open, what is new, whose screen is shown. Decides nothing about the visit. */
export class CallView {
  /** `people`, `chat`, `more` or the id of a panel of the page around. */
  panel: string | undefined = $state();
  dialog: 'devices' | 'shortcuts' | undefined = $state();
  question: Question | undefined = $state.raw();
  /** Of whom a host is asked from whom they are kept apart (M16); by their id. */
  keepingApart: string | undefined = $state();
  /** Of whom a host is asked between which languages they interpret (M18); by their id. */
  interpreter: string | undefined = $state();
  readonly draft = new ChatDraft();
  ownHidden = $state(false);
  /** The own picture is put away, or the stage has no room for it. */
  lacksOwn = $state(false);
  /** The stage in CSS pixels, and the page of it that is looked at, from 0 up. */
  stage = $state.raw({ width: 0, height: 0 });
  /** How much larger the person has made text than it is by itself. */
  textScale = $state(1);
  page = $state(0);
  #row = $state.raw(emptyRow);
  readonly visit: Visit;
  /** The lines of the chat that were there when it was last looked at; some may go again (M17). */
  #read: readonly ChatLine[] = $state.raw([]);
  /** Who is waiting and need not be shown at the top of the stage any more. */
  readonly #putAside = new SvelteSet<string>();
  readonly admissions = new Admissions();

  constructor(visit: Visit) {
    this.visit = visit;
    this.#read = visit.chat;
  }

  /** The line to the server is down, or picture and sound are, and it is being mended. */
  get isCut(): boolean {
    return this.visit.status !== 'connected' || this.visit.media.problems.has('cut');
  }
  get others(): RosterPerson[] {
    const own = this.visit.whereabouts?.participantId;
    return this.visit.roster.filter(({ participantId }) => participantId !== own);
  }
  /** Who is in, for a host: between which languages each interprets. */
  get interpretingPeople(): { id: string; name: string; interprets: Language[] }[] {
    return this.others.map(({ participantId: id, name, interprets = [] }) => ({ id, name, interprets }));
  }
  /** Who waits and who is in, for a host: from whom each is kept apart. */
  get apartPeople(): { id: string; name: string; apartFrom: readonly string[] }[] {
    return [...this.visit.waiting, ...this.others].map(({ participantId: id, name, apartFrom = [] }) => ({
      ...{ id, name, apartFrom },
    }));
  }
  /** Everybody else, in the order of the roster. */
  readonly seen: Seen[] = $derived.by(() => {
    const { media, link, devices, speakers } = this.visit;
    const cameras = [...media.remote.values()].filter(({ source }) => source === 'camera');
    const isSoundOnly = devices.settings.mode === 'sound-only';
    return this.others.map((person): Seen => {
      const { participantId: id } = person;
      const without = isSoundOnly ? 'choice' : link.isWithout(id) ? 'network' : undefined;
      const isSpeaking = !person.muted && speakers.includes(id);
      const camera = cameras.find(({ participantId }) => participantId === id);
      return { person, camera, isSpeaking, without };
    });
  });
  /**
   * M20: the interpreters of the sign language that this person watches: they are kept large, and have no place among the
   * others. Of several those whose cameras are on, since they take turns; where they are all that there is to see, none.
   */
  readonly signing: Seen[] = $derived.by(() => {
    const { hears } = this.visit.language;
    const all = this.seen.filter(({ person }) => isSignFor(person, hears));
    const pictured = all.filter(({ camera }) => camera);
    const kept = pictured.length > 0 ? pictured.slice(0, mostSigning) : all.slice(0, 1);
    return kept.length === this.seen.length && !this.share ? [] : kept;
  });
  /** Whose picture must not be cropped: hands are at its edges. */
  isSigner(person: RosterPerson): boolean {
    return isSignFor(person, this.visit.language.hears);
  }
  /** Those who are on this page of the stage besides, in the order of their tiles. */
  readonly shown: Seen[] = $derived.by(() => {
    const ids = onPage(this.#row, this.places, this.page);
    return ids.flatMap((id) => this.seen.find(({ person }) => person.participantId === id) ?? []);
  });
  /** Whose hands are up, in their order; one's own counts with them. */
  readonly hands: string[] = $derived.by(() => handsUp(this.visit.roster));
  readonly unshown: Seen[] = $derived(
    handsFirst(allBut(allBut(this.seen, this.shown), this.signing), this.hands),
  );
  get places(): number {
    const { mode } = this.visit.devices.settings;
    return placesFor(this.stage, mode, this.share !== undefined, this.textScale, this.signing.length);
  }
  get pages(): number {
    return pageCount(this.#row.order.length, this.places);
  }

  /**
   * After everything that may change who is shown: somebody came, went or speaks, the stage is larger or smaller. Gives what
   * ends the wait of a speaker for whom nobody could give way yet.
   */
  settleRow(): (() => void) | undefined {
    const seen = allBut(this.seen, this.signing);
    const present = seen.map(({ person }) => person.participantId);
    const speaking = seen.filter(({ isSpeaking }) => isSpeaking).map(({ person }) => person.participantId);
    const { places } = this;
    const settle = () => {
      this.#row = nextRow(this.#row, { present, speaking, places }, performance.now());
      this.page = Math.min(this.page, this.pages - 1);
    };
    untrack(settle);
    if (!untrack(() => speaking.some((id) => this.#row.order.indexOf(id) >= places))) return undefined;
    const timer = setInterval(settle, triedAgainMs);
    return () => clearInterval(timer);
  }
  turnPage = (by: number): void => {
    this.page = Math.max(0, Math.min(this.pages - 1, this.page + by));
  };
  bringToFront(participantId: string): void {
    this.#row = broughtToFront(this.#row, participantId, this.places, performance.now());
    this.page = 0;
  }

  /** M19: the languages into which others interpret. */
  get channels(): Language[] {
    const all = this.others.flatMap(({ interprets = [] }) => interprets);
    return all.filter((language, index) => all.indexOf(language) === index);
  }
  /** Whether somebody interprets now into the language that this person listens to, or watches. */
  get isInterpreted(): boolean {
    return this.#interpreters.length > 0 || this.isSigned;
  }
  get isSigned(): boolean {
    const { hears } = this.visit.language;
    return this.seen.some(({ person, camera }) => camera && isSignFor(person, hears));
  }
  get #interpreters(): string[] {
    const { hears } = this.visit.language;
    if (hears === null) return [];
    return this.others.flatMap(({ participantId, speaksTo, muted }) =>
      speaksTo === hears && !muted ? participantId : [],
    );
  }
  /** M19: what was said goes on quietly under the interpreter's voice, and so does what a shared screen plays. */
  isQuiet({ participantId, source }: RemoteMedia): boolean {
    const interpreters = this.#interpreters;
    const isVoice = source === 'microphone' && interpreters.includes(participantId);
    return interpreters.length > 0 && !isVoice;
  }

  get sounds(): RemoteMedia[] {
    return [...this.visit.media.remote.values()].filter(({ track }) => track.kind === 'audio');
  }
  /** M24: of the screens of the others the one whose sharing began last, and who shares it. */
  get share(): (RemoteMedia & { name: string }) | undefined {
    const screens = [...this.visit.media.remote.values()].filter(({ source }) => source === 'screen');
    const screen = shownScreen(screens);
    const sharer = this.others.find(({ participantId }) => participantId === screen?.participantId);
    return screen && sharer && { ...screen, name: sharer.name };
  }

  /** Who shares a screen since this person began to: the others see that one. */
  get coveredBy(): string | undefined {
    const { screen, media, whereabouts } = this.visit;
    const { sharedSince } = media;
    if (!screen.isOn || sharedSince === undefined || !this.share) return undefined;
    const own = { participantId: whereabouts?.participantId ?? '', sharedSince };
    return isSharedAfter(this.share, own) ? this.share.name : undefined;
  }

  /** What whoever shares a screen is told of what the others see. */
  get ownShareText(): string {
    const { coveredBy, visit } = this;
    if (coveredBy) return m.call_share_covered({ name: coveredBy });
    const waits = visit.status !== 'connected' && visit.media.sharedSince === undefined;
    return waits ? m.call_share_waits() : m.call_you_share();
  }

  /** Pictures that are here and on no place of the stage now: of people on another page, and screens that another one covers. */
  get unshownPictures(): RemoteMedia[] {
    const { share } = this;
    const covered = [...this.visit.media.remote.values()].filter(
      ({ source, consumerId }) => source === 'screen' && share && consumerId !== share.consumerId,
    );
    return [...this.unshown.flatMap(({ camera }) => camera ?? []), ...covered];
  }

  /** What this person has said. */
  get own(): ChatLine[] {
    const own = this.visit.whereabouts?.participantId;
    return this.visit.chat.filter(({ participantId }) => participantId === own);
  }
  get unread(): number {
    const own = this.visit.whereabouts?.participantId;
    if (this.panel === 'chat') return 0;
    const isRead = (id: string) => this.#read.some((line) => line.id === id);
    return this.visit.chat.filter(({ id, participantId }) => participantId !== own && !isRead(id)).length;
  }
  /** People at the door who have not been noticed yet. */
  get knocking(): WaitingPerson[] {
    if (this.panel === 'people') return [];
    return this.visit.waiting.filter((person) => !this.#putAside.has(knockOf(person)));
  }
  putAside(): void {
    for (const person of this.visit.waiting) this.#putAside.add(knockOf(person));
  }

  show(panel: string | undefined): void {
    if (this.panel === 'chat' || panel === 'chat') this.#read = this.visit.chat;
    this.panel = panel;
  }
  toggle(panel: string): void {
    this.show(this.panel === panel ? undefined : panel);
  }

  /** Asks the server and tells when it refuses. `isDone`: by what the page sees, where only the answer was lost: to try again would undo it, or do it twice. */
  async ask(asking: Promise<RealtimeResult<object>>, isDone = () => false): Promise<boolean> {
    const result = await asking;
    if (result.ok || (result.error.code === 'timeout' && isDone())) return true;
    toast(errorText(result.error), { tone: 'danger' });
    return false;
  }
  admit = (person: WaitingPerson, press: Press): Promise<void> =>
    this.admissions.press(person.participantId, press, () =>
      this.ask(this.visit.admit(person.participantId), () => !isAmong(this.visit.waiting, person)),
    );
  putBack = (person: Person) =>
    this.ask(this.visit.putBack(person.participantId), () => !isAmong(this.visit.roster, person));
  toggleHand = () => {
    const up = !this.visit.handUp;
    return this.ask(this.visit.setHand(up), () => this.visit.handUp === up);
  };
  say = (text: string) => {
    const before = this.visit.chat.map(({ id }) => id);
    return this.ask(this.visit.say(text), () =>
      this.own.some((line) => line.text === text && !before.includes(line.id)),
    );
  };
  toggleMicrophone = async () => {
    const turnOn = !this.visit.microphoneLive;
    await this.visit.setMuted(!turnOn);
    if (turnOn) this.#explain('microphone');
  };
  toggleCamera = async () => {
    const turnOn = !this.visit.devices.cameraOn;
    await this.visit.setCamera(turnOn);
    if (turnOn) this.#explain('camera');
  };
  toggleSharing = async () => {
    const { screen } = this.visit;
    if (screen.isOn) return screen.stop();
    if (!(await screen.start())) toast(m.call_share_failed(), { tone: 'warning' });
  };
  setMode = async (mode: MediaMode) => {
    const rested = this.visit.devices.settings.mode === 'sound-only';
    await this.visit.setMode(mode);
    // The camera comes back with the pictures, if it is still there.
    if (rested) this.#explain('camera');
  };
  /** A device that would not start is explained where one can do something about it. */
  #explain(kind: DeviceKind): void {
    if (this.visit.devices.problems.has(kind)) this.dialog = 'devices';
  }

  async answer(question: Question): Promise<void> {
    this.question = undefined;
    if (question.about === 'remove') {
      const { person } = question;
      const isOut = () => ![this.visit.waiting, this.visit.roster].some((people) => isAmong(people, person));
      await this.ask(this.visit.remove(person.participantId), isOut);
    } else if (question.about === 'end') await this.ask(this.visit.end(), () => !this.visit.joined);
    else await this.visit.leave();
  }

  async toggleFullScreen(): Promise<void> {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch {
      toast(m.call_no_full_screen(), { tone: 'warning' });
    }
  }
  /** The call is over: what follows is a page like others. */
  leaveFullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  }
}

const allBut = (all: readonly Seen[], some: readonly Seen[]): Seen[] => {
  const ids = some.map(({ person }) => person.participantId);
  return all.filter(({ person }) => !ids.includes(person.participantId));
};

const isAmong = (people: readonly Person[], { participantId }: Person): boolean =>
  people.some((each) => each.participantId === participantId);

/** M20: whether this person signs what is said for somebody who follows that language. */
const isSignFor = ({ interprets = [] }: RosterPerson, hears: Language | null): boolean =>
  hears !== null && isSignLanguage(hears) && interprets.includes(hears);

/** The same person who comes back later knocks anew. */
const knockOf = ({ participantId, since }: WaitingPerson): string => `${participantId} ${since}`;
