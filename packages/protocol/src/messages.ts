import { Type, type Static, type TSchema } from 'typebox';
import { At, Id, LocalText, ShortText, nullable, oneOf, participantKinds, strict } from './schemas.ts';

/** Raised when an old page can't talk to a new server any more; the page then asks for a reload. */
export const protocolVersion = 1;

/**
 * A socket's state, and by it what it may ask (rule 3 of the architecture):
 * `connected` knows who it is and is in no visit; `early` has opened a visit that does not take people yet;
 * `waiting` is in the waiting room; `joined` is admitted and has media. Whoever leaves a visit is `connected` again.
 */
export const peerStates = ['connected', 'early', 'waiting', 'joined'] as const;
export type PeerState = (typeof peerStates)[number];

const Nothing = strict({});
/** mediasoup's own structures. Their inside is checked by mediasoup; here only that they are objects of bounded size. */
const Blob = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 32 });
const Source = oneOf(['microphone', 'camera', 'screen', 'screen-audio']);

const TransportOptions = Type.Unsafe<{
  id: string;
  iceParameters: object;
  iceCandidates: object[];
  dtlsParameters: object;
}>(Type.Object({ id: Id }));

export const PeerMedia = strict({
  routerRtpCapabilities: Type.Unsafe<object>(Type.Object({})),
  send: TransportOptions,
  recv: TransportOptions,
});
export type PeerMedia = Static<typeof PeerMedia>;

export const RosterPerson = strict({
  participantId: Id,
  kind: oneOf(participantKinds),
  name: ShortText,
  title: ShortText,
  /** `reconnecting`: the socket is gone and the grace time runs; the tile stays. */
  presence: oneOf(['online', 'reconnecting']),
  handUpSince: nullable(At),
  muted: Type.Boolean(),
});
export type RosterPerson = Static<typeof RosterPerson>;

export const WaitingPerson = strict({
  participantId: Id,
  kind: oneOf(participantKinds),
  name: ShortText,
  since: At,
  online: Type.Boolean(),
});
export type WaitingPerson = Static<typeof WaitingPerson>;

export const ChatLine = strict({
  id: Id,
  participantId: Id,
  name: ShortText,
  at: At,
  text: Type.String({ maxLength: 2000 }),
});
export type ChatLine = Static<typeof ChatLine>;

const VisitFacts = {
  appointmentId: Id,
  participantId: Id,
  youAreHost: Type.Boolean(),
  serviceName: LocalText,
  hostName: ShortText,
  startsAt: At,
  endsAt: At,
  serverNow: At,
};

/** Where this person now is. Sent whenever it changes; the page shows exactly this. */
export const Whereabouts = Type.Union([
  strict({ ...VisitFacts, state: Type.Literal('early'), opensAt: At }),
  strict({
    ...VisitFacts,
    state: Type.Literal('waiting'),
    place: Type.Integer({ minimum: 1 }),
    of: Type.Integer({ minimum: 1 }),
    since: At,
    hostIsHere: Type.Boolean(),
    /** True when the host has just put one back, so that the page can say so kindly. */
    putBack: Type.Boolean(),
  }),
  strict({
    ...VisitFacts,
    state: Type.Literal('joined'),
    /** Null only while the media server is being brought back; `media:rebuilt` follows. */
    media: nullable(PeerMedia),
    /** True when the same tab came back within the grace time: transports and producers are still there. */
    resumed: Type.Boolean(),
    roster: Type.Array(RosterPerson),
    chat: Type.Array(ChatLine),
    /** The consumers that exist for this peer, so that a returning page can drop what is gone. */
    consumerIds: Type.Array(Id),
  }),
  strict({
    ...VisitFacts,
    state: Type.Literal('closed'),
    reason: oneOf(['over', 'cancelled', 'missed', 'removed', 'left', 'taken-over', 'signed-out']),
  }),
]);
export type Whereabouts = Static<typeof Whereabouts>;

type Request = { from: readonly PeerState[]; hostOnly?: true; data: TSchema; reply: TSchema };

