import { letterWordNames } from '#messages/letter-words';
import {
  checkLetterText,
  fillLetterText,
  isWrittenIn,
  languages,
  letterChannels,
  ownLetterKinds,
  showWords,
  storeWords,
  type LetterText,
} from '#domain';
import { letterTexts, newId, outbox, type LetterPlace, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { exampleValues, standardText } from '../mail/own-text.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOf } from './log-event.ts';

const log = logOf('letter-text');

/** Z1: every text as it goes out now: the own one, or Neuvo's (or that of the organisation above). */
export function listTexts(deps: Deps, viewer: UserViewer): Reply<'listTexts'> {
  const { organisationId } = viewer;
  return deps.store.read((tx) => {
    const own = new Map(letterTexts.own(tx, organisationId).map((row) => [keyOf(row.text), row] as const));
    const places = languages.flatMap((language) =>
      ownLetterKinds
        .filter((kind) => isWrittenIn(kind, language))
        .flatMap((kind) => letterChannels.map((channel) => ({ kind, channel, language }))),
    );
    return {
      texts: places.map((place) => {
        const known = own.get(keyOf(place));
        const standard = letterTexts.nearest(tx, organisationId, place) ?? standardText(place);
        return {
          ...place,
          ...shown(place, known?.text ?? standard),
          own: known ? { writtenAt: known.text.writtenAt, writtenByName: known.writtenByName } : null,
        };
      }),
      standard: places.map((place) => ({ ...place, ...shown(place, standardText(place)) })),
      organisationName: viewer.account.organisationName,
      testTo: { email: viewer.account.email, sms: viewer.account.phone },
    };
  });
}

/** Z8: a text as it is read and written, its words in its own language. */
function shown({ language }: LetterPlace, { subject, body }: LetterText): LetterText {
  const names = letterWordNames(language);
  return { subject: showWords(subject, names), body: showWords(body, names) };
}

const keyOf = ({ kind, channel, language }: LetterPlace) => `${kind} ${channel} ${language}`;

export function saveText(
  deps: Deps,
  viewer: UserViewer,
  place: LetterPlace,
  { knownAt, ...text }: Body<'saveText'>,
): Reply<'saveText'> {
  const checked = toSend(place, text);
  return deps.store.write((tx) => {
    keepUnchanged(tx, viewer, place, knownAt);
    const writtenAt = deps.now();
    const { organisationId, userId: writtenBy } = viewer;
    letterTexts.save(tx, { organisationId, ...place, ...checked, writtenBy, writtenAt });
    log(tx, deps, viewer, 'change', keyOf(place), organisationId);
    return { writtenAt };
  });
}

/** Back to what is said without own words. */
export function removeText(
  deps: Deps,
  viewer: UserViewer,
  place: LetterPlace,
  { knownAt }: Body<'removeText'>,
): void {
  deps.store.write((tx) => {
    keepUnchanged(tx, viewer, place, knownAt);
    letterTexts.remove(tx, viewer.organisationId, place);
    log(tx, deps, viewer, 'remove', keyOf(place), viewer.organisationId);
  });
}

/** Z4: goes to whoever presses, filled in with an example; nothing in it is anybody's, and its link opens nothing. */
export function testText(deps: Deps, viewer: UserViewer, place: LetterPlace, text: LetterText): void {
  const checked = toSend(place, text);
  const { account, organisationId } = viewer;
  const address = place.channel === 'sms' ? account.phone : account.email;
  if (!address) throw new Refusal('incomplete', { fields: { phone: 'required' } });
  const now = deps.now();
  const values = exampleValues(place.language, account, deps.settings.publicUrl, now);
  const { subject, body } = fillLetterText(checked, values);
  deps.store.write((tx) => {
    outbox.add(tx, {
      ...{ id: newId(), organisationId, appointmentId: null, participantId: null, calendar: null },
      ...{ kind: 'test', channel: place.channel, language: place.language, recipient: address },
      ...{ subject, body, nextAttemptAt: now, createdAt: now },
    });
    log(tx, deps, viewer, 'test', keyOf(place), organisationId);
  });
}

function toSend(place: LetterPlace, text: LetterText): LetterText {
  const { kind, channel, language } = place;
  if (!isWrittenIn(kind, language)) throw new Refusal('not-found');
  const names = letterWordNames(language);
  const stored = { subject: storeWords(text.subject, names), body: storeWords(text.body, names) };
  const checked = checkLetterText(kind, channel, stored);
  if (!checked.ok) throw new Refusal('incomplete', { fields: { ...checked.error } });
  return checked.value;
}

/** Z3: what somebody else has written meanwhile is not written over. */
function keepUnchanged(tx: Tx, viewer: UserViewer, place: LetterPlace, knownAt: number | null): void {
  if (letterTexts.writtenAt(tx, viewer.organisationId, place) !== knownAt) throw new Refusal('text-changed');
}
