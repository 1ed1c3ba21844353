import { emptyRequest, type AnswerContent, type RequestContent } from '#domain';

/* What fictional people ask and answer in demo mode. */

export function request(
  question: string,
  initials: string,
  birthYear: number,
  guest: string,
  language: 'fi' | 'sv' = 'fi',
): RequestContent {
  const name = guest.split(' ')[1] ?? guest;
  return {
    ...emptyRequest,
    question,
    background: '',
    urgency: 'routine',
    subject: { kind: 'new-case', initials, birthYear },
    consentNoted: true,
    guests: [{ name, channel: 'email', address: `${name.toLowerCase()}@perhe.example`, language }],
  };
}

export const anonymous = (question: string): RequestContent => ({
  ...emptyRequest,
  question,
  urgency: 'soon',
  subject: { kind: 'anonymous' },
});

export const answer: AnswerContent = {
  kind: 'advice',
  recommendation:
    'Sovitaan koulun ja kodin kanssa yhteinen, lyhyt aamurutiini ja yksi turvallinen aikuinen, jonka luo lapsi voi mennä. Vanhemmat saavat tuekseen perhetyön.',
  followUp:
    'Kouluterveydenhoitaja soittaa kotiin kahden viikon kuluttua. Uusi konsultaatio, jos tilanne ei helpota kuukaudessa.',
  mandate: '',
};
