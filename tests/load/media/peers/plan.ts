import { packetsPerS, type LoadShape } from './load-shape.ts';

/** Who is in a load and what they send. */
export type Plan = {
  rooms: number;
  people: number;
  /** How many of a room's people send; all receive what others send. */
  senders: number;
  /** How many of a room's people speak; the other senders' microphones are quiet. */
  speakers: number;
  shape: LoadShape;
  /** Pictures and microphones of people of another load in the room, which all of these receive too. */
  strangers?: number;
};

/** Packets a second that a plan means: sent by all, and arriving where everybody gets the sharpest layer of everybody. */
export function planned({ rooms, people, senders, shape }: Plan): { sent: number; delivered: number } {
  const sound = shape.audio ? packetsPerS(shape.audio) : 0;
  const pictures = shape.video.map(packetsPerS);
  const sent = pictures.reduce((sum, each) => sum + each, sound);
  const pairs = senders * (people - 1);
  return { sent: rooms * senders * sent, delivered: rooms * pairs * (pictures.at(-1)! + sound) };
}

/** The same people, sending this share of the packets. */
export function slowed(plan: Plan, pace: number): Plan {
  const { video, audio } = plan.shape;
  const slow = <T extends { framesPerS: number }>(stream: T): T => ({
    ...stream,
    framesPerS: stream.framesPerS * pace,
  });
  return { ...plan, shape: { video: video.map(slow), ...(audio ? { audio: slow(audio) } : {}) } };
}
