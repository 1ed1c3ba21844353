import type { ParticipantKind, RosterPerson } from '#protocol';
import { m } from '#messages';
import { languagesWord, languageWords } from '#lib/features/catalogue/language-words.ts';

/** What a person is here: the title that they work under or, without one, what brought them. */
export function roleText(person: {
  kind: ParticipantKind;
  title?: string;
  interprets?: RosterPerson['interprets'];
  speaksTo?: RosterPerson['speaksTo'];
}): string {
  if (person.interprets)
    return person.speaksTo
      ? m.call_role_interprets({ language: languageWords[person.speaksTo]() })
      : m.call_role_interpreter({ languages: languagesWord(person.interprets) });
  if (person.title) return person.title;
  switch (person.kind) {
    case 'host':
      return m.call_role_host();
    case 'requester':
      return m.call_role_requester();
    case 'colleague':
      return m.call_role_colleague();
    case 'guest':
      return m.call_role_guest();
  }
}
