import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('smoke', () => {
  it('answers', async () => {
    const r = await app.call('mikko', 'GET', '/api/statistics?from=2026-01&to=2026-11&by=month,service');
    console.log(r.status, JSON.stringify(r.body).slice(0, 1500));
    const c = await app.call('mikko', 'GET', '/api/statistics.csv?from=2026-01&to=2026-11&by=month&language=fi');
    console.log(c.status, c.headers, String(c.body).slice(0, 1500));
    const d = await app.call('mikko', 'PUT', '/api/under-eighteens/org-lehtola/2026', { number: 1200 });
    console.log(d.status, JSON.stringify(d.body));
    expect(r.status).toBe(200);
  });
});
