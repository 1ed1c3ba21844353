import type { FormContent } from '#domain';
import { ask, choose, none, option, section, t, yesNo } from './ready-form-parts.ts';

/** The forms of the demo's case types. The Northern Sámi was written without a native speaker, as in the message files. */
export const youthRequest: FormContent = {
  title: t(
    'Nuorisopsykiatrinen konsultaatiopyyntö',
    'Ungdomspsykiatrisk konsultationsförfrågan',
    'Adolescent psychiatry request',
  ),
  lead: none,
  fields: [
    section('question', t('Kysymys', 'Fråga', 'Question')),
    choose('choice', 'need', t('Mitä tiimi kysyy', 'Vad teamet frågar', 'What the team asks'), [
      option(
        'advice',
        t('Neuvoa tiimin omaan työhön', 'Råd för teamets eget arbete', 'Advice for the team’s own work'),
      ),
      option(
        'care',
        t('Tarvitaanko erikoissairaanhoitoa', 'Behövs specialsjukvård', 'Whether specialised care is needed'),
      ),
      option(
        'safety',
        t('Miten turvallisuus varmistetaan', 'Hur tryggheten säkras', 'How safety is ensured'),
      ),
    ]),
    section('background', t('Tausta', 'Bakgrund', 'Background')),
    ask(
      'long-text',
      'mood',
      t('Nuoren vointi ja arki', 'Den ungas mående och vardag', 'How the young person is, and everyday life'),
    ),
    ask('long-text', 'tried', t('Mitä on jo kokeiltu', 'Vad ni redan har prövat', 'What has been tried')),
    section(
      'hoped',
      t('Toivottu neuvo ja seuranta', 'Önskat råd och uppföljning', 'Advice hoped for, and follow-up'),
    ),
    ask(
      'long-text',
      'advice',
      t('Mihin neuvoa tarvitaan', 'Vad råd behövs för', 'What advice is needed for'),
    ),
    ask(
      'short-text',
      'follow-up',
      t('Kuka tiimissä seuraa', 'Vem i teamet följer upp', 'Who in the team follows up'),
    ),
  ],
  bands: [],
};

export const youthAnswer: FormContent = {
  title: t('Neuvo ja seuranta', 'Råd och uppföljning', 'Advice and follow-up'),
  lead: none,
  fields: [
    section('advice', t('Neuvo', 'Råd', 'Advice')),
    ask('long-text', 'team', t('Mitä tiimi tekee', 'Vad teamet gör', 'What the team does')),
    ask(
      'long-text',
      'when',
      t('Milloin ottaa uudelleen yhteyttä', 'När ny kontakt ska tas', 'When to contact again'),
    ),
    section('follow-up', t('Seuranta', 'Uppföljning', 'Follow-up')),
    ask('short-text', 'responsible', t('Vastuuhenkilö', 'Ansvarig', 'Who is responsible')),
    ask('date', 'check', t('Seurannan päivä', 'Dag för uppföljning', 'Day of follow-up')),
  ],
  bands: [],
};

export const diabetesRequest: FormContent = {
  title: t('Nuoren diabeteksen hoito', 'Vården av en ung persons diabetes', 'A young person’s diabetes care'),
  lead: none,
  fields: [
    section('balance', t('Hoitotasapaino', 'Vårdbalans', 'Balance')),
    ask(
      'short-text',
      'hba1c',
      t('Viimeisin HbA1c ja päivä', 'Senaste HbA1c och dag', 'Latest HbA1c and its day'),
    ),
    choose('choice', 'device', t('Hoitomuoto', 'Behandling', 'Treatment'), [
      option('pump', t('Insuliinipumppu', 'Insulinpump', 'Insulin pump')),
      option('pen', t('Monipistoshoito', 'Flerdosbehandling', 'Multiple injections')),
    ]),
    yesNo('acidosis', t('Ketoasidoosi vuoden aikana', 'Ketoacidos under året', 'Ketoacidosis within a year')),
    section('background', t('Tausta', 'Bakgrund', 'Background')),
    ask(
      'long-text',
      'mood',
      t('Nuoren vointi ja arki', 'Den ungas mående och vardag', 'How the young person is, and everyday life'),
    ),
    ask('long-text', 'tried', t('Mitä on jo kokeiltu', 'Vad ni redan har prövat', 'What has been tried')),
  ],
  bands: [],
};

