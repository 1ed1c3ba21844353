import { flowsFor, signsFor, stepOf, watchStep, type Picture } from '#domain';
import type { PeerConsumer } from './peer-consumer.ts';
import type { Peer } from './peer.ts';

/** M5, M6, M20: lets flow what this peer shows and chose, the most important first. */
export function directPictures(
  peer: Peer,
  speaking: ReadonlySet<string>,
  peers: ReadonlyMap<string, Peer>,
): void {
  const consumers = [...(peer.link?.consumers.values() ?? [])];
  const speaks = (consumer: PeerConsumer) => speaking.has(consumer.fromParticipantId);
  const signs = ({ fromPeerId }: PeerConsumer) => signsFor(peers.get(fromPeerId)?.seat ?? {}, peer.seat);
  const pictures = consumers.flatMap((consumer): Picture[] => {
    const picture = consumer.picture(speaks(consumer), signs(consumer));
    return picture ? [picture] : [];
  });
  const flows = flowsFor(peer.mode, pictures);
  for (const consumer of consumers)
    if (consumer.consumer.kind === 'video')
      consumer.direct(flows.get(consumer.id), speaks(consumer) || signs(consumer));
}

/** M7: looks what gets through, and says whether the peer should be told. `now`: ms of any steady clock. */
export function lookAtStep(peer: Peer, now: number): boolean {
  const shown = [...(peer.link?.consumers.values() ?? [])].flatMap((consumer) => {
    const { carried } = consumer;
    return carried ? [{ carried, participantId: consumer.fromParticipantId }] : [];
  });
  const before = peer.step.told;
  peer.step = watchStep(peer.step, stepOf(shown.map(({ carried }) => carried)), now);
  const { told } = peer.step;
  const without =
    told === 'full' || told === 'reduced'
      ? []
      : shown
          .filter(({ carried: { sent, carried } }) => sent !== null && carried === null)
          .map(({ participantId }) => participantId)
          .sort();
  // While a change is being watched, who is left out may flicker: the list changes with the step, or once it is calm.
  const isCalm = peer.step.now === told;
  const isNews = told !== before || (isCalm && without.join() !== peer.without.join());
  if (isNews) peer.without = without;
  return isNews;
}
