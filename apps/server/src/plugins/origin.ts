/**
 * A browser names the page that a request comes from. One that comes from elsewhere is refused before anything reads
 * it; a program that names none has no cookie of a victim to abuse.
 */
export function isOwnOrigin(origin: string | undefined, host: string | undefined, publicUrl: URL): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { host: originHost } = new URL(origin);
  return originHost === publicUrl.host || originHost === host;
}
