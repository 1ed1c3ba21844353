import webPush from 'web-push';
import { accounts, pushDevices, type Account, type OutboxMessage, type PushKey, type Store } from '#db';
import { m } from '#messages';
import type { Deps } from '../deps.ts';
import { withoutMessage } from '../plugins/errors.ts';

/** What a browser is told: nothing of a child, and no name, since a locked telephone shows it to anybody. */
type Note = { title: string; body: string; path: string; tag: string };

/** The installation's key, made when it is first asked for. */
export function pushKeyOf(store: Store): PushKey {
  const known = store.read((tx) => pushDevices.key(tx));
  if (known) return known;
  const made = webPush.generateVAPIDKeys();
  return store.write((tx) => {
    const kept = pushDevices.key(tx);
    if (!kept) pushDevices.keepKey(tx, made);
    return kept ?? made;
  });
}

/**
 * Z6: tells people's browsers what a letter has just told them, and that somebody waits for them. Once, and only as long as it
 * is news: the letter is what counts.
 */
export function startNotifier(deps: Deps): void {
  const { store, live } = deps;
  live.on('arrival', (hostUserId, appointmentId) => {
    const host = store.read((tx) => accounts.all(tx, [hostUserId]))[0];
    if (host)
      notify(deps, host, {
        title: m.staff_push_arrival_title({}, { locale: host.language }),
        body: m.staff_push_arrival_body({}, { locale: host.language }),
        path: `/visit/${appointmentId}`,
        tag: `arrival-${appointmentId}`,
      });
  });
  live.on('message-sent', (message) => {
    // A link to choose a password is for whoever reads the letter.
    if (message.channel !== 'email' || message.kind === 'account' || message.kind === 'test') return;
    const account = store.read((tx) => accounts.byEmail(tx, message.recipient));
    if (!account) return;
    notify(deps, account, {
      title: message.subject,
      body: m.staff_push_letter_body({}, { locale: account.language }),
      path: pathIn(message, deps.settings.publicUrl),
      tag: message.appointmentId ?? message.id,
    });
  });
}

/** The page that the letter leads to. What is behind a # is somebody's secret, and goes along nowhere. */
function pathIn({ body }: OutboxMessage, publicUrl: URL): string {
  const found = body.split(/\s+/).find((word) => word.startsWith(publicUrl.href));
  if (found === undefined || !URL.canParse(found)) return '/my-day';
  const { pathname, search, hash } = new URL(found);
  return hash === '' ? pathname + search : '/my-day';
}

function notify(deps: Deps, account: Pick<Account, 'id'>, note: Note): void {
  const devices = deps.store.read((tx) => pushDevices.ofUser(tx, account.id));
  if (devices.length === 0) return;
  const key = pushKeyOf(deps.store);
  for (const device of devices)
    void deps
      .sendPush(device, key, JSON.stringify(note))
      .then((outcome) => {
        if (outcome === 'gone') deps.store.write((tx) => pushDevices.removeEndpoint(tx, device.endpoint));
        if (outcome === 'failed') deps.log.info({ event: 'push-failed', device: device.id });
      })
      .catch((error: unknown) =>
        deps.log.error({ event: 'push-failed', stack: error instanceof Error ? withoutMessage(error) : '' }),
      );
}
