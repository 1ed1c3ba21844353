import type { Component } from 'svelte';
import type { LiveVisitProps } from './LiveVisit.svelte';

let live: Component<LiveVisitProps> | undefined;

/** The visit from "join" on, with its sockets and media: a page stays small until somebody gets ready to go in. */
export async function loadLive(): Promise<Component<LiveVisitProps>> {
  return (live ??= (await import('./LiveVisit.svelte')).default);
}
