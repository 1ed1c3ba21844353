/**
 * Why something of the media was closed: one closed list, so that a log line or a metric can be counted
 * by reason and nothing closes "just so". CLOSURES.md says who closes whom.
 */
export const closeReasons = [
  'left', // the person hung up
  'put-back', // the host sent the person back to the waiting room
  'removed', // the host removed the person
  'connection-lost', // the grace time after a dropped socket ran out
  'taken-over', // the same person joined from another tab or device
  'ended', // the encounter is over
  'join-failed', // the transports could not be made
  'rebuild-failed', // a worker died and this peer's transports could not be made again
  'server-stopping',
] as const;

export type CloseReason = (typeof closeReasons)[number];

/** What `addPeer` and `openRoom` reject with when the thing they were making was closed meanwhile. */
export class MediaClosed extends Error {
  readonly reason: CloseReason;

  constructor(what: string, reason: CloseReason) {
    super(`${what} was closed: ${reason}`);
    this.name = 'MediaClosed';
    this.reason = reason;
  }
}
