import type { Reply } from '#protocol';
import { m } from '#messages';
import { formatMonth } from '#lib/features/booking/month-word.ts';
import { localText } from '#lib/features/catalogue/local-text.ts';
import { channelNames, kindNames, languageNames } from '#lib/features/text-admin/text-names.ts';
import { formatDate, formatDateTime } from '#lib/ui/format.ts';

type Event = Reply<'listAudit'>['events'][number];

/** What is of a day rather than of a time on it. */
const ofDay = new Set<Event['entity']>(['request', 'proposal', 'series', 'exception', 'duty-call-back']);
/** What is a list: which one its kind says, and there is no more to name. */
const lists = new Set<Event['entity']>([
  'appointments',
  'arrivals',
  'calendar',
  'cases',
  'requests',
  'triage',
]);

/** Of what the id itself says: which letter, `KIND CHANNEL LANGUAGE`, and figures of which months, `FROM–TO DIVISIONS`. */
function wordsOfId({ entity, entityId }: Event): string | undefined {
  const parts = entityId.split(' ');
  if (entity === 'statistics') return parts[0]!.split('–').map(formatMonth).join('–');
  if (entity !== 'letter-text') return undefined;
  const [kind, channel, language] = parts;
  const names = [
    kindNames[kind as keyof typeof kindNames],
    channelNames[channel as keyof typeof channelNames],
    languageNames[language as keyof typeof languageNames],
  ];
  return names.every(Boolean) ? names.map((name) => name()).join(', ') : undefined;
}

/** R8: what an event is about, in words: `Lasten konsultaatio, ti 1.12. klo 9.00`. Undefined where only the id is left. */
export function targetWords(event: Event): string | undefined {
  const { action, entity, entityId, target } = event;
  if (!target) return wordsOfId(event) ?? (lists.has(entity) || action === 'list' ? '' : undefined);
  const name = target.name && localText(target.name);
  const when = target.at !== null && (ofDay.has(entity) ? formatDate(target.at) : formatDateTime(target.at));
  const number =
    target.number !== null &&
    (entity === 'duty-place' ? m.booking_log_number({ number: target.number }) : String(target.number));
  return [name, when, number].filter(Boolean).join(', ') || entityId;
}
