import { instantOf } from '#domain';
import { schema } from '#db';
import type { Body, Reply } from '#protocol';
import { childService, request, type TestApp, type Who } from './test-app.ts';

type Voter = Body<'proposeTimes'>['voters'][number];
export const foster: Voter = {
  ...{ name: 'Kaisa', channel: 'email', address: 'kaisa@perhe.example' },
  ...{ language: 'fi', role: 'parent', isKey: true },
};
const teacher: Voter = {
  ...foster,
  name: 'Otto',
  address: 'otto@koulu.example',
  role: 'teacher',
  isKey: false,
};

export const code = ({ body }: { body: unknown }) => (body as { error: { code: string } }).error.code;

/** Proposed times in a running server: asking as Aino, and answering by the links that were sent. */
export function votesIn(app: TestApp) {
  let weeks = 0;
  /** Another Monday, on which Elina has her weekly hours from nine to twelve and nobody has anything yet. */
  function newMonday() {
    app.store.write((tx) => {
      tx.delete(schema.claim).run();
      tx.update(schema.participant).set({ seat: 'removed', seatAt: 1 }).run();
    });
    const date = new Date(Date.UTC(2026, 10, 30 + 7 * (weeks++ % 6))).toISOString().slice(0, 10);
    return (time: string) => instantOf(date, time);
  }
  const tokensOf = (address: string) =>
    app
      .outbox()
      .filter((message) => message.recipient === address)
      .flatMap((message) => /\/vote#([\w-]+)/.exec(message.body)?.[1] ?? []);

  let people = 0;
  /** Proposes times as Aino to a foster parent and a teacher of their own; answers how to vote as each. */
  async function propose(startsAts: number[], more: Partial<Body<'proposeTimes'>> = {}, who: Who = 'aino') {
    const number = ++people;
    const voters = [foster, teacher].map((voter) => ({ ...voter, address: `${number}${voter.address}` }));
    const { status, body } = await app.call(who, 'POST', `/api/services/${childService}/proposals`, {
      ...{ practitionerId: 'user-elina', requiredIds: ['user-pekka'], optionalIds: [], startsAts, voters },
      ...more,
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    const { id } = body as { id: string };
    const ofVoter = (index: number) => ({ token: tokensOf(voters[index]!.address)[0]! });
    return { id, mother: ofVoter(0), otto: ofVoter(1), addresses: voters.map(({ address }) => address) };
  }
  const read = async (id: string, who: Who = 'aino') =>
    (await app.call(who, 'GET', `/api/proposals/${id}`)).body as Reply<'readProposal'>;
  const ballotOf = async (voter: { token: string }) =>
    (await app.call(voter, 'GET', '/api/vote')).body as Reply<'readBallot'>;
  async function say(voter: { token: string }, startsAt: number, answer: 'yes' | 'if-need-be' | 'no') {
    const { times } = await ballotOf(voter);
    const timeId = times.find((time) => time.startsAt === startsAt)!.id;
    return app.call(voter, 'PUT', '/api/vote', { answers: [{ timeId, answer }] });
  }
  async function confirm(id: string, startsAt: number, who: Who = 'aino') {
    const draft = (await app.call(who, 'GET', `/api/proposals/${id}/draft`))
      .body as Reply<'readProposalDraft'>;
    const { guests, colleagueIds, requiredIds } = draft.content;
    return app.call(who, 'POST', '/api/appointments', {
      ...{ draftId: draft.draftId, serviceId: childService, practitionerId: 'user-elina', startsAt },
      ...{ proposalId: id, content: { ...request, guests, colleagueIds, requiredIds } },
    });
  }
  const claimed = (startsAt: number) =>
    app.store
      .read((tx) => tx.select().from(schema.claim).all())
      .filter((claim) => claim.startsAt === startsAt && claim.kind === 'booking')
      .map(({ resourceId }) => resourceId)
      .sort();
  return { newMonday, tokensOf, propose, read, ballotOf, say, confirm, claimed };
}
