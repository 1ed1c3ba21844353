import type { ParticipantKind } from '#protocol';
import { m } from '#messages';

/** What a person is here: the title that they work under or, without one, what brought them. */
export function roleText(person: { kind: ParticipantKind; title?: string }): string {
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
