import type { Settings } from './settings.ts';

/** What a real installation runs without, but not as its people expect: a sentence each, for whoever starts it. */
export function gapsIn({ demo, smtp, sms, media, publicUrl }: Settings): string[] {
  if (demo) return [];
  const gaps: string[] = [];
  if (!smtp) gaps.push('SMTP_URL is not set: invitations, reminders and new passwords wait until it is.');
  if (!sms)
    gaps.push(
      'SMS_GATEWAY_URL is not set: nothing is sent by text message, and no family can book by itself.',
    );
  if (media.announcedAddresses.length === 0 && publicUrl.hostname !== 'localhost')
    gaps.push(
      'MEDIA_ANNOUNCED_ADDRESS is not set: only browsers on this machine can see and hear each other.',
    );
  return gaps;
}
