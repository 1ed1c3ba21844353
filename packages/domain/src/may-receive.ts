import { isInChannel } from './interpreting.ts';

/** What a peer is to the media policy. Nothing here identifies a person outside the encounter. */
export type MediaSeat = {
  /** Stable for one person in one encounter, across reconnects and tabs. */
  participantId: string;
  /** Only an admitted person has media at all. */
  admitted: boolean;
  /** The plenary, a side room or a breakout. */
  spaceId: string;
  /** M19: the language that the person listens to, and the one that an interpreter speaks into; the floor without. */
  hears?: string | null;
  speaksTo?: string | null;
  /** M20: the sign languages that an interpreter is here for. */
  signs?: readonly string[];
};

export type MediaPolicy = {
  /** Pairs of participants who must never receive each other, whatever Space they are in. */
  screened: ReadonlyArray<readonly [string, string]>;
};

export const openPolicy: MediaPolicy = { screened: [] };

/** M4: screening is mutual and outranks everything else. */
export function areScreened(a: string, b: string, policy: MediaPolicy): boolean {
  return policy.screened.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
}

/**
 * Decides whether `receiver` may be sent what `sender` produces. The only source of truth for consumers:
 * M1 both admitted, M2 the same Space, M3 never oneself, M4 not screened from each other.
 */
export function mayReceive(receiver: MediaSeat, sender: MediaSeat, policy: MediaPolicy): boolean {
  return (
    receiver.admitted &&
    sender.admitted &&
    receiver.spaceId === sender.spaceId &&
    receiver.participantId !== sender.participantId &&
    !areScreened(receiver.participantId, sender.participantId, policy)
  );
}

/** The same for one source: what an interpreter says goes to those who listen to that language (M19). */
export const mayReceiveFrom = (
  receiver: MediaSeat,
  sender: MediaSeat,
  source: string,
  policy: MediaPolicy,
): boolean =>
  mayReceive(receiver, sender, policy) && (source !== 'microphone' || isInChannel(receiver, sender));
