import { goto } from '$app/navigation';
import type { ErrorCode } from '#protocol';
import { m } from '#messages';
import { learnServerTime } from './clock.svelte.ts';
import { errorSentence, haveErrorTexts } from './error-texts.svelte.ts';

/** What the server refuses with, or what kept us from hearing it. */
export type ApiError = {
  code: ErrorCode | 'network' | 'timeout';
  /** Field name → problem code; `fieldTexts` turns them into sentences. */
  fields?: Record<string, string>;
  details?: unknown;
  /** The id under which a bug is in the server's log. */
  id?: string;
};
export type ApiResult<T> = { ok: true; data: T } | { ok: false; error: ApiError; status: number };

type Options = {
  /** A guest's token, from the fragment of their link. Staff need none: their session is a cookie. */
  token?: string;
  /** Stay here on 401 instead of going to the sign-in page. */
  stay?: boolean;
  signal?: AbortSignal;
};

/** A weak link may need long for a request; past this a person is better served by "try again". */
const patienceMs = 20_000;

async function send<T>(method: string, path: string, body: unknown, options: Options): Promise<ApiResult<T>> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (options.token) headers.authorization = `Bearer ${options.token}`;

  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort('timeout'), patienceMs);
  options.signal?.addEventListener('abort', () => controller.abort());
  try {
    const payload = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(path, { method, headers, body: payload, signal: controller.signal });
    const answer = (await response.json().catch(() => ({}))) as { error?: ApiError; serverNow?: number };
    if (!response.ok) return await refused(response.status, answer.error, options);
    if (typeof answer.serverNow === 'number') learnServerTime(answer.serverNow);
    return { ok: true, data: answer as T };
  } catch {
    const code = controller.signal.reason === 'timeout' ? 'timeout' : 'network';
    return { ok: false, status: 0, error: { code } };
  } finally {
    clearTimeout(timer);
  }
}

async function refused(
  status: number,
  error: ApiError | undefined,
  options: Options,
): Promise<ApiResult<never>> {
  await haveErrorTexts();
  const isStaff = !options.token && !options.stay;
  // What a page still saves while it is left is refused on the sign-in page, whose address knows the way back already.
  if (status === 401 && error?.code === 'not-signed-in' && isStaff && location.pathname !== '/sign-in')
    void goto(signInHref());
  return { ok: false, status, error: error?.code ? error : { code: 'internal' } };
}

let hasLeft = false;
/**
 * Whether somebody signs out: what their page still asks is refused, and whoever signs in next on this device
 * is not led to where they were.
 */
export const leaves = (isSo: boolean): void => void (hasLeft = isSo);

/** The sign-in page, and the way back to where the person is now, unless they have signed out. */
export const signInHref = (here = location.pathname + location.search): string =>
  hasLeft ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`;

/**
 * Talks to /api. The type is the endpoint's reply: `api.get<Reply<'listServices'>>('/api/services')`.
 * Never throws: look at `ok`, and show `errorText(result.error)` when it is false.
 */
export const api = {
  get: <T = unknown>(path: string, options: Options = {}) => send<T>('GET', path, undefined, options),
  post: <T = unknown>(path: string, body: unknown = {}, options: Options = {}) =>
    send<T>('POST', path, body, options),
  put: <T = unknown>(path: string, body: unknown = {}, options: Options = {}) =>
    send<T>('PUT', path, body, options),
  delete: <T = unknown>(path: string, options: Options = {}) => send<T>('DELETE', path, undefined, options),
};

const keyed = (code: string) => code.replaceAll('-', '_');

/** What to tell the person, in their language: what happened and what to do. */
export function errorText(error: Pick<ApiError, 'code' | 'id'>): string {
  if (error.id) return m.error_general_with_id({ id: error.id });
  return errorSentence(`error_${keyed(error.code)}`) ?? m.error_general();
}

/** A sentence for each field that the server found fault with, for the fields and the ErrorSummary. */
export function fieldTexts(error: ApiError): Record<string, string> {
  const sentence = (problem: string) =>
    errorSentence(`error_field_${keyed(problem)}`) ??
    errorSentence('error_field_invalid') ??
    m.error_general();
  return Object.fromEntries(
    Object.entries(error.fields ?? {}).map(([field, problem]) => [field, sentence(problem)]),
  );
}
