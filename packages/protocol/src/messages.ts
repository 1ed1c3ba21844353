// One list on purpose, however long (docs/decisions/0003): whoever adds a message sees all of them.
import { Type, type Static, type TSchema } from 'typebox';
import { linkQualities, mediaModes, mediaSteps, spokenLanguages, videoCodecs } from '#domain';
import { calendarScopes } from './calendar-schemas.ts';
import { DeviceState, WaitingNote } from './arrival-schemas.ts';
import { NumberState } from './duty-schemas.ts';
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

/** Where the specialist is for who waits: `away` is one who has been there. */
export const hostPresences = ['to-come', 'here', 'away'] as const;
export type HostPresence = (typeof hostPresences)[number];

const Nothing = strict({});
/** mediasoup's own structures. Their inside is checked by mediasoup; here only that they are objects of bounded size. */
const Blob = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 32 });
const Source = oneOf(['microphone', 'camera', 'screen', 'screen-audio']);
/** What a page can receive. `mode` is what the person chose before, so that nothing flows in vain. */
const Receiving = strict({ rtpCapabilities: Blob, mode: Type.Optional(oneOf(mediaModes)) });
export type Receiving = Static<typeof Receiving>;

/** M19: null is the floor. */
const LanguageChannel = strict({
  hears: nullable(oneOf(spokenLanguages)),
  speaksTo: nullable(oneOf(spokenLanguages)),
});

const TransportOptions = Type.Unsafe<{
  id: string;
  iceParameters: object;
  iceCandidates: object[];
  dtlsParameters: object;
}>(Type.Object({ id: Id }));

/** A TURN server for networks that let nothing else through, with credentials that soon end. */
export const IceServer = strict({
  urls: Type.Array(ShortText),
  username: ShortText,
  credential: ShortText,
});

/** What a picture may be coded with so that everybody present can decode it, the best first (M9). */
export const Codecs = strict({
  camera: Type.Array(oneOf(videoCodecs)),
  screen: Type.Array(oneOf(videoCodecs)),
});

export const PeerMedia = strict({
  routerRtpCapabilities: Type.Unsafe<object>(Type.Object({})),
  send: TransportOptions,
  recv: TransportOptions,
  iceServers: Type.Array(IceServer),
  codecs: Codecs,
});
export type PeerMedia = Static<typeof PeerMedia>;

/** What somebody sends, as this page is sent it. */
export const ConsumerNew = strict({
  consumerId: Id,
  producerId: Id,
  participantId: Id,
  kind: oneOf(['audio', 'video']),
  source: Source,
  rtpParameters: Type.Unsafe<object>(Type.Object({})),
  producerPaused: Type.Boolean(),
  /** M24: of a screen. */
  sharedSince: Type.Optional(At),
});
export type ConsumerNew = Static<typeof ConsumerNew>;

export const RosterPerson = strict({
  participantId: Id,
  kind: oneOf(participantKinds),
  name: ShortText,
  title: ShortText,
  /** `reconnecting`: the socket is gone and the grace time runs; the tile stays. */
  presence: oneOf(['online', 'reconnecting']),
  handUpSince: nullable(At),
  muted: Type.Boolean(),
  /** M16: told to the host only. */
  apartFrom: Type.Optional(Type.Array(Id)),
  /** M18: the languages that an interpreter is here for, and the one that they speak into now (M19). */
  interprets: Type.Optional(Type.Array(oneOf(spokenLanguages))),
  speaksTo: Type.Optional(nullable(oneOf(spokenLanguages))),
});
export type RosterPerson = Static<typeof RosterPerson>;

