import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bookAll,
  holdAll,
  holdUntil,
  isLivePart,
  moveAll,
  releaseAll,
  type HoldPart,
  type PartClaim,
  type SetDecision,
} from './claim-set.ts';
import { extend, extensionChoices, takeOver } from './running-late.ts';
import { overlaps } from './slots.ts';
import { minuteMs } from './time.ts';

/* A state machine over whatever several people do, decided one after the other as the database does. */
const now = 1_000_000_000_000;
const kinds = [
  ...['hold', 'book', 'move', 'cancel', 'override', 'wait'],
  ...['offer', 'confirm', 'release', 'sweep', 'take-over', 'extend'],
] as const;
const step = fc.record({
  kind: fc.constantFrom(...(kinds as readonly string[])),
  by: fc.constantFrom('ann', 'bo', 'cy'),
  service: fc.constantFrom('s', 't'),
  needs: fc.subarray(['p', 'q', 'room'], { minLength: 1 }),
  start: fc.integer({ min: 1, max: 8 }),
  length: fc.constantFrom(30, 45, 60),
  bufferMinutes: fc.constantFrom(0, 10),
  offered: fc.boolean(),
  pick: fc.nat(5),
  to: fc.constantFrom('p', 'q'),
  minutes: fc.constantFrom(...extensionChoices),
  // Sometimes the clock is set back: then what had lapsed is alive again.
  waitMinutes: fc.oneof(fc.integer({ min: 0, max: 15 }), fc.constant(-60)),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a visit was promised: to be found in the claims, exactly, until it is cancelled. */
type Promised = { startsAt: number; endsAt: number; needs: string[] };

class World {
  at = now;
  claims: PartClaim[] = [];
  promised = new Map<string, Promised>();
  /** What each set of holds is on, by the beginning of its claims' ids. */
  heldNeeds = new Map<string, string[]>();

  play(s: Step, index: number): void {
    const visitAt = now + s.start * 30 * minuteMs;
    const part = {
      startsAt: visitAt - s.bufferMinutes * minuteMs,
      endsAt: visitAt + (s.length + s.bufferMinutes) * minuteMs,
    };
    const command = {
      ...{ serviceId: s.service, by: s.by, startsAt: visitAt },
      parts: s.needs.map((resourceId) => ({ id: `c${index}-${resourceId}`, resourceId, ...part })),
      offered: s.kind === 'override' ? s.offered : true,
    };
    const promise = { startsAt: visitAt, endsAt: visitAt + s.length * minuteMs, needs: s.needs };
    const [picked] = [...this.promised.keys()].slice(s.pick % Math.max(1, this.promised.size));
    this.heldNeeds.set(`c${index}`, s.needs);
    switch (s.kind) {
      case 'wait':
        this.at += s.waitMinutes * minuteMs;
        return;
      case 'hold': {
        const decision = holdAll(command, this.claims, this.at);
        if (!decision.ok) return;
        this.apply(decision.value);
        // H5: held again for fewer it is the same hold, for those alone.
        for (const { id } of decision.value.claims) this.heldNeeds.set(id.split('-')[0]!, s.needs);
        return;
      }
      case 'offer': {
        const decision = holdUntil(
          { ...command, by: `offer${index}` },
          this.claims,
          this.at + 45 * minuteMs,
          this.at,
        );
        if (decision.ok) this.apply(decision.value);
        return;
      }
      case 'confirm':
        return this.confirm(s, index);
      case 'release': {
        const set = this.setOf(s);
        this.claims = this.claims.filter((claim) => !set.some(({ id }) => id === claim.id));
        return;
      }
      case 'sweep':
        this.claims = this.claims.filter((claim) => isLivePart(claim, this.at));
        return;
      case 'cancel': {
        if (picked === undefined) return;
        const ids = releaseAll(picked, this.claims);
        this.claims = this.claims.filter(({ id }) => !ids.includes(id));
        this.promised.delete(picked);
        return;
      }
      case 'move': {
        if (picked === undefined) return;
        const movedFrom = this.promised.get(picked)!.startsAt;
        const decision = moveAll({ ...command, appointmentId: picked, movedFrom }, this.claims, this.at);
        if (!decision.ok) return;
        this.apply(decision.value);
        this.promised.set(picked, promise);
        return;
      }
      case 'take-over':
        return picked === undefined ? undefined : this.takeOver(picked, s, `c${index}-taken`);
      case 'extend':
        return picked === undefined ? undefined : this.extend(picked, s);
      default: {
        const override = { by: s.by, reason: 'r', permitted: true };
        const book = { ...command, appointmentId: `a${index}` };
        const decision = bookAll(s.kind === 'override' ? { ...book, override } : book, this.claims, this.at);
        if (!decision.ok) return;
        this.apply(decision.value);
        this.promised.set(`a${index}`, promise);
      }
    }
  }

  /** One whole set of holds, an offer's too. */
  private setOf({ pick }: Step): HoldPart[] {
    const holds = this.claims.filter((claim): claim is HoldPart => claim.kind === 'hold');
    const sets = [...Map.groupBy(holds, ({ heldBy, serviceId }) => `${heldBy} ${serviceId}`).values()];
    return sets[pick % Math.max(1, sets.length)] ?? [];
  }

  /** Whoever holds a time, or was offered one, takes exactly that, be it too late or not (H6). */
  private confirm(s: Step, index: number): void {
    const set = this.setOf(s);
    if (set.length === 0) return;
    const { heldBy, serviceId, startsAt, endsAt } = set[0]!;
    const parts = set.map((part) => ({ ...part, id: `c${index}-${part.resourceId}` }));
    const command = { serviceId, by: heldBy, startsAt, offered: true, appointmentId: `a${index}` };
    const own = parts.map(({ id, resourceId }) => ({ id, resourceId, startsAt, endsAt }));
    const decision = bookAll({ ...command, parts: own }, this.claims, this.at);
    if (!decision.ok) return;
    this.apply(decision.value);
    this.promised.set(`a${index}`, { startsAt, endsAt, needs: own.map(({ resourceId }) => resourceId) });
  }

  private takeOver(appointmentId: string, { pick, to, by }: Step, claimId: string): void {
    const visit = this.promised.get(appointmentId)!;
    const from = visit.needs.filter((id) => id !== 'room')[pick % 2];
    if (from === undefined) return;
    const decision = takeOver(
      {
        ...{ appointmentId, expected: from, from, to, claimId, by, isOwnWill: false },
        ...{ status: 'booked', encounter: { status: 'planned' } },
      },
      this.claims,
      this.at,
    );
    if (!decision.ok) return;
    this.apply(decision.value);
    const rest = visit.needs.filter((id) => id !== from);
    const isNew = decision.value.claims.length > 0;
    this.promised.set(appointmentId, { ...visit, needs: isNew ? [...rest, to] : rest });
  }

  private extend(appointmentId: string, { minutes }: Step): void {
    const visit = this.promised.get(appointmentId)!;
    const encounter =
      this.at < visit.startsAt
        ? { status: 'planned' as const }
        : { status: 'in-progress' as const, startedAt: visit.startsAt };
    const { startsAt, endsAt } = visit;
    const decision = extend({ appointmentId, startsAt, endsAt, encounter }, minutes, this.claims, this.at);
    if (!decision.ok) return;
    this.apply(decision.value);
    this.promised.set(appointmentId, { ...visit, endsAt: decision.value.endsAt });
  }

  private apply(decision: Pick<SetDecision<PartClaim>, 'claims' | 'removeIds'>): void {
    const gone = new Set([...decision.removeIds, ...decision.claims.map(({ id }) => id)]);
    this.claims = [...this.claims.filter(({ id }) => !gone.has(id)), ...decision.claims];
  }

  check(): void {
    const meets = (a: PartClaim) => (b: PartClaim) =>
      a.id !== b.id && a.resourceId === b.resourceId && overlaps(a, b);
    expect(this.claims.filter((a) => this.claims.some(meets(a)))).toEqual([]);
    for (const [id, { startsAt, endsAt, needs }] of this.promised) {
      const own = this.claims.filter((claim) => claim.kind === 'booking' && claim.appointmentId === id);
      expect(own.map(({ resourceId }) => resourceId).sort()).toEqual([...needs].sort());
      for (const claim of own) {
        // Q12: of what was taken over late, what had passed is nobody's.
        expect(claim.startsAt <= startsAt || claim.id.endsWith('taken')).toBe(true);
        expect(claim.endsAt).toBeGreaterThanOrEqual(endsAt);
      }
    }
    const holds = this.claims.filter((claim) => claim.kind === 'hold');
    // H4: one person holds one time of a service.
    for (const own of Map.groupBy(holds, ({ heldBy, serviceId }) => `${heldBy} ${serviceId}`).values())
      expect(
        new Set(own.map(({ startsAt, expiresAt, id }) => `${startsAt} ${expiresAt} ${id.split('-')[0]}`))
          .size,
      ).toBe(1);
    // H10: whatever is left of a set of holds, lapsed or not, is all of it.
    for (const [set, parts] of Map.groupBy(holds, ({ id }) => id.split('-')[0]!))
      expect(parts.map(({ resourceId }) => resourceId).sort()).toEqual([...this.heldNeeds.get(set)!].sort());
    for (const claim of this.claims)
      if (claim.kind === 'booking') expect(this.promised.has(claim.appointmentId)).toBe(true);
  }
}

describe('any interleaving', () => {
  it('[H1–H14] [L2] [Q12] [Y16] double-books no resource, splits no set, and loses no booked visit', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const world = new World();
        steps.forEach((s, index) => {
          world.play(s, index);
          world.check();
        });
      }),
      { numRuns: 150 },
    );
  });
});
