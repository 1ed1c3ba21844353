import { m } from '#messages';
import type { Reply } from '#protocol';
import type { Tone } from '#lib/ui/tone.ts';
import type { Proposal } from './proposal.svelte.ts';

type Row = Reply<'listProposals'>['proposals'][number];
type State = Pick<Row, 'status' | 'because'> & {
  /** N8: nothing but that it is there. */
  fellThrough: object | null;
  /** N15. */
  isReady: boolean;
};

/** Where proposed times stand, in a word and its tone. */
export function stateOfProposal({ status, because, fellThrough, isReady }: State): {
  tone: Tone;
  word: string;
} {
  // What was agreed is off: that comes before who has answered, on every page alike.
  if (fellThrough && status !== 'reopened')
    return { tone: 'warning', word: m.proposals_state_fell_through() };
  if (status === 'proposed' && isReady) return { tone: 'success', word: m.proposals_time_ready() };
  switch (status) {
    case 'proposed':
      return { tone: 'info', word: m.proposals_state_proposed() };
    case 'voted':
      return { tone: 'success', word: m.proposals_state_voted() };
    case 'agreed':
      return { tone: 'success', word: m.proposals_state_agreed() };
    case 'reopened':
      return {
        tone: 'warning',
        word:
          because === 'all-gone'
            ? m.proposals_state_gone()
            : because === 'all-passed'
              ? m.proposals_state_passed()
              : m.proposals_state_refused(),
      };
    case 'ended':
      return {
        tone: 'neutral',
        word:
          because === 'visit-cancelled'
            ? m.proposals_state_cancelled()
            : because === 'out-of-date'
              ? m.proposals_state_out_of_date()
              : m.proposals_state_ended(),
      };
  }
}

/** What the convener does next; after an agreed time fell through also when only others' answers are missing. */
export function nextStepOf({ status, fellThrough }: Pick<Proposal, 'status' | 'fellThrough'>): string {
  switch (status) {
    case 'proposed':
      return fellThrough ? m.proposals_say_other_time() : m.proposals_say_proposed();
    case 'voted':
      return fellThrough ? m.proposals_say_other_voted() : m.proposals_say_voted();
    case 'agreed':
      return m.proposals_say_agreed();
    case 'reopened':
      return m.proposals_say_reopened();
    case 'ended':
      return m.proposals_say_ended();
  }
}

/** The same in a word, for a row. */
export function stepOfProposal({ status, isReady }: Pick<Row, 'status' | 'isReady'>): string {
  if (status === 'reopened') return m.proposals_propose_more_one();
  return isReady ? m.proposals_choose_one() : m.proposals_look();
}

export const isOpenProposal = ({ status }: Pick<Row, 'status'>): boolean =>
  status !== 'agreed' && status !== 'ended';

/** N13, N16: why none of the times can be agreed, and what to do then. */
export const standstillText: Record<NonNullable<Proposal['standsStill']>, (proposal: Proposal) => string> = {
  'convener-moved': () => m.error_convener_moved(),
  'service-closed': () => m.proposals_service_closed(),
  'practitioner-gone': ({ practitionerName }) => m.proposals_practitioner_gone({ name: practitionerName }),
};

export const namesOf = (people: Proposal['people']): string => people.map(({ name }) => name).join(', ');
