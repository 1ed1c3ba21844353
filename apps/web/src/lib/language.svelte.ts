import { getLocale, isLocale, overwriteGetLocale, type Locale } from '#messages/runtime';

export type { Locale };

/** Each language by its own name: someone who can't read the page must still find theirs. */
export const languageNames: Record<Locale, string> = {
  fi: 'Suomi',
  sv: 'Svenska',
  en: 'English',
  se: 'Davvisámegiella',
};

const cookieName = 'neuvo_language';

/** What the person chose in this browser session, if they did. */
function chosen(): Locale | undefined {
  const entry = document.cookie.split('; ').find((each) => each.startsWith(`${cookieName}=`));
  const value = entry?.slice(cookieName.length + 1);
  return isLocale(value) ? value : undefined;
}

const atStart: Locale = typeof window === 'undefined' ? 'fi' : (chosen() ?? getLocale());
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
  /** What only staff read is not there in Northern Sámi: the language in which it stands, where that is not the page's. */
  get ofStaffWords(): Locale | undefined {
    return current === 'se' ? 'fi' : undefined;
  },
  /** The same of a text that an organisation wrote, of which Finnish stands in for what is missing. */
  of(text: Partial<Record<Locale, string | undefined>>): Locale | undefined {
    return text[current] || current === 'fi' ? undefined : 'fi';
  },
  /** Whether the person has chosen a language in this browser, or we only guess from its settings. */
  get isChosen(): boolean {
    return chosen() !== undefined;
  },
  /** Speaks what is known to suit the reader: of a link or an account. A choice of theirs says more than that. */
  follow(locale: Locale): void {
    current = locale;
    document.documentElement.lang = locale;
  },
  /** Lasts as long as the browser is open: families get no cookie beyond that, and staff's language is in their account. */
  choose(locale: Locale): void {
    language.follow(locale);
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `${cookieName}=${locale}; path=/; samesite=lax${secure}`;
  },
};
