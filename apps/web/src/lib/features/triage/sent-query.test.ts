import { describe, expect, it } from 'vitest';
import { pageOfSent, readSentQuery, withoutSent } from './sent-query.ts';
import type { SentRow } from './words.ts';

const now = Date.UTC(2026, 10, 30);
const row = (id: string, more: Partial<SentRow> = {}): SentRow => ({
  ...{ id, serviceId: 's', serviceName: { fi: 'Perheneuvonta', sv: '', en: '' }, status: 'submitted' },
  ...{ statusAt: 0, submittedAt: 0, promisedAt: 5, urgency: 'soon', subject: null, caseType: null },
  ...{ requesterName: 'Aino Lampi', requesterOrganisation: 'Lehtola', isTaken: false, escalatedTo: null },
  ...{ declineReason: null, appointmentId: null, startsAt: null, offer: null },
  ...more,
});
const page = (rows: SentRow[], address = '') =>
  pageOfSent(rows, readSentQuery(new URLSearchParams(address)), now, ({ serviceName }) => serviceName.fi);
const ids = (rows: SentRow[], address = '') => page(rows, address).rows.map(({ id }) => id);

describe('the list of requests without a time', () => {
  const service = { fi: 'Arviointi', sv: '', en: '' };
  const rows = [
    row('new'),
    row('asked', { status: 'needs-info', promisedAt: 9, subject: 'A.B. 2015' }),
    row('old', { status: 'declined', promisedAt: 1, serviceName: service, requesterName: 'Satu Heikkilä' }),
  ];
  it('[Y12] begins with what waits for an answer of one’s own', () =>
    expect(ids(rows)).toEqual(['asked', 'new', 'old']));
  it.each([
    ['sentSort=promised', ['old', 'new', 'asked']],
    ['sentSort=service', ['old', 'new', 'asked']],
    ['sentState=declined', ['old']],
    ['sentQ=a.b.', ['asked']],
    ['sentQ=satu+arvi', ['old']],
    ['sentQ=satu+perhe', []],
    ['sentState=x&sentSort=x&page=0', ['asked', 'new', 'old']],
  ])('shows of ?%s %j', (address, shown) => expect(ids(rows, address)).toEqual(shown));
  it('goes by pages, and past the end is the last', () => {
    const many = Array.from({ length: 17 }, (_, n) => row(String(n)));
    expect(page(many, 'page=2')).toMatchObject({ page: 2, pages: 3, total: 17 });
    expect(ids(many, 'page=9')).toEqual(['16']);
  });
  it('is cleared without what narrows the visits below it', () => {
    const address = new URLSearchParams('view=past&q=x&sentQ=y&sentState=declined&sentSort=service&page=2');
    expect(withoutSent(address)).toBe('?view=past&q=x');
  });
});