export const diabetesParent: FormContent = {
  title: t(
    'Ennen tapaamista: diabetes kotona',
    'Före mötet: diabetes hemma',
    'Before the meeting: diabetes at home',
    'Ovdal deaivvadeami: diabetes ruovttus',
  ),
  lead: none,
  fields: [
    ask(
      'long-text',
      'help',
      t(
        'Miten autat nuorta hoidossa',
        'Hur du hjälper den unga med vården',
        'How you help with the care',
        'Mo don veahkehat nuora dikšumis',
      ),
    ),
    ask(
      'long-text',
      'hard',
      t('Mikä on vaikeinta', 'Vad är svårast', 'What is hardest', 'Mii lea váddáseamos'),
    ),
  ],
  bands: [],
};

export const offenceRequest: FormContent = {
  title: t(
    'Risu: alle 18-vuotias rikoksesta epäilty',
    'Risu: under 18, misstänkt för brott',
    'Risu: under 18, suspected of an offence',
  ),
  lead: t(
    'Poliisi näkee osiot Rikosasia ja Verkosto, ei muita.',
    'Polisen ser avsnitten Brottsärendet och Nätverket, inte de andra.',
    'The police see the sections The offence and The network, no others.',
  ),
  fields: [
    section('offence', t('Rikosasia', 'Brottsärendet', 'The offence')),
    ask(
      'short-text',
      'stage',
      t('Missä vaiheessa asia on', 'I vilket skede ärendet är', 'At what stage it is'),
    ),
    yesNo('repeated', t('Tekoja on useita', 'Det finns flera gärningar', 'There are several')),
    section('health', t('Vointi ja tuen tarve', 'Mående och behov av stöd', 'Wellbeing and need of support')),
    ask(
      'long-text',
      'mood',
      t('Nuoren vointi ja arki', 'Den ungas mående och vardag', 'How the young person is, and everyday life'),
    ),
    ask('long-text', 'substances', t('Päihteet', 'Rusmedel', 'Substances')),
    section('network', t('Verkosto', 'Nätverket', 'The network')),
    ask(
      'long-text',
      'involved',
      t(
        'Ketkä ovat mukana ja kuka vastaa',
        'Vilka som är med och vem ansvarar',
        'Who is involved, and who is responsible',
      ),
    ),
  ],
  bands: [],
};

export const offenceAnswer: FormContent = {
  title: t('Risu: vastaus', 'Risu: svar', 'Risu: answer'),
  lead: none,
  fields: [
    section('assessment', t('Arvio voinnista', 'Bedömning av måendet', 'Assessment of wellbeing')),
    ask('long-text', 'assessment-text', t('Arvio', 'Bedömning', 'Assessment')),
    section('agreed', t('Yhdessä sovittu', 'Gemensamt avtalat', 'Agreed together')),
    ask(
      'long-text',
      'agreed-text',
      t('Mitä sovittiin ja kuka tekee', 'Vad som avtalades och vem gör', 'What was agreed and who does it'),
    ),
  ],
  bands: [],
};

export const jointRequest: FormContent = {
  title: t('Yhteinen asiakas', 'Gemensam klient', 'Joint client'),
  lead: none,
  fields: [
    section('protection', t('Lastensuojelu', 'Barnskyddet', 'Child protection')),
    choose('choice', 'measure', t('Missä vaiheessa', 'I vilket skede', 'At what stage'), [
      option('open', t('Avohuolto', 'Öppenvård', 'Open care')),
      option('placed', t('Sijoitettu', 'Placerad', 'Placed')),
      option('after', t('Jälkihuolto', 'Eftervård', 'Aftercare')),
    ]),
    ask(
      'short-text',
      'worker',
      t('Vastuusosiaalityöntekijä', 'Ansvarig socialarbetare', 'Responsible social worker'),
    ),
    section('psychiatry', t('Psykiatria', 'Psykiatrin', 'Psychiatry')),
    ask(
      'long-text',
      'mood',
      t('Nuoren vointi ja arki', 'Den ungas mående och vardag', 'How the young person is, and everyday life'),
    ),
    section('together', t('Yhdessä', 'Tillsammans', 'Together')),
    ask(
      'long-text',
      'division',
      t(
        'Mistä vastuusta on sovittava',
        'Vilket ansvar som ska avtalas',
        'Which responsibility has to be agreed',
      ),
    ),
  ],
  bands: [],
};
