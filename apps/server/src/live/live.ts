import { EventEmitter } from 'node:events';
import type { OutboxMessage } from '#db';

/** What has changed, told after the commit. Receivers look the state up again; nothing here is client data. */
export type LiveEvents = {
  'practitioner-time-changed': [practitionerId: string];
  /** A room or device was closed, or is in use again. */
  'resource-changed': [resourceId: string];
  /** Status, seats or encounter of an appointment changed. */
  'appointment-changed': [appointmentId: string];
  /** There is a new visit; those who have a seat in it are told by `my-day-changed`. */
  'visit-booked': [appointmentId: string];
  /** Who waits for an appointment has come online or gone, or switched a device. */
  'presence-changed': [appointmentId: string];
  /** Somebody whose line was gone for so short that nobody was told is there again. */
  'line-back': [appointmentId: string];
  /** Something of today changed for this person. */
  'my-day-changed': [userId: string];
  /** Something of the queue of requests of a service is different (Y3). */
  'queue-changed': [serviceId: string];
  /** A series was made or changed; told also to those who are in it no more. */
  'series-changed': [seriesId: string, formerUserIds: readonly string[]];
  /** Somebody began to wait for the visit that this person hosts. */
  arrival: [hostUserId: string, appointmentId: string, name: string];
  /** Somebody has connected a calendar, or wants it fetched now. */
  'external-calendar-due': [];
  /** I: who waits in a service's duty queue or is on duty there has changed; `arrived` when somebody took a number. */
  'duty-changed': [serviceId: string, arrived: boolean];
  /** A letter or text message has left. */
  'message-sent': [message: OutboxMessage];
  'session-closed': [sessionHash: string];
  /** Somebody works elsewhere now, or as something else. */
  'person-moved': [userId: string];
  'link-revoked': [participantId: string];
  /** A host's seat is another's now (Q12): a page that sits in it is out. */
  'seat-changed-hands': [participantId: string];
};

/**
 * The fan-out inside one process; across processes an adapter takes its place. What is published has been committed: a
 * listener that fails is reported and changes neither the answer nor what the others are told.
 */
export class Live extends EventEmitter<LiveEvents> {
  readonly #failed: (error: unknown) => void;

  constructor(failed: (error: unknown) => void = () => undefined) {
    super();
    this.#failed = failed;
  }

  override emit<K extends keyof LiveEvents>(name: K, ...args: LiveEvents[K]): boolean {
    const listeners = this.listeners(name as never) as ((...args: LiveEvents[K]) => void)[];
    for (const listener of listeners) {
      try {
        listener(...args);
      } catch (error) {
        this.#failed(error);
      }
    }
    return listeners.length > 0;
  }
}
