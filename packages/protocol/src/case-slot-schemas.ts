import { Type } from 'typebox';
import { At, Id, ShortText, nullable, oneOf, strict } from './schemas.ts';

export const CaseSlotView = strict({
  index: Type.Integer(),
  startsAt: At,
  endsAt: At,
  isTaken: Type.Boolean(),
  /** Null while nobody's, and while it is not told whose it is (CT10). `label`: initials and birth year. */
  case: nullable(strict({ id: Id, label: ShortText })),
  /** Whether the signed-in person may give this slot to a case, or take it back, now. */
  mayChange: Type.Boolean(),
});

export const CaseSlots = strict({
  /** Why a meeting has none: it is held without client data (V11), or nobody has cut it. */
  state: oneOf(['cut', 'not-cut', 'anonymous-only']),
  slots: Type.Array(CaseSlotView),
  mayCut: Type.Boolean(),
  serverNow: At,
});
