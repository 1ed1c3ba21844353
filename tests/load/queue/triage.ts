// A queue of ten thousand requests, opened over HTTP.
import { dayMs, hourMs } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { childService, request, startTestApp } from '#support/test-app.ts';
import { atMost, type Row } from '../report.ts';
import { share } from '../scheduling/timing.ts';

/** p95 at the server, in ms: session, rights, the first page, its counts and names. */
export async function triage(quick: boolean): Promise<Row> {
  const [requests, rounds] = quick ? [1000, 20] : [10_000, 200];
  const app = await startTestApp();
  try {
    app.store.write((tx) => {
      tx.update(schema.healthcareService).set({ route: 'triage' }).run();
      serviceHandlers.replace(tx, { id: childService, organisationId: 'org-sairaala' }, ['user-leena']);
    });
    const sent = await app.call('aino', 'POST', '/api/sent-requests', {
      ...{ draftId: newId(), serviceId: childService },
      content: request,
    });
    if (sent.status !== 201) throw new Error(`sending was refused: ${JSON.stringify(sent.body)}`);
    app.store.write((tx) => {
      const [model] = tx.select().from(schema.triageRequest).limit(1).all();
      for (let index = 0; index < requests; index += 1)
        tx.insert(schema.triageRequest)
          .values({
            ...model!,
            ...{
              id: `many-${index}`,
              status: 'submitted',
              appointmentId: null,
              takenBy: null,
              takenUntil: null,
            },
            ...{ wishes: null, reason: null, escalateAt: null, childKey: `Q${index}`, caseId: null },
            promisedAt: app.clock.now + ((index % 40) - 10) * dayMs,
            weight: (index * 7) % 3000,
            submittedAt: app.clock.now - index * hourMs,
            statusAt: app.clock.now,
          })
          .run();
    });
    const took: number[] = [];
    for (let round = 0; round < rounds * 1.1; round += 1) {
      const before = performance.now();
      const { status, body } = await app.call('leena', 'GET', '/api/triage');
      const ms = performance.now() - before;
      const { rows, total } = body as Reply<'readQueue'>;
      if (status !== 200 || rows.length === 0 || total < requests) throw new Error('the queue was not whole');
      // A tenth to warm up.
      if (round >= rounds * 0.1) took.push(ms);
    }
    const p95 = share(
      took.sort((a, b) => a - b),
      0.95,
    );
    return atMost(`a triage queue of ${requests} requests opens, p95`, p95, 'ms', 30);
  } finally {
    await app.close();
  }
}
