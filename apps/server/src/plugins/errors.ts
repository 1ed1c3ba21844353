import type { FastifyError, FastifyInstance } from 'fastify';
import { newId } from '#db';
import { conflictStatus, httpStatus, type ProtocolError } from '#protocol';
import { Refusal } from '../refusal.ts';

export const statusOf = (error: ProtocolError): number => httpStatus[error.code] ?? conflictStatus;

/** Errors by audience: a refusal is told, a malformed request is told as such, a bug is logged whole and told as an id. */
export function registerErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((thrown, request, reply) => {
    const error = toProtocolError(thrown);
    if (error.code === 'internal') {
      error.id = newId();
      request.log.error({ bug: error.id, name: thrown.name, stack: withoutMessage(thrown) }, 'a bug');
    }
    if (error.code === 'too-many-attempts' && typeof error.details?.retryAfterSeconds === 'number')
      void reply.header('retry-after', error.details.retryAfterSeconds);
    return reply.status(statusOf(error)).send({ error });
  });
}

export function toProtocolError(thrown: unknown): ProtocolError {
  if (thrown instanceof Refusal) return { ...thrown.error };
  const { statusCode, validation } = thrown as Partial<FastifyError>;
  if (validation) return { code: 'bad-request', fields: fieldsOf(validation) };
  if (statusCode === 413) return { code: 'too-large' };
  if (statusCode === 429) return { code: 'too-many-attempts' };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return { code: 'bad-request' };
  return { code: 'internal' };
}

const fieldsOf = (validation: NonNullable<FastifyError['validation']>) =>
  Object.fromEntries(
    validation.slice(0, 20).map((v) => [v.instancePath.slice(1).replaceAll('/', '.'), v.keyword]),
  );

/** A message may quote what a person typed (a constraint's value, a JSON snippet); the stack's frames may not. */
export function withoutMessage(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .join('\n');
}
