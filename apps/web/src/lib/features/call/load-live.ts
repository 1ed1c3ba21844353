import type { Component } from 'svelte';
import { fetched } from '#lib/when-back.ts';
import type { LiveVisitProps } from './LiveVisit.svelte';

let live: Component<LiveVisitProps> | undefined;

/**
 * The visit from "join" on, with its sockets and media: a page stays small until somebody gets ready to go in. Comes over any
 * network in the end; `onwait` tells that it did not come at first.
 */
export async function loadLive(onwait?: () => void): Promise<Component<LiveVisitProps>> {
  return (live ??= (await fetched(() => import('./LiveVisit.svelte'), onwait)).default);
}
