import { workInThread } from '../in-thread.ts';
import { reportOfMail } from './report-of-mail.ts';

/** Runs in a thread of its own: whatever a mail does here, the server goes on and ends it. */
await workInThread((mail: Uint8Array) => reportOfMail(mail).catch(() => null));
