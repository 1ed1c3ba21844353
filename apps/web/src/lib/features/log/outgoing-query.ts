import type { OutgoingKind } from '#domain';
import { dayIn } from './log-query.ts';
// By its file: the package's front door would bring the calendar library to every page.
import { outgoingKinds } from '../../../../../../packages/domain/src/outgoing-kinds.ts';

export { outgoingKinds };

export const statuses = ['failed', 'returned', 'waiting', 'sent'] as const;
export const channels = ['email', 'sms'] as const;
/** What the outgoing messages are narrowed to, as the address says. An empty text: not narrowed. */
export type OutgoingQuery = {
  status: (typeof statuses)[number] | '';
  channel: (typeof channels)[number] | '';
  kind: OutgoingKind | '';
  from: string;
  to: string;
};

/** The list as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): OutgoingQuery {
  return {
    status: statuses.find((each) => each === params.get('status')) ?? '',
    channel: channels.find((each) => each === params.get('channel')) ?? '',
    kind: outgoingKinds.find((each) => each === params.get('kind')) ?? '',
    from: dayIn(params.get('from')),
    to: dayIn(params.get('to')),
  };
}

export const isNarrowed = (query: OutgoingQuery): boolean =>
  Object.values(query).some((value) => value !== '');

/** The same as the server is asked for it; `after` is where a page goes on. */
export function askFor(query: OutgoingQuery, after?: string): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== '') params.set(key, value);
  if (after !== undefined) params.set('after', after);
  return params.size === 0 ? '/api/outbox' : `/api/outbox?${params}`;
}
