import { cookieMaxAge, cookieName, getLocale, overwriteGetLocale, type Locale } from '#messages/runtime';

export type { Locale };

/** Each language by its own name: someone who can't read the page must still find theirs. */
export const languageNames: Record<Locale, string> = {
  fi: 'Suomi',
  sv: 'Svenska',
  en: 'English',
  se: 'Davvisámegiella',
};

const atStart: Locale = typeof window === 'undefined' ? 'fi' : getLocale();
let current: Locale = $state(atStart);

// Every message asks here which language to speak. Since this is state, a change redraws all words on the page
// and leaves what has been typed where it is.
if (typeof window !== 'undefined') {
  overwriteGetLocale(() => current);
  document.documentElement.lang = atStart;
}

export const language = {
  get current(): Locale {
    return current;
  },
  /** Whether the person has chosen a language on this device, or we only guess from the browser's settings. */
  get isChosen(): boolean {
    return document.cookie.split('; ').some((entry) => entry.startsWith(`${cookieName}=`));
  },
  choose(locale: Locale): void {
    current = locale;
    document.documentElement.lang = locale;
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `${cookieName}=${locale}; path=/; max-age=${cookieMaxAge}; samesite=lax${secure}`;
  },
};
