import type { FastifyBaseLogger } from 'fastify';
import type { Instant } from '#domain';
import type { Store } from '#db';
import type { MediaServer } from '#media';
import type { FetchCalendar } from './external-calendar/fetch-calendar.ts';
import type { Live } from './live/live.ts';
import type { Delivery } from './mail/delivery.ts';
import type { Metrics } from './metrics.ts';
import type { SendPush } from './push/send-push.ts';
import type { Settings } from './settings.ts';

/** Everything that a use case may need from outside. Tests replace the clock and the delivery, nothing else. */
export type Deps = {
  settings: Pick<
    Settings,
    | 'demo'
    | 'publicUrl'
    | 'trustProxy'
    | 'mailFrom'
    | 'metricsToken'
    | 'icsAllowHttp'
    | 'mailBounceSecret'
    | 'smtp'
    | 'sms'
  >;
  store: Store;
  now: () => Instant;
  live: Live;
  media: MediaServer;
  delivery: Delivery;
  /** X5: gets a practitioner's own calendar from elsewhere. */
  fetchCalendar: FetchCalendar;
  /** Z6: hands one notification to the server of a browser's maker. */
  sendPush: SendPush;
  metrics: Metrics;
  log: FastifyBaseLogger;
};
