import inspector from 'node:inspector/promises';
import fs from 'node:fs';
import { instantOf, minuteMs } from '#domain';
import { newId, schema, services } from '#db';
import { request, startTestApp } from '#support/test-app.ts';
import { nextFreeSlots } from '../../apps/server/src/use-cases/slots.ts';
import { askAtOnce } from './scheduling/clients.ts';
import { firstDay, openRegion, visitsAYear, wideService } from './scheduling/region.ts';
import Sqlite from 'better-sqlite3';
const tally = new Map<string, [number, number]>(); let isOn = false; const commits: number[] = [];
{ const db = new Sqlite(':memory:'); const P = Object.getPrototypeOf(db.prepare('select 1'));
  for (const name of ['run','get','all','iterate'] as const) { const f = P[name]; P[name] = function (...a: any[]) { if (!isOn) return f.apply(this, a); const t = performance.now(); try { return f.apply(this, a); } finally { const d = performance.now() - t; const k = this.source.replace(/\s+/g,' ').slice(0,150); if (k==='COMMIT' && d>0.05) commits.push(+d.toFixed(2)); const e = tally.get(k) ?? [0,0]; e[0]++; e[1]+=d; tally.set(k,e); } }; } }
const region = openRegion(visitsAYear); region.store.close();
const app = await startTestApp({ file: region.file, now: instantOf(firstDay, '07:30') });
app.store.write((tx) => tx.insert(schema.serviceRequester).values({ serviceId: wideService, organisationId: 'org-lehtola' }).run());
let client: any; app.store.read((tx) => { client = (tx as any).$client; });
if (process.env.CKPT) console.log('ckpt', client.pragma('wal_autocheckpoint = ' + process.env.CKPT));
if (process.env.SYNC) console.log('sync', client.pragma('synchronous = ' + process.env.SYNC), client.pragma('synchronous'));
const cookie = await app.cookieOf('aino');
const free = (limit: number) => app.store.read((tx) => nextFreeSlots(tx, services.byId(tx, 'region', wideService)!, app.clock.now + 60 * minuteMs, limit));
const body = (s: any) => ({ draftId: newId(), serviceId: wideService, practitionerId: s.practitionerId, startsAt: s.startsAt, content: request });
const ask = (slots: any[]) => askAtOnce({ port: app.port, cookie, path: '/api/appointments', bodies: slots.map(body) });
const session = new inspector.Session(); session.connect();
await session.post('Profiler.enable'); await session.post('Profiler.setSamplingInterval', { interval: 100 });
for (let i = 0; i < 4; i++) { const [one] = free(1); await ask(Array.from({ length: 200 }, () => one)); await ask(free(100)); }
const all: Record<string, any> = {};
for (const kind of ['one', 'many']) {
  const profiles: any[] = []; const p: number[] = []; const st: Record<string, number> = {};
  for (let i = 0; i < 6; i++) {
    const slots = kind === 'one' ? Array.from({ length: 200 }, ((s) => () => s)(free(1)[0])) : free(100);
    isOn = kind === 'many';
    const r = await ask(slots);
    isOn = false;
    p.push(Math.max(...r.map((x: any) => x.ms)));
    for (const x of r as any[]) st[x.status] = (st[x.status] ?? 0) + 1;
  }
  fs.writeFileSync(`/tmp/prof/${kind}.json`, JSON.stringify(profiles));
  console.log(kind, p.map(Math.round).join(' '), JSON.stringify(st));
}
let total=0; for (const [k,[n,ms]] of [...tally].sort((a,b)=>b[1][1]-a[1][1])) { total+=ms; if (ms/600>0.05) console.log((ms/600*1000).toFixed(1).padStart(7),'us', (n/600).toFixed(2).padStart(6), k); } console.log(commits.length, commits.sort((a,b)=>a-b).join(' ')); console.log('total us a booking', (total/600*1000).toFixed(0)); await app.close(); region.remove();
