import { m } from '#messages';
import { stateOfProposal, stepOfProposal } from '#lib/features/proposals/words.ts';
import { formatDateTime } from '#lib/ui/format.ts';
import type { Tone } from '#lib/ui/tone.ts';
import type { Waiting } from './waits-for-me.svelte.ts';

type Told = { href: string; line: string; tag?: { tone: Tone; word: string }; action: string };

/** What one is waited for to do, where, and by what word. */
export function toldOf(item: Waiting, now: number): Told {
  switch (item.kind) {
    case 'triage': {
      const { id, requesterName: name, requesterOrganisation: organisation, dueAt } = item;
      return {
        href: `/triage/${id}`,
        line: m.staff_waits_triage({ name, organisation, when: formatDateTime(dueAt) }),
        ...(dueAt < now && { tag: { tone: 'danger', word: m.triage_late() } }),
        action: m.staff_waits_handle(),
      };
    }
    case 'question':
      return {
        href: `/requests/sent/${item.id}`,
        line: m.triage_line_needs_info(),
        action: m.staff_waits_answer(),
      };
    case 'offer': {
      const [when, until] = [formatDateTime(item.startsAt), formatDateTime(item.dueAt)];
      return {
        href: `/requests/sent/${item.id}`,
        line: m.waitlist_sent_line({ when, until }),
        action: m.staff_waits_answer(),
      };
    }
    case 'answer': {
      const { id, requesterName: name, requesterOrganisation: organisation, startsAt } = item;
      return {
        href: `/requests/${id}#answer`,
        line: m.staff_waits_to_answer({ name, organisation, when: formatDateTime(startsAt) }),
        action: m.staff_action_write_answer(),
      };
    }
    case 'proposal':
      return {
        href: `/proposals/${item.id}`,
        line: item.proposal.voters.join(', '),
        tag: stateOfProposal(item.proposal),
        action: stepOfProposal(item.proposal),
      };
  }
}
