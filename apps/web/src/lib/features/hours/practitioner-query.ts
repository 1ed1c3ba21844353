/** The list as the server is asked for it; what the address says wrongly is as if it were not there. */
export function askFor(address: Pick<URLSearchParams, 'get'>): string {
  const page = address.get('page') ?? '';
  const query = new URLSearchParams({ page: /^[1-9]\d{0,3}$/.test(page) ? page : '1' });
  const words = (address.get('q') ?? '').trim();
  if (words) query.set('q', words);
  return `/api/hours?${query}`;
}
