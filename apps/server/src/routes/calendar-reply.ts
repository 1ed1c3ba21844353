import type { FastifyReply } from 'fastify';

export function sendCalendar(reply: FastifyReply, file: string): FastifyReply {
  return reply
    .header('content-type', 'text/calendar; charset=utf-8')
    .header('content-disposition', 'attachment; filename="neuvo.ics"')
    .send(file);
}
