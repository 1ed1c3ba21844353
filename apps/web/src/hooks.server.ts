import type { Handle } from '@sveltejs/kit/hooks';
import { m } from '#messages';
import { baseLocale, cookieName, isLocale, locales, type Locale } from '#messages/runtime';

/** The first frame already speaks the person's language and wears their theme, and says what to wait for where the rest of the page does not come. */
export const handle: Handle = ({ event, resolve }) => {
  const chosen = event.cookies.get(cookieName);
  const language = isLocale(chosen) ? chosen : preferred(event.request.headers.get('accept-language') ?? '');
  const theme = event.cookies.get('neuvo_theme');
  return resolve(event, {
    transformPageChunk: ({ html }) =>
      html
        .replace('%neuvo.language%', language)
        .replace('%neuvo.theme%', theme === 'light' || theme === 'dark' ? theme : 'auto')
        .replace('%neuvo.waits-title%', m.ui_page_waits_title({}, { locale: language }))
        .replace('%neuvo.waits-text%', m.ui_page_waits_text({}, { locale: language })),
  });
};

function preferred(header: string): Locale {
  const wanted = header.split(',').map((entry) => entry.trim().slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Locale => (locales as readonly string[]).includes(tag)) ?? baseLocale;
}
