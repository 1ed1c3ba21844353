import { auditTopics, type AuditTopic } from '#domain';
import { isDate } from '#lib/calendar-day.ts';

/** What the log is narrowed to, as the address says. An empty text: not narrowed. */
export type LogQuery = { who: string; topic: AuditTopic | ''; from: string; to: string };

export const dayIn = (text: string | null): string => (isDate(text ?? '') ? text! : '');

/** The log as the address keeps it; what is not known there is as if it were not. */
export function readQuery(params: Pick<URLSearchParams, 'get'>): LogQuery {
  return {
    who: (params.get('who') ?? '').slice(0, 200),
    topic: auditTopics.find((each) => each === params.get('topic')) ?? '',
    from: dayIn(params.get('from')),
    to: dayIn(params.get('to')),
  };
}

export const isNarrowed = (query: LogQuery): boolean => Object.values(query).some((value) => value !== '');

/** The same as the server is asked for it; `before` is where a page goes on. */
export function askFor(query: LogQuery, before?: string): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value.trim() !== '') params.set(key, value.trim());
  if (before !== undefined) params.set('before', before);
  return `/api/audit?${params}`;
}
