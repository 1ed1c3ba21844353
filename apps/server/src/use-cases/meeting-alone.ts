import { conveners, isTakenOut, meetings, participants, seriesOfVisits, type Tx } from '#db';

/**
 * T5, T9: a meeting was changed by itself, on its own page or by a family's link. Whoever has an older page of its series open is
 * told so before anything is done from it, and who is in the meeting no more convenes it no more, also where that was decided by
 * hand. Nothing happens to a visit of no series.
 */
export function noteChangedAlone(tx: Tx, appointmentId: string): void {
  const [place] = meetings.ofAppointments(tx, [appointmentId]);
  if (!place) return;
  const { seriesId, n } = place;
  const { revision } = seriesOfVisits.byId(tx, seriesId)!;
  seriesOfVisits.change(tx, seriesId, revision);
  const meeting = meetings.of(tx, seriesId).find((each) => each.n === n)!;
  if (meeting.convenerId === null) return;
  const seat = participants.ofUser(tx, appointmentId, meeting.convenerId);
  if (!seat || isTakenOut(seat)) conveners.settle(tx, seriesId, n, null);
}