export const WaitingPerson = strict({
  participantId: Id,
  kind: oneOf(participantKinds),
  name: ShortText,
  since: At,
  online: Type.Boolean(),
  /** M16. */
  apartFrom: Type.Array(Id),
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

/** Which way media takes: straight over UDP, over TCP to the same port, or through a TURN server. */
export const mediaPaths = ['udp', 'tcp', 'relay', 'none'] as const;
const Amount = Type.Integer({ minimum: 0, maximum: 10_000_000 });

export const PersonQuality = strict({
  participantId: Id,
  /** What comes from this person, and what gets to them. */
  sends: oneOf(linkQualities),
  receives: oneOf(linkQualities),
  step: oneOf(mediaSteps),
  mode: oneOf(mediaModes),
  path: oneOf(mediaPaths),
  sendKbps: Amount,
  receiveKbps: Amount,
  lossPermille: Type.Integer({ minimum: 0, maximum: 1000 }),
  roundTripMs: nullable(Amount),
  freezes: Amount,
});
export type PersonQuality = Static<typeof PersonQuality>;

/** Where this person now is. Sent whenever it changes; the page shows exactly this. */
export const Whereabouts = Type.Union([
  strict({ ...VisitFacts, state: Type.Literal('early'), opensAt: At }),
  strict({
    ...VisitFacts,
    state: Type.Literal('waiting'),
    place: Type.Integer({ minimum: 1 }),
    of: Type.Integer({ minimum: 1 }),
    since: At,
    host: oneOf(hostPresences),
    /** True when the host has just put one back, so that the page can say so kindly. */
    putBack: Type.Boolean(),
    /** Q10: how many visits of the same specialist come first. */
    before: strict({ min: Type.Integer({ minimum: 0 }), max: Type.Integer({ minimum: 0 }) }),
    /** L7: from when on the specialist is late, if they are not here by then. */
    lateFrom: At,
    /** Q11: what the team said last. */
    note: nullable(WaitingNote),
  }),
  strict({
    ...VisitFacts,
    state: Type.Literal('joined'),
    /** Null only while the media server is being brought back; `media:rebuilt` follows. */
    media: nullable(PeerMedia),
    /** True when what `visit:enter` said of receiving holds for this media: `consumers` is complete, `media:ready` not needed. */
    receives: Type.Boolean(),
    /** True when the same tab came back within the grace time: transports and producers are still there. */
    resumed: Type.Boolean(),
    /** What holds (M19), for a page that has not said it: another one of this person's may have, before this one took over. */
    language: LanguageChannel,
    roster: Type.Array(RosterPerson),
    chat: Type.Array(ChatLine),
    /** All that exist for this peer: a page takes what it does not know, and drops what is gone. */
    consumers: Type.Array(ConsumerNew),
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
  /** Whose calendar is on the screen; another one takes its place. */
  'calendar:watch': {
    from: ['connected'],
    data: strict({
      scope: oneOf(calendarScopes),
      service: Type.Optional(Id),
      resource: Type.Optional(Id),
      page: Type.Integer({ minimum: 1, maximum: 9999 }),
      days: Type.Integer({ minimum: 1, maximum: 42 }),
    }),
    reply: Nothing,
  },
  /** Q9: everybody who arrives for the team. */
  'arrivals:watch': { from: ['connected'], data: Nothing, reply: Nothing },
  /** I9: the queues that this person may be on duty in. */
  'duty:watch': { from: ['connected'], data: Nothing, reply: Nothing },
  /** Whose hours are on the screen; another one takes their place. */
  'hours:watch': { from: ['connected'], data: strict({ practitionerId: Id }), reply: Nothing },
  /** C4: whose day of absence is on the screen; another's takes its place. */
  'absence:watch': { from: ['connected'], data: strict({ practitionerId: Id }), reply: Nothing },

  /** One series, or the list of all that this person may read. */
  'series:watch': { from: ['connected'], data: strict({ id: nullable(Id) }), reply: Nothing },

  /** The queues of requests that this person handles. */
  'triage:watch': { from: ['connected'], data: Nothing, reply: Nothing },

  /**
   * Opens the visit: a guest's link says which, an account names the appointment. `tabId` is random per tab: the same
   * tab coming back resumes, another tab takes over. Asking again is harmless. A page that knows already what it can
   * receive says so, and needs no further round once it is let in.
   */
  'visit:enter': {
    from: ['connected', 'early', 'waiting', 'joined'],
    data: strict({
      appointmentId: nullable(Id),
      tabId: Id,
      version: Type.Integer(),
      receiving: Type.Optional(Receiving),
      /** True when nobody asked for it: a tab whose line had dropped does not take over from the one that has since. */
      isBack: Type.Optional(Type.Boolean()),
      /** With `isBack`: the server's time (ms) when the person went in here: one that was restarted does not know which tab is the last. */
      wentInAt: Type.Optional(Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })),
      /** What was chosen before the line dropped or the page was loaded anew, so that nothing is said to others in between. */
      language: Type.Optional(LanguageChannel),
      /** With `isBack`: its microphone was heard until then. A server that was restarted meanwhile knows nothing of it. */
      isHeard: Type.Optional(Type.Boolean()),
      /** The same of a raised hand: the server's time (ms) since when it was up. */
      handUpSince: Type.Optional(Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })),
    }),
    reply: Whereabouts,
  },
  'visit:leave': { from: ['early', 'waiting', 'joined'], data: Nothing, reply: Nothing },
  'visit:end': { from: ['joined'], hostOnly: true, data: Nothing, reply: Nothing },

  /** Q13: what the page has switched on, for the team to see; kept for as long as the page is connected. */
  'waiting-room:devices': { from: ['early', 'waiting'], data: DeviceState, reply: Nothing },
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

  /** The device is loaded: the consumers of what there is come before the answer. */
  'media:ready': { from: ['joined'], data: Receiving, reply: Nothing },
  /** Everything, less, or sound only: the person's own choice (M5). */
  'media:mode': { from: ['joined'], data: strict({ mode: oneOf(mediaModes) }), reply: Nothing },
  'transport:connect': {
    from: ['joined'],
    data: strict({ transportId: Id, dtlsParameters: Blob }),
    reply: Nothing,
  },
  'transport:restart-ice': {
    from: ['joined'],
    data: strict({
      transportId: Id,
      /** Of the last answer that the page has used, null before the first: an answer that it has not is given again. */
      used: Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 256 })])),
    }),
    reply: strict({
      iceParameters: Type.Unsafe<object>(Type.Object({})),
      /** Fresh, since those of the first path may have ended. */
      iceServers: Type.Array(IceServer),
    }),
  },
  /** New transports for a peer whose own are beyond saving; the answer is like `media:rebuilt`. */
  'media:restart': { from: ['joined'], data: Nothing, reply: PeerMedia },
  /** Takes the place of what there is of this source (M23), so it may be asked again. */
  'producer:create': {
    from: ['joined'],
    data: strict({
      source: Source,
      kind: oneOf(['audio', 'video']),
      rtpParameters: Blob,
      paused: Type.Boolean(),
      /** M24: as the server answered when the screen was sent first; without it the sharing begins now. */
      sharedSince: Type.Optional(Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })),
    }),
    reply: strict({ producerId: Id, sharedSince: Type.Optional(At) }),
  },
  'producer:pause': { from: ['joined'], data: strict({ producerId: Id }), reply: Nothing },
  'producer:resume': { from: ['joined'], data: strict({ producerId: Id }), reply: Nothing },
  /** By its source where an answer was lost: then the page does not know what there is. */
  'producer:close': {
    from: ['joined'],
    data: Type.Union([strict({ producerId: Id }), strict({ source: Source })]),
    reply: Nothing,
  },
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

  /**
   * A large part of what is sent to this page is lost. Congestion control learns it within a second or two; the browser sees
   * it at once. `kbps`: what still came, of everything.
   */
  'receive:choked': {
    from: ['joined'],
    data: strict({ kbps: Amount }),
    reply: Nothing,
  },

  /** What only the browser sees of its connection, every five seconds. Sums since the last report; times in ms. */
  'quality:report': {
    from: ['joined'],
    data: strict({
      path: oneOf(mediaPaths),
      roundTripMs: nullable(Amount),
      /** Packets that were expected and did not come at the first try, ‰. */
      lossPermille: Type.Integer({ minimum: 0, maximum: 1000 }),
      freezes: Amount,
      freezeMs: Amount,
      /** Sound that was played, and how much of it the browser had to invent. */
      playedMs: Amount,
      concealedMs: Amount,
      /** From the press of "join" to the first picture or sound of somebody else; null when it was told before. */
      joinMs: nullable(Amount),
    }),
    reply: Nothing,
  },

  /**
   * A test of the connection before joining: one's own sound and picture through the real media server and back, for a
   * few seconds. It ends by itself. Nobody else is in it.
   */
  'probe:open': { from: ['connected'], data: Nothing, reply: PeerMedia },
  'probe:connect': {
    from: ['connected'],
    data: strict({ transportId: Id, dtlsParameters: Blob }),
    reply: Nothing,
  },
  /** Sends one track and is sent it back. */
  'probe:echo': {
    from: ['connected'],
    data: strict({ kind: oneOf(['audio', 'video']), rtpParameters: Blob, rtpCapabilities: Blob }),
    reply: strict({
      producerId: Id,
      consumerId: Id,
      kind: oneOf(['audio', 'video']),
      rtpParameters: Type.Unsafe<object>(Type.Object({})),
    }),
  },
  /** The client can play what comes back. */
  'probe:play': { from: ['connected'], data: Nothing, reply: Nothing },
  'probe:close': { from: ['connected'], data: Nothing, reply: Nothing },

  /** M19: what this person listens to and, as an interpreter, speaks into. */
  'language:choose': { from: ['joined'], data: LanguageChannel, reply: Nothing },

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
  /** Something of the calendar that this page watches is different. */
  'calendar:changed': Nothing,
  /** The hours that this page watches, or what is booked in them, are different. */
  'hours:changed': Nothing,
  /** Something of the day of absence that this page watches may be different. */
  'absence:changed': Nothing,
  /** The series that this page watches, or one of its list, is different. */
  'series:changed': Nothing,
  /** A request in a queue that this page watches is different, or somebody else works on it. */
  'triage:changed': Nothing,
  /** Somebody of the team's day has come, gone or moved. */
  'arrivals:changed': Nothing,
  /** A queue that this person may be on duty in is different; `arrived` when somebody has taken a number. */
  'duty:changed': strict({ arrived: Type.Boolean() }),
  /** To the page of a number: where it stands. */
  'number:state': NumberState,
  /** Somebody arrived for a visit that this specialist hosts: worth a sound. */
  'my-day:arrival': strict({ appointmentId: Id, name: ShortText }),
  'visit:whereabouts': Whereabouts,
  /** L2: the visit has another end than it had. */
  'visit:time': strict({ startsAt: At, endsAt: At }),
  'visit:roster': strict({ people: Type.Array(RosterPerson) }),
  'waiting-room:changed': strict({ people: Type.Array(WaitingPerson) }),
  'consumer:new': ConsumerNew,
  'consumer:closed': strict({ consumerId: Id }),
  'consumer:paused': strict({ consumerId: Id }),
  'consumer:resumed': strict({ consumerId: Id }),
  'media:rebuilt': PeerMedia,
  /** The server has closed one of the page's own producers: it sent far more than is allowed (M12). */
  'producer:closed': strict({ producerId: Id, source: Source, reason: oneOf(['too-much']) }),
  /** The highest layer, 0 up, of one of the page's own pictures that anybody needs (M14). Without it, all are sent. */
  'producer:layers': strict({ producerId: Id, upTo: Type.Integer({ minimum: 0 }) }),
  /** One of the page's own sounds is to be sent twice from now on, or no longer (M15). Without it, once. */
  'producer:redundancy': strict({ producerId: Id, isOn: Type.Boolean() }),
  /** Who is here has changed what all can decode: what is sent with another codec is sent anew. */
  'media:codecs': Codecs,
  /** What gets through to this person now (M7), and whose picture is left out because of it. */
  'media:step': strict({ step: oneOf(mediaSteps), without: Type.Array(Id) }),
  /** How people's connections are: everybody's to the host, one's own to the others. */
  'visit:quality': strict({ people: Type.Array(PersonQuality) }),
  'chat:line': ChatLine,
  /** All that this person may read, in place of what the page has: somebody is kept apart from them now, or no longer (M17). */
  'chat:lines': strict({ lines: Type.Array(ChatLine) }),
} as const satisfies Record<string, TSchema>;

export type RequestName = keyof typeof requests;
export type NoticeName = keyof typeof notices;
// Interfaces, so that what a schema says is worked out once for each name: a compiler that compares two functions over any
// name would work it out for all of them, each time.
interface DataOfRequests extends Readonly<{ [N in RequestName]: Static<(typeof requests)[N]['data']> }> {}
interface RepliesOfRequests extends Readonly<{ [N in RequestName]: Static<(typeof requests)[N]['reply']> }> {}
interface DataOfNotices extends Readonly<{ [N in NoticeName]: Static<(typeof notices)[N]> }> {}
export type RequestData<N extends RequestName> = DataOfRequests[N];
export type RequestReply<N extends RequestName> = RepliesOfRequests[N];
export type NoticeData<N extends NoticeName> = DataOfNotices[N];
