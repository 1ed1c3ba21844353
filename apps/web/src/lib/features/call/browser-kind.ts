/** Browsers that ask for permission, and let one change it, in a place of their own. */
export type BrowserKind =
  | 'in-app-ios'
  | 'in-app-android'
  | 'safari-ios'
  | 'other-ios'
  | 'chrome-android'
  | 'firefox-android'
  | 'safari'
  | 'firefox'
  | 'edge'
  | 'chrome'
  | 'other';

/** From what a browser says of itself. Only help texts depend on it, so a wrong guess costs a less fitting sentence. */
export function browserKind(userAgent: string, touchPoints = 0): BrowserKind {
  const has = (pattern: RegExp) => pattern.test(userAgent);
  // An iPad says that it is a Mac; no Mac has a touch screen.
  const isApple = has(/iPhone|iPad|iPod/) || (has(/Macintosh/) && touchPoints > 1);
  const isInApp = has(/FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|Snapchat|LinkedInApp|; wv\)/);
  if (isApple) {
    if (isInApp) return 'in-app-ios';
    if (has(/CriOS|FxiOS|EdgiOS|OPT\/|DuckDuckGo/)) return 'other-ios';
    return 'safari-ios';
  }
  if (has(/Android/)) {
    if (isInApp) return 'in-app-android';
    return has(/Firefox/) ? 'firefox-android' : 'chrome-android';
  }
  if (has(/Edg\//)) return 'edge';
  if (has(/Firefox\//)) return 'firefox';
  if (has(/Chrome\//)) return 'chrome';
  return has(/Safari\//) ? 'safari' : 'other';
}

export const thisBrowser = (): BrowserKind => browserKind(navigator.userAgent, navigator.maxTouchPoints);
