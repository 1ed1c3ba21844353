import type { FormContent, FormField, FormKind, FormOption, FormText, Instant } from '#domain';
import type { Tx } from './open.ts';
import { formTemplate, formVersion, serviceForm } from './schema.ts';

/** The county's own templates of the demo, which every municipality below it uses. */
const t = (fi: string, sv: string, en: string, se = ''): FormText => ({ fi, sv, en, se });
const none = t('', '', '');

const ask = (
  kind: 'short-text' | 'long-text' | 'date',
  id: string,
  label: FormText,
  help = none,
): FormField => ({ kind, id, label, help, required: false });
const option = (id: string, label: FormText, points = 0): FormOption => ({ id, label, points });
const choose = (
  kind: 'choice' | 'choices',
  id: string,
  label: FormText,
  options: FormOption[],
  help = none,
): FormField => ({ kind, id, label, help, required: false, options });
const section = (id: string, label: FormText, help = none): FormField => ({
  kind: 'section',
  id,
  label,
  help,
});
const scale = (
  id: string,
  label: FormText,
  [low, high]: [FormText, FormText],
  more: { help?: FormText; from?: number; to?: number; weight?: number } = {},
): FormField => {
  const { help = none, from = 0, to = 4, weight = 0 } = more;
  return { kind: 'scale', id, label, help, required: false, from, to, low, high, weight };
};
const yesNo = (id: string, label: FormText, points = 0, help = none): FormField => ({
  ...{ kind: 'yes-no', id, label, help, required: false, points },
});

const request: FormContent = {
  title: t('Konsultaatiopyyntö', 'Konsultationsförfrågan', 'Consultation request'),
  lead: t(
    'Täytä sen verran kuin tiedät. Asiantuntija lukee tämän ennen tapaamista.',
    'Fyll i så mycket du vet. Specialisten läser detta före mötet.',
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
const instrument: FormContent = {
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
        'Ring specialistens organisation redan i dag.',
        'Call the specialist’s organisation today.',
      ),
    },
  ],
};

