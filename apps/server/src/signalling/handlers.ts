import { isGranted } from '#domain';
import { arrivals, dutyQueues, seriesOfVisits, serviceHandlers, services } from '#db';
import type { PeerHandle, Probe } from '#media';
import {
  protocolVersion,
  type ErrorCode,
  type RequestData,
  type RequestName,
  type RequestReply,
} from '#protocol';
import { Refusal } from '../refusal.ts';
import { findAway, findPractitioner } from '../use-cases/keep-hours.ts';
import { watchedPeople } from '../use-cases/read-calendar.ts';
import { admitPerson, endVisit, putBackPerson, removePerson, sayInChat } from '../use-cases/visit.ts';
import { placeOf, seatFor, type Context } from './context.ts';
import { entryPrice } from './budget.ts';
import { seriesRooms } from './series-news.ts';

type Handlers = {
  [N in RequestName]: (context: Context, data: RequestData<N>) => RequestReply<N> | Promise<RequestReply<N>>;
};

const done = {};

/** One handler a request; the dispatcher has already checked schema, state and role. */
export const handlers: Handlers = {
  'slots:watch': (context, { serviceId }) => {
    const { viewer, deps, page } = context;
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'service:read')) throw new Refusal('forbidden');
    if (!deps.store.read((tx) => services.byId(tx, viewer.organisationId, serviceId)))
      throw new Refusal('not-found');
    page.leaveAll('slots:');
    page.join(`slots:${serviceId}`);
    return done;
  },
  'slots:unwatch': ({ page }) => {
    page.leaveAll('slots:');
    return done;
  },
  'my-day:watch': ({ viewer, page }) => {
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'my-day:read')) throw new Refusal('forbidden');
    page.join(`day:${viewer.userId}`);
    return done;
  },
  'calendar:watch': ({ viewer, deps, page }, choice) => {
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'calendar:read')) throw new Refusal('forbidden');
    page.leaveAll('calendar:');
    for (const id of watchedPeople(deps, viewer, choice)) page.join(`calendar:${id}`);
    return done;
  },

  'arrivals:watch': ({ viewer, deps, page }) => {
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'arrivals:read')) throw new Refusal('forbidden');
    page.leaveAll('arrivals:');
    const services = deps.store.read((tx) => arrivals.teamServices(tx, viewer));
    for (const id of [viewer.userId, ...services.map(({ id }) => id)]) page.join(`arrivals:${id}`);
    return done;
  },

  'duty:watch': ({ viewer, deps, page }) => {
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'duty:keep')) throw new Refusal('forbidden');
    page.leaveAll('duty:');
    for (const { serviceId } of deps.store.read((tx) => dutyQueues.servedBy(tx, viewer.userId)))
      page.join(`duty:${serviceId}`);
    return done;
  },

  'hours:watch': ({ viewer, deps, page }, { practitionerId }) => {
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'hours:keep')) throw new Refusal('forbidden');
    deps.store.read((tx) => findPractitioner(tx, viewer, practitionerId));
    page.leaveAll('hours:');
    page.join(`hours:${practitionerId}`);
    return done;
  },

  'absence:watch': ({ viewer, deps, page }, { practitionerId }) => {
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'hours:keep')) throw new Refusal('forbidden');
    deps.store.read((tx) => findAway(tx, viewer, practitionerId));
    page.leaveAll('absence:');
    page.join(`absence:${practitionerId}`);
    return done;
  },

  'series:watch': ({ viewer, deps, page }, { id }) => {
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'appointment:read')) throw new Refusal('forbidden');
    if (id !== null && !deps.store.read((tx) => seriesOfVisits.forReader(tx, viewer, id)))
      throw new Refusal('not-found');
    page.leaveAll('series');
    for (const room of id === null ? seriesRooms.ofList(viewer) : [seriesRooms.one(id)]) page.join(room);
    return done;
  },

  'triage:watch': ({ viewer, deps, page }) => {
    if (viewer.kind !== 'user' || !isGranted(viewer.role, 'triage:handle')) throw new Refusal('forbidden');
    page.leaveAll('queue:');
    for (const id of deps.store.read((tx) => serviceHandlers.servicesOf(tx, viewer.userId)))
      page.join(`queue:${id}`);
    return done;
  },

  'visit:enter': async (context, { appointmentId, tabId, version, ...known }) => {
    if (version !== protocolVersion) throw new Refusal('bad-message', { details: { reload: true } });
    const { key, participantId } = seatFor(context, appointmentId);
    if (context.place && context.place.visit.key.appointmentId !== key.appointmentId)
      throw new Refusal('not-allowed-now');
    const visit = context.registry.open(key);
    if (visit.peers.get(participantId)?.tabId !== tabId) context.afford(entryPrice, participantId);
    context.probe?.close();
    context.probe = undefined;
    return visit.enter(participantId, { tabId, line: context, ...known });
  },
  'visit:leave': (context) => {
    const { visit, peer } = placeOf(context);
    visit.depart(peer, 'left');
    return done;
  },
  'visit:end': (context) => {
    const { visit, peer } = placeOf(context);
    endVisit(context.deps, visit.key, peer.participantId);
    return done;
  },

  'waiting-room:devices': (context, devices) => {
    const { visit, peer } = placeOf(context);
    visit.devicesTold(peer, devices);
    return done;
  },
  'waiting-room:admit': (context, { participantId }) => {
    const { visit, peer } = placeOf(context);
    admitPerson(context.deps, visit.key, peer.participantId, participantId);
    return done;
  },
  'waiting-room:put-back': (context, { participantId }) => {
    const { visit, peer } = placeOf(context);
    putBackPerson(context.deps, visit.key, peer.participantId, participantId);
    return done;
  },
  'participant:remove': (context, { participantId }) => {
    const { visit, peer } = placeOf(context);
    removePerson(context.deps, visit.key, peer.participantId, participantId);
    return done;
  },

  'media:ready': async (context, { rtpCapabilities, mode }) => {
    const ready = mediaOf(context).ready(rtpCapabilities, mode);
    // At once, as the media takes it: what is said while that is being answered is said later.
    if (mode) placeOf(context).peer.chose(mode);
    told(await ready);
    return done;
  },
  'media:mode': (context, { mode }) => {
    told(mediaOf(context).setMode(mode));
    placeOf(context).peer.chose(mode);
    return done;
  },
  'transport:connect': async (context, { transportId, dtlsParameters }) => {
    told(await mediaOf(context).connectTransport(transportId, dtlsParameters));
    return done;
  },
  'transport:restart-ice': async (context, { transportId, used }) =>
    told(await mediaOf(context).restartIce(transportId, used)),
  'media:restart': (context) => {
    const { visit, peer } = placeOf(context);
    return visit.restartMedia(peer);
  },
  'producer:create': async (context, { sharedSince: was, ...data }) => {
    const place = placeOf(context);
    const { visit, peer } = place;
    const media = mediaOf(context);
    const now = context.deps.now();
    const shared = data.source === 'screen' ? { sharedSince: Math.min(was ?? now, now) } : {};
    const made = await media.produce({ ...data, ...shared });
    if (data.source !== 'microphone') return { ...told(made), ...shared };
    // Where it was refused, what it was to take the place of may be gone.
    if (!made.ok) micGone(place, media);
    const reply = told(made);
    peer.microphoneSent(reply.producerId, !data.paused);
    visit.refresh();
    return reply;
  },
  'producer:pause': async (context, { producerId }) => {
    const place = placeOf(context);
    told(await mediaOf(context).pauseProducer(producerId));
    return micChanged(place, producerId, false);
  },
  'producer:resume': async (context, { producerId }) => {
    const place = placeOf(context);
    told(await mediaOf(context).resumeProducer(producerId));
    return micChanged(place, producerId, true);
  },
  'producer:close': async (context, data) => {
    const [place, media] = [placeOf(context), mediaOf(context)];
    if ('source' in data) {
      told(await media.closeSource(data.source));
      return micGone(place, media);
    }
    told(await media.closeProducer(data.producerId));
    return micChanged(place, data.producerId, false);
  },
  'consumer:resume': async (context, { consumerIds }) => {
    told(await mediaOf(context).resumeConsumers(consumerIds));
    return done;
  },
  'consumer:viewport': async (context, { views }) => {
    told(await mediaOf(context).setViewport(views));
    return done;
  },
  'receive:choked': (context, { kbps }) => {
    told(mediaOf(context).choked(kbps * 1000));
    return done;
  },

  'quality:report': (context, report) => {
    const { visit, peer } = placeOf(context);
    const joinMs = visit.quality.report(peer.participantId, report, context.deps.now());
    if (joinMs !== null) context.deps.metrics.joined(joinMs);
    return done;
  },

  'probe:open': async (context) => {
    const { viewer } = context;
    const who = viewer.kind === 'user' ? viewer.userId : viewer.participantId;
    const probe = await context.deps.media.openProbe(who);
    if (!probe) throw new Refusal('probe-busy');
    // The page may have gone, come in, or asked again, meanwhile.
    if (context.isGone || context.place) probe.close();
    context.probe?.close();
    context.probe = probe;
    return probe.media;
  },
  'probe:connect': async (context, { transportId, dtlsParameters }) => {
    told(await probeOf(context).connect(transportId, dtlsParameters));
    return done;
  },
  'probe:echo': async (context, { kind, rtpParameters, rtpCapabilities }) =>
    told(await probeOf(context).echo(kind, rtpParameters, rtpCapabilities)),
  'probe:play': async (context) => {
    told(await probeOf(context).play());
    return done;
  },
  'probe:close': (context) => {
    context.probe?.close();
    context.probe = undefined;
    return done;
  },

  'chat:send': (context, { text }) => {
    const { visit, peer } = placeOf(context);
    const line = sayInChat(context.deps, visit.key, peer.participantId, text);
    visit.say(line);
    return { id: line.id };
  },
  'language:choose': (context, language) => {
    const { visit, peer } = placeOf(context);
    peer.language = language;
    visit.refresh();
    if (language.speaksTo !== peer.language.speaksTo) throw new Refusal('forbidden');
    return done;
  },
  'hand:set': (context, { up }) => {
    const { visit, peer } = placeOf(context);
    peer.handUpSince = up ? (peer.handUpSince ?? context.deps.now()) : null;
    visit.refresh();
    return done;
  },
};

function mediaOf(context: Context): PeerHandle {
  const { visit, peer } = placeOf(context);
  const handle = peer.handle(visit.room);
  if (!handle) throw new Refusal('media-lost');
  return handle;
}

function probeOf({ probe }: Context): Probe {
  if (!probe) throw new Refusal('media-lost');
  return probe;
}

function told<T>(result: { ok: true; value: T } | { ok: false; error: { code: ErrorCode } }): T {
  if (!result.ok) throw new Refusal(result.error.code);
  return result.value;
}

type Place = ReturnType<typeof placeOf>;

/** Nothing comes of a microphone any more, where it came over these transports; while they are made anew that is not known. */
function micGone({ visit, peer }: Place, media: PeerHandle) {
  const isSilent = peer.handle(visit.room) === media && media.sends('microphone') === false;
  if (isSilent && peer.microphoneEnded()) visit.refresh();
  return done;
}

/** The place as it was when that was asked: the line may be gone by now, and the others see it all the same. */
function micChanged({ visit, peer }: Place, producerId: string, live: boolean) {
  if (peer.microphoneChanged(producerId, live)) visit.refresh();
  return done;
}
