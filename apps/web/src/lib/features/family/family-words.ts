import { m } from '#messages';

type Names = { hostName: string; inviterName: string };

/** Where a family has booked itself, the person whom it meets is its contact too, and no worker stands between them. */
const isOne = ({ hostName, inviterName }: Names): boolean => hostName === inviterName;

/** What follows a visit: who tells the family how to go on. */
export const whatComesNext = (visit: Names): string =>
  isOne(visit)
    ? m.family_thanks_next_host({ host: visit.hostName })
    : m.family_thanks_next({ host: visit.hostName, inviter: visit.inviterName });

/** Who reads what a guest answers before a visit (F13). */
export const whoReads = (visit: Names): string =>
  isOne(visit)
    ? m.family_form_who_reads_host({ host: visit.hostName })
    : m.family_form_who_reads({ host: visit.hostName, inviter: visit.inviterName });
