import type { FormContent, FormText } from '#domain';
import { ask, choose, option, scale, section, t, yesNo } from './ready-form-parts.ts';

/** The ready-made forms for staff (F16): the request, the instrument with it, and the specialist's answer. */
export const request: FormContent = {
  title: t('Konsultaatiopyyntö', 'Konsultationsförfrågan', 'Consultation request'),
  lead: t(
    'Täytä sen verran kuin tiedät. Asiantuntija lukee tämän ennen tapaamista.',
    'Fyll i så mycket du vet. Den sakkunniga läser detta före mötet.',
    'Fill in as much as you know. The specialist reads this before the meeting.',
  ),
  fields: [
    section('background', t('Tausta', 'Bakgrund', 'Background')),
    ask('date', 'since', t('Milloin huoli alkoi', 'När oron började', 'When the worry began')),
    ask(
      'long-text',
      'tried',
      t('Mitä on jo kokeiltu', 'Vad ni redan har prövat', 'What has been tried'),
      t('Myös se, mikä on auttanut.', 'Också det som har hjälpt.', 'Also what has helped.'),
    ),
    ask('long-text', 'strengths', t('Lapsen vahvuudet', 'Barnets styrkor', 'The child’s strengths')),
    choose(
      'choices',
      'network',
      t('Ketkä ovat jo mukana', 'Vilka som redan är med', 'Who is involved already'),
      [
        option('school', t('Koulu tai päiväkoti', 'Skola eller daghem', 'School or day care')),
        option('family-work', t('Perhetyö', 'Familjearbete', 'Family work')),
        option('clinic', t('Perheneuvola', 'Familjerådgivning', 'Family guidance clinic')),
        option('protection', t('Lastensuojelu', 'Barnskydd', 'Child protection')),
        option('health', t('Terveydenhuolto', 'Hälsovård', 'Health care')),
      ],
    ),
    section('wish', t('Mitä toivot', 'Vad du önskar', 'What you wish for')),
    choose('choice', 'need', t('Mitä tarvitset eniten', 'Vad du behöver mest', 'What you need most'), [
      option('think', t('Yhteistä pohdintaa', 'Gemensam reflektion', 'Thinking together')),
      option('plan', t('Suunnitelman arkeen', 'En plan för vardagen', 'A plan for everyday life')),
      option('refer', t('Arvion jatkohoidosta', 'Bedömning av fortsatt vård', 'A view on further care')),
    ]),
    ask(
      'long-text',
      'follow-up',
      t(
        'Miten asia etenee tapaamisen jälkeen',
        'Hur det går vidare efter mötet',
        'What happens after the meeting',
      ),
      t(
        'Kuka vastaa ja milloin tavataan.',
        'Vem ansvarar och när ni ses.',
        'Who is responsible and when you meet.',
      ),
    ),
  ],
  bands: [],
};

const ends: [FormText, FormText] = [
  t('ei lainkaan', 'inte alls', 'not at all'),
  t('hyvin paljon', 'väldigt mycket', 'very much'),
];
export const instrument: FormContent = {
  title: t('Vaativuusmittari', 'Mätare för svårighetsgrad', 'Demandingness instrument'),
  lead: t(
    'Mittari auttaa arvioimaan kiireellisyyttä. Sinä päätät.',
    'Mätaren hjälper att bedöma hur bråttom det är. Du bestämmer.',
    'The instrument helps to judge how urgent it is. You decide.',
  ),
  fields: [
    scale(
      'everyday',
      t(
        'Paljonko huoli haittaa arkea',
        'Hur mycket oron stör vardagen',
        'How much the worry disturbs everyday life',
      ),
      ends,
      { weight: 2 },
    ),
    scale(
      'school',
      t(
        'Paljonko se haittaa koulua tai päiväkotia',
        'Hur mycket den stör skolan eller daghemmet',
        'How much it disturbs school or day care',
      ),
      ends,
      { weight: 1 },
    ),
    choose(
      'choice',
      'duration',
      t('Kauanko se on jatkunut', 'Hur länge den har pågått', 'How long it has lasted'),
      [
        option('weeks', t('Alle kuukauden', 'Under en månad', 'Less than a month'), 0),
        option('months', t('1–6 kuukautta', '1–6 månader', '1–6 months'), 2),
        option('longer', t('Yli puoli vuotta', 'Över ett halvt år', 'More than half a year'), 3),
      ],
    ),
    choose(
      'choices',
      'load',
      t('Mikä kuormittaa perhettä', 'Vad som belastar familjen', 'What burdens the family'),
      [
        option('health', t('Vanhemman sairaus', 'Förälders sjukdom', 'A parent’s illness'), 1),
        option('separation', t('Ero tai riidat', 'Separation eller gräl', 'Separation or conflict'), 1),
        option('money', t('Rahahuolet', 'Ekonomiska bekymmer', 'Money worries'), 1),
        option('alone', t('Tukiverkko puuttuu', 'Stödnätverk saknas', 'No support around'), 1),
      ],
    ),
    yesNo(
      'danger',
      t(
        'Onko lapsi tai joku muu vaarassa',
        'Är barnet eller någon annan i fara',
        'Is the child or somebody else in danger',
      ),
      8,
      t('Välittömässä vaarassa soita 112.', 'Vid omedelbar fara ring 112.', 'In immediate danger call 112.'),
    ),
  ],
  bands: [
    {
      from: 0,
      urgency: 'routine',
      route: 'direct',
      lengthMinutes: 30,
      advice: t(
        'Neuvo perustasolle yleensä riittää.',
        'Råd till basnivån brukar räcka.',
        'Advice to basic services is usually enough.',
      ),
    },
    {
      from: 8,
      urgency: 'soon',
      route: 'direct',
      lengthMinutes: 45,
      advice: t('Pyydä perhe mukaan.', 'Be familjen delta.', 'Ask the family to join.'),
    },
    {
      from: 15,
      urgency: 'urgent',
      route: 'triage',
      lengthMinutes: 60,
      advice: t(
        'Soita asiantuntijan organisaatioon jo tänään.',
        'Ring den sakkunnigas organisation redan i dag.',
        'Call the specialist’s organisation today.',
      ),
    },
  ],
};

export const answer: FormContent = {
  title: t('Jäsennelty vastaus', 'Strukturerat svar', 'Structured answer'),
  lead: t('Täydentää suosituksen.', 'Kompletterar rekommendationen.', 'Adds to the recommendation.'),
  fields: [
    ask(
      'long-text',
      'assessment',
      t('Arvio tilanteesta', 'Bedömning av läget', 'Assessment of the situation'),
    ),
    choose('choices', 'actions', t('Sovitut toimet', 'Överenskomna åtgärder', 'Agreed actions'), [
      option('home', t('Tuki kotiin', 'Stöd hem', 'Support at home')),
      option(
        'school',
        t('Tuki kouluun tai päiväkotiin', 'Stöd i skola eller daghem', 'Support at school or day care'),
      ),
      option('meeting', t('Verkostotapaaminen', 'Nätverksmöte', 'Network meeting')),
      option('referral', t('Lähete jatkohoitoon', 'Remiss till fortsatt vård', 'Referral to further care')),
    ]),
    ask('short-text', 'responsible', t('Vastuuhenkilö', 'Ansvarig', 'Who is responsible')),
    ask('date', 'check', t('Seurannan päivä', 'Dag för uppföljning', 'Day of follow-up')),
  ],
  bands: [],
};
