import { parentPort, workerData } from 'node:worker_threads';
import { bounceOf, type Bounce } from '#domain';
import { reportOfMail } from './report-of-mail.ts';

/** Runs in a thread of its own: whatever a mail does here, the server goes on and ends it. */
async function read(mail: Uint8Array): Promise<Bounce | null> {
  try {
    const report = await reportOfMail(mail);
    return report && bounceOf(report);
  } catch {
    return null;
  }
}
parentPort!.postMessage(await read(workerData as Uint8Array));
