import type { FormContent, FormText } from '#domain';
import { ask, choose, option, scale, t, yesNo } from './ready-form-parts.ts';

/** The ready-made forms before a visit (F16). The Northern Sámi was written without a native speaker, as in the message files. */
const often: [FormText, FormText] = [
  t('ei koskaan', 'aldrig', 'never', 'ii goassege'),
  t('joka päivä', 'varje dag', 'every day', 'juohke beaivvi'),
];
export const parent: FormContent = {
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
export const teacher: FormContent = {
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
export const child: FormContent = {
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
