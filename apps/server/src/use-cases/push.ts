import { newId, pushDevices } from '#db';
import type { PushSubscription, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { pushKeyOf } from '../push/notifier.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';

/** Z6: what a browser needs to ask its maker for an address, and in which browsers the viewer is notified already. */
export function readPush(deps: Deps, viewer: UserViewer): Reply<'readPush'> {
  const { publicKey } = pushKeyOf(deps.store);
  const devices = deps.store.read((tx) => pushDevices.ofUser(tx, viewer.userId));
  return { publicKey, endpoints: devices.map(({ endpoint }) => endpoint) };
}

/** Z6: from now on the viewer is notified in this browser; whoever was before is not any more. */
export function addPush(deps: Deps, viewer: UserViewer, subscription: PushSubscription): void {
  const { endpoint, p256dh, auth } = subscription;
  const bytes = (text: string) => Buffer.from(text, 'base64url').length;
  // An uncompressed point of P-256, and sixteen bytes of secret (RFC 8291).
  if (bytes(p256dh) !== 65 || bytes(auth) !== 16 || !isHttps(endpoint)) throw new Refusal('bad-request');
  deps.store.write((tx) => {
    const now = deps.now();
    pushDevices.add(tx, {
      ...{ id: newId(), userId: viewer.userId, organisationId: viewer.organisationId },
      ...{ endpoint, p256dh, auth, createdAt: now },
    });
    logEvent(tx, viewer, now, { action: 'turn-on-push', entity: 'user', entityId: viewer.userId });
  });
}

const isHttps = (text: string) => URL.canParse(text) && new URL(text).protocol === 'https:';

export function removePush(deps: Deps, viewer: UserViewer, endpoint: string): void {
  deps.store.write((tx) => {
    pushDevices.remove(tx, viewer.userId, endpoint);
    logEvent(tx, viewer, deps.now(), {
      action: 'turn-off-push',
      entity: 'user',
      entityId: viewer.userId,
    });
  });
}