/** What a client may ask. Adding a name here makes the server fail to compile until it has a handler. */
export const requests = {
  'slots:watch': { from: ['connected'], data: strict({ serviceId: Id }), reply: Nothing },
  'slots:unwatch': { from: ['connected'], data: Nothing, reply: Nothing },
  'my-day:watch': { from: ['connected'], data: Nothing, reply: Nothing },

  /**
   * Opens the visit: a guest's link says which, an account names the appointment. `tabId` is random per tab: the same
   * tab coming back resumes, another tab takes over. Asking again is harmless.
   */
  'visit:enter': {
    from: ['connected', 'early', 'waiting', 'joined'],
    data: strict({ appointmentId: nullable(Id), tabId: Id, version: Type.Integer() }),
    reply: Whereabouts,
  },
  'visit:leave': { from: ['early', 'waiting', 'joined'], data: Nothing, reply: Nothing },
  'visit:end': { from: ['joined'], hostOnly: true, data: Nothing, reply: Nothing },

  'waiting-room:admit': {
    from: ['joined'],
    hostOnly: true,
    data: strict({ participantId: Id }),
    reply: Nothing,
  },
  'waiting-room:put-back': {
    from: ['joined'],
    hostOnly: true,
    data: strict({ participantId: Id }),
    reply: Nothing,
  },
  'participant:remove': {
    from: ['joined'],
    hostOnly: true,
    data: strict({ participantId: Id }),
    reply: Nothing,
  },

  'media:ready': { from: ['joined'], data: strict({ rtpCapabilities: Blob }), reply: Nothing },
  'transport:connect': {
    from: ['joined'],
    data: strict({ transportId: Id, dtlsParameters: Blob }),
    reply: Nothing,
  },
  'transport:restart-ice': {
    from: ['joined'],
    data: strict({ transportId: Id }),
    reply: strict({ iceParameters: Type.Unsafe<object>(Type.Object({})) }),
  },
  /** New transports for a peer whose own are beyond saving; the answer is like `media:rebuilt`. */
  'media:restart': { from: ['joined'], data: Nothing, reply: PeerMedia },
  'producer:create': {
    from: ['joined'],
    data: strict({
      source: Source,
      kind: oneOf(['audio', 'video']),
      rtpParameters: Blob,
      paused: Type.Boolean(),
    }),
    reply: strict({ producerId: Id }),
  },
  'producer:pause': { from: ['joined'], data: strict({ producerId: Id }), reply: Nothing },
  'producer:resume': { from: ['joined'], data: strict({ producerId: Id }), reply: Nothing },
  'producer:close': { from: ['joined'], data: strict({ producerId: Id }), reply: Nothing },
  'consumer:resume': {
    from: ['joined'],
    data: strict({ consumerIds: Type.Array(Id, { maxItems: 200 }) }),
    reply: Nothing,
  },
  'consumer:viewport': {
    from: ['joined'],
    data: strict({
      views: Type.Array(
        strict({
          consumerId: Id,
          widthPx: Type.Integer({ minimum: 0, maximum: 16_384 }),
          heightPx: Type.Integer({ minimum: 0, maximum: 16_384 }),
          visible: Type.Boolean(),
        }),
        { maxItems: 200 },
      ),
    }),
    reply: Nothing,
  },

  'chat:send': {
    from: ['joined'],
    data: strict({ text: Type.String({ minLength: 1, maxLength: 2000 }) }),
    reply: strict({ id: Id }),
  },
  'hand:set': { from: ['joined'], data: strict({ up: Type.Boolean() }), reply: Nothing },
} as const satisfies Record<string, Request>;

/** What the server tells a client. Never validated by the client: it comes from us, over the same origin. */
export const notices = {
  'slots:changed': strict({ serviceId: Id }),
  'my-day:changed': Nothing,
  /** Somebody arrived for a visit that this specialist hosts: worth a sound. */
  'my-day:arrival': strict({ appointmentId: Id, name: ShortText }),
  'visit:whereabouts': Whereabouts,
  'visit:roster': strict({ people: Type.Array(RosterPerson) }),
  'waiting-room:changed': strict({ people: Type.Array(WaitingPerson) }),
  'consumer:new': strict({
    consumerId: Id,
    producerId: Id,
    participantId: Id,
    kind: oneOf(['audio', 'video']),
    source: Source,
    rtpParameters: Type.Unsafe<object>(Type.Object({})),
    producerPaused: Type.Boolean(),
  }),
  'consumer:closed': strict({ consumerId: Id }),
  'consumer:paused': strict({ consumerId: Id }),
  'consumer:resumed': strict({ consumerId: Id }),
  'media:rebuilt': PeerMedia,
  speakers: strict({ people: Type.Array(strict({ participantId: Id, volume: Type.Number() })) }),
  'chat:line': ChatLine,
} as const satisfies Record<string, TSchema>;

export type RequestName = keyof typeof requests;
export type RequestData<N extends RequestName> = Static<(typeof requests)[N]['data']>;
export type RequestReply<N extends RequestName> = Static<(typeof requests)[N]['reply']>;
export type NoticeName = keyof typeof notices;
export type NoticeData<N extends NoticeName> = Static<(typeof notices)[N]>;
