import type { Reply } from '#protocol';
import { api } from '#lib/api.ts';

/** `none`: this browser has no notifications of that kind. */
export type PushState = 'none' | 'off' | 'on';
let state: PushState = $state('none');

const isThere = () =>
  'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis;
const subscription = async () =>
  (await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()) ?? undefined;
const bytesOf = (text: string) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));

/** Z6: whether this browser notifies the person who is signed in. */
export const push = {
  get state(): PushState {
    return state;
  },

  async look(): Promise<void> {
    if (!isThere()) return;
    const known = await subscription();
    const result = await api.get<Reply<'readPush'>>('/api/push');
    if (!result.ok) return;
    state = known && result.data.endpoints.includes(known.endpoint) ? 'on' : 'off';
  },

  /** From a press: browsers ask only then. */
  async turnOn(): Promise<'on' | 'denied' | 'failed'> {
    if ((await Notification.requestPermission()) !== 'granted') return 'denied';
    const result = await api.get<Reply<'readPush'>>('/api/push');
    if (!result.ok) return 'failed';
    try {
      await navigator.serviceWorker.register('/service-worker.js');
      const { pushManager } = await navigator.serviceWorker.ready;
      // One that was made for another key, or for somebody else who sat here, is of no use.
      await (await pushManager.getSubscription())?.unsubscribe();
      const made = await pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytesOf(result.data.publicKey),
      });
      const { endpoint, keys } = made.toJSON();
      const added = await api.post('/api/push', { endpoint, p256dh: keys?.p256dh, auth: keys?.auth });
      if (!added.ok) return 'failed';
    } catch {
      return 'failed';
    }
    state = 'on';
    return 'on';
  },

  /** Also when one signs out: whoever sits here next is not to read what one is told. */
  async turnOff(): Promise<void> {
    if (!isThere()) return;
    const known = await subscription();
    if (!known) return;
    await api.post('/api/push/remove', { endpoint: known.endpoint }, { stay: true });
    await known.unsubscribe().catch(() => false);
    state = 'off';
  },
};
