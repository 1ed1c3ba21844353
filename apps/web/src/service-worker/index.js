'use strict';
// Z6: shows what the server tells a browser in which somebody wanted to be notified, and leads to the page that it is about.
// It keeps no pages and answers no requests.
const worker = self;
worker.addEventListener('push', (event) => {
  const note = event.data?.json();
  if (!note) return;
  const { title, body, tag, path } = note;
  event.waitUntil(
    worker.registration.showNotification(title, { body, tag, data: path, icon: '/favicon.svg' }),
  );
});
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(String(event.notification.data), worker.location.origin)));
});
/** A window that is open already goes there; without one a new one opens. */
async function open(url) {
  if (url.origin !== worker.location.origin) return;
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  // A call is not left for a notification.
  const free = windows.find((each) => !new URL(each.url).pathname.startsWith('/visit/'));
  if (!free) return void (await worker.clients.openWindow(url.href));
  await free.focus().catch(() => undefined);
  await free.navigate(url.href).catch(() => worker.clients.openWindow(url.href));
}
