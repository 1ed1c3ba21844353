import { parentPort, workerData } from 'node:worker_threads';
import { reportOfMail } from './report-of-mail.ts';

/** Runs in a thread of its own: whatever a mail does here, the server goes on and ends it. */
const report = await reportOfMail(workerData as Uint8Array).catch(() => null);
parentPort!.postMessage(report);
