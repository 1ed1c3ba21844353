export const views = ['to-handle', 'asked', 'waitlist', 'settled'] as const;
export type View = (typeof views)[number];
export type QueueQuery = {
  view: View;
  service: string;
  caseType: string;
  mine: boolean;
  late: boolean;
  q: string;
  page: string;
};

export function readQueueQuery(params: Pick<URLSearchParams, 'get'>): QueueQuery {
  const page = params.get('page') ?? '';
  return {
    view: views.find((each) => each === params.get('view')) ?? 'to-handle',
    service: /^[\w-]{1,64}$/.test(params.get('service') ?? '') ? params.get('service')! : '',
    caseType: /^[\w-]{1,64}$/.test(params.get('caseType') ?? '') ? params.get('caseType')! : '',
    mine: params.get('mine') === '1',
    late: params.get('late') === '1',
    q: (params.get('q') ?? '').trim(),
    page: /^[1-9]\d{0,3}$/.test(page) ? page : '',
  };
}

/** What the server is asked for. */
export function askFor({ view, service, caseType, mine, late, q, page }: QueueQuery): string {
  const params = new URLSearchParams({ view });
  if (service) params.set('service', service);
  if (caseType) params.set('caseType', caseType);
  if (mine) params.set('mine', '1');
  if (late && view === 'to-handle') params.set('late', '1');
  if (q) params.set('q', q);
  if (page) params.set('page', page);
  return `/api/triage?${params}`;
}