const often: [FormText, FormText] = [
  t('ei koskaan', 'aldrig', 'never', 'ii goassege'),
  t('joka päivä', 'varje dag', 'every day', 'juohke beaivvi'),
];
const parent: FormContent = {
  title: t(
    'Ennen tapaamista: vanhemmalle',
    'Före mötet: till föräldern',
    'Before the meeting: for the parent',
    'Ovdal deaivvadeami: váhnemii',
  ),
  lead: t(
    'Kerro omin sanoin. Vastaa vain siihen, mihin haluat.',
    'Berätta med egna ord. Svara bara på det du vill.',
    'Tell us in your own words. Answer only what you want to.',
    'Muital iežat sániiguin. Vástit dušše dasa masa háliidat.',
  ),
  fields: [
    ask(
      'long-text',
      'worry',
      t('Mikä sinua huolettaa', 'Vad oroar dig', 'What worries you', 'Mii du fuolastuhttá'),
    ),
    ask('long-text', 'well', t('Mikä sujuu hyvin', 'Vad går bra', 'What goes well', 'Mii manná bures')),
    scale(
      'sleep',
      t(
        'Kuinka usein uni häiriintyy',
        'Hur ofta sömnen störs',
        'How often sleep is disturbed',
        'Man dávjá nahkár ráfehuvvá',
      ),
      often,
    ),
    ask(
      'long-text',
      'hope',
      t(
        'Mitä toivot tapaamiselta',
        'Vad hoppas du på av mötet',
        'What you hope for from the meeting',
        'Maid sávat deaivvadeamis',
      ),
    ),
  ],
  bands: [],
};
const teacher: FormContent = {
  title: t(
    'Ennen tapaamista: opettajalle',
    'Före mötet: till läraren',
    'Before the meeting: for the teacher',
    'Ovdal deaivvadeami: oahpaheaddjái',
  ),
  lead: t(
    'Kuvaa, mitä näet arjessa.',
    'Beskriv det du ser i vardagen.',
    'Describe what you see day by day.',
    'Muital maid oainnát árgabeaivvis.',
  ),
  fields: [
    ask('long-text', 'day', t('Miten päivä sujuu', 'Hur går dagen', 'How the day goes', 'Mo beaivi manná')),
    scale(
      'focus',
      t(
        'Kuinka usein keskittyminen on vaikeaa',
        'Hur ofta är det svårt att koncentrera sig',
        'How often concentrating is hard',
        'Man dávjá lea váttis vuojulduvvat',
      ),
      often,
    ),
    scale(
      'friends',
      t(
        'Kuinka usein lapsi on yksin',
        'Hur ofta är barnet ensamt',
        'How often the child is alone',
        'Man dávjá mánná lea okto',
      ),
      often,
    ),
    ask('long-text', 'helps', t('Mikä auttaa', 'Vad hjälper', 'What helps', 'Mii veahkeha')),
  ],
  bands: [],
};
const child: FormContent = {
  title: t('Sinun ajatuksesi', 'Dina tankar', 'Your thoughts', 'Du jurdagat'),
  lead: t(
    'Tässä ei ole oikeita eikä vääriä vastauksia.',
    'Det finns inga rätta eller fel svar.',
    'There are no right or wrong answers.',
    'Dás eai leat rivttes eaige boasttu vástádusat.',
  ),
  fields: [
    scale(
      'feel',
      t('Miltä sinusta tuntuu tänään', 'Hur känns det i dag', 'How do you feel today', 'Mo dus dovdo odne'),
      [t('huonolta', 'dåligt', 'bad', 'heittot'), t('hyvältä', 'bra', 'good', 'buorre')],
      { from: 1, to: 5 },
    ),
    ask('long-text', 'nice', t('Mikä on kivaa', 'Vad är roligt', 'What is nice', 'Mii lea suohtas')),
    ask('long-text', 'hard', t('Mikä on vaikeaa', 'Vad är svårt', 'What is hard', 'Mii lea váttis')),
    choose(
      'choices',
      'with',
      t(
        'Kenen kanssa on hyvä olla',
        'Med vem är det bra att vara',
        'Who is it good to be with',
        'Geainna lea buorre leat',
      ),
      [
        option('home', t('Kotiväen', 'De hemma', 'People at home', 'Ruovttuolbmuiguin')),
        option('friend', t('Kaverin', 'En kompis', 'A friend', 'Ustibiin')),
        option('teacher', t('Opettajan', 'En lärare', 'A teacher', 'Oahpaheaddjiin')),
        option('pet', t('Eläimen', 'Ett djur', 'An animal', 'Ealliin')),
        option('alone', t('Yksin', 'Ensam', 'Alone', 'Okto')),
      ],
    ),
    yesNo(
      'talk',
      t(
        'Haluatko itse puhua tapaamisessa',
        'Vill du själv prata på mötet',
        'Do you want to talk in the meeting yourself',
        'Háliidatgo ieš hállat deaivvadeamis',
      ),
    ),
  ],
  bands: [],
};
const answer: FormContent = {
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

const templates: [id: string, kind: FormKind, content: FormContent][] = [
  ['form-request', 'request', request],
  ['form-demandingness', 'instrument', instrument],
  ['form-parent', 'parent', parent],
  ['form-teacher', 'teacher', teacher],
  ['form-child', 'child', child],
  ['form-answer', 'answer', answer],
];
const used: [serviceId: string, organisationId: string, kinds: FormKind[]][] = [
  [
    'service-child-psychiatry',
    'org-sairaala',
    ['request', 'instrument', 'parent', 'teacher', 'child', 'answer'],
  ],
  ['service-adolescent-psychiatry', 'org-sairaala', ['request', 'instrument', 'answer']],
];

/** The templates in their first version, and the services that use them. */
export function seedForms(tx: Tx, now: Instant): void {
  const organisationId = 'org-suvanto';
  for (const [id, kind, content] of templates) {
    tx.insert(formTemplate).values({ id, organisationId, kind, draft: content, createdAt: now }).run();
    tx.insert(formVersion)
      .values({
        ...{ id: `${id}-1`, organisationId, templateId: id, number: 1, content },
        ...{ publishedAt: now, publishedBy: 'user-admin' },
      })
      .run();
  }
  for (const [serviceId, provider, kinds] of used)
    tx.insert(serviceForm)
      .values(
        kinds.map((kind) => {
          const [templateId] = templates.find(([, each]) => each === kind)!;
          return { serviceId, kind, templateId, organisationId: provider };
        }),
      )
      .run();
}
