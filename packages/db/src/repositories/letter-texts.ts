import { and, eq } from 'drizzle-orm';
import type { Language, LetterChannel, LetterText, OwnLetterKind } from '#domain';
import type { Tx } from '../open.ts';
import { written } from '../prepared.ts';
import { letterText, userAccount } from '../schema.ts';

export type LetterPlace = { kind: OwnLetterKind; channel: LetterChannel; language: Language };

const nearest = written<LetterText>(`
  WITH RECURSIVE above (id, depth) AS (
    SELECT :organisationId, 0
    UNION ALL
    SELECT o.parent_id, above.depth + 1 FROM organisation o JOIN above ON o.id = above.id
    WHERE o.parent_id IS NOT NULL AND above.depth < 20
  )
  SELECT t.subject, t.body FROM above
  JOIN letter_text t ON t.organisation_id = above.id
    AND t.kind = +:kind AND t.channel = :channel AND t.language = :language
  ORDER BY above.depth LIMIT 1`);

const at = (organisationId: string, { kind, channel, language }: LetterPlace) =>
  and(
    eq(letterText.organisationId, organisationId),
    eq(letterText.kind, kind),
    eq(letterText.channel, channel),
    eq(letterText.language, language),
  );

/** Z1: what organisations say in their own words. */
export const letterTexts = {
  /** Its own words, else those of the nearest organisation above it that has some; undefined for Neuvo's. */
  nearest: (tx: Tx, organisationId: string, place: LetterPlace): LetterText | undefined =>
    nearest(tx, { organisationId, ...place })[0],

  own: (tx: Tx, organisationId: string) =>
    tx
      .select({ text: letterText, writtenByName: userAccount.name })
      .from(letterText)
      .innerJoin(userAccount, eq(userAccount.id, letterText.writtenBy))
      .where(eq(letterText.organisationId, organisationId))
      .all(),

  writtenAt: (tx: Tx, organisationId: string, place: LetterPlace): number | null =>
    tx.select({ at: letterText.writtenAt }).from(letterText).where(at(organisationId, place)).get()?.at ??
    null,

  save: (tx: Tx, row: typeof letterText.$inferInsert): void => {
    tx.delete(letterText).where(at(row.organisationId, row)).run();
    tx.insert(letterText).values(row).run();
  },

  remove: (tx: Tx, organisationId: string, place: LetterPlace): void => {
    tx.delete(letterText).where(at(organisationId, place)).run();
  },
};
