/** How a person is known: an address on a channel, and how sure we are of it. */
export interface DemoIdentity {
  channel: 'email' | 'chat' | 'phone'
  address: string
  trust: 'claimed' | 'channel-verified'
}

export interface DemoCustomer {
  key: string
  name: string
  company?: string
  title?: string
  plan?: string
  timezone: string
  language: string
  bike: string
  town: string
  /** The first is how they usually write. Those after it were merged into it long ago. */
  identities: DemoIdentity[]
  /** How lively the history is: 1 seldom, 5 often. */
  weight: number
  /** Typed in a chat: makes a suggestion, no identity. */
  typed?: { channel: 'email' | 'phone'; address: string }
  /** Another record of the same person, which nobody has merged yet: it is one of the demo's questions. */
  twinOf?: string
}

const mail = (address: string): DemoIdentity => ({ channel: 'email', address, trust: 'channel-verified' })
const form = (address: string): DemoIdentity => ({ channel: 'email', address, trust: 'claimed' })
const chat = (visitor: string): DemoIdentity => ({ channel: 'chat', address: visitor, trust: 'claimed' })
const phone = (address: string): DemoIdentity => ({ channel: 'phone', address, trust: 'claimed' })

type Row = [
  key: string,
  name: string,
  language: string,
  timezone: string,
  town: string,
  bike: string,
  weight: number,
  identities: DemoIdentity[],
]
type More = Partial<Pick<DemoCustomer, 'company' | 'title' | 'plan' | 'typed' | 'twinOf'>>
const person = ([key, name, language, timezone, town, bike, weight, identities]: Row, more: More = {}): DemoCustomer => ({
  key,
  name,
  language,
  timezone,
  town,
  bike,
  weight,
  identities,
  ...more,
})

const BALTIMORE = 'America/New_York'
const BERLIN = 'Europe/Berlin'
const LONDON = 'Europe/London'

/** Forty records; five of them are second records of somebody among the others. */
export const customers: readonly DemoCustomer[] = [
  person(['marta', 'Marta Okonjo', 'en', LONDON, 'Leeds', 'Rook Courier', 5, [mail('marta@rivet.example')]], {
    company: 'Rivet Couriers',
    title: 'Fleet manager',
    plan: 'Fleet 50',
  }),
  person(['marta-chat', 'Marta', 'en', LONDON, 'Leeds', 'Rook Courier', 1, [chat('vq7k2m9t4w')]], {
    typed: { channel: 'email', address: 'marta@rivet.example' },
    twinOf: 'marta',
  }),
  person(['jonas', 'Jonas Weidner', 'de', BERLIN, 'Freiburg', 'Heron S', 3, [mail('jonas.weidner@postbox.example'), chat('k3n8b5x2pa')]]),
  person(
    [
      'adaeze',
      'Adaeze Nwosu',
      'en',
      BALTIMORE,
      'Baltimore',
      'Heron L',
      4,
      [mail('adaeze.nwosu@brightmail.example'), phone('+12025550168')],
    ],
    { plan: 'Care' },
  ),
  person(['adaeze-form', 'A. Nwosu', 'en', BALTIMORE, 'Baltimore', 'Heron L', 1, [form('adaeze.nwosu@brightmail.example')]], {
    twinOf: 'adaeze',
  }),
  person(['pernille', 'Pernille Holm', 'da', 'Europe/Copenhagen', 'Aarhus', 'Pelican', 3, [mail('pernille@holm-familien.example')]]),
  person(['samir', 'Samir Haddad', 'fr', 'Europe/Paris', 'Lyon', 'Heron L', 3, [mail('s.haddad@courrielbleu.example')]]),
  person(['samir-chat', 'Samir', 'fr', 'Europe/Paris', 'Lyon', 'Heron L', 1, [chat('d6r1y8c4hz')]], {
    typed: { channel: 'email', address: 's.haddad@courrielbleu.example' },
    twinOf: 'samir',
  }),
  person(['lior', 'Lior Amsel', 'en', BALTIMORE, 'Philadelphia', 'Wren', 2, [mail('lior.amsel@brightmail.example')]]),
  person(['grace', 'Grace Tan', 'en', LONDON, 'Bristol', 'Finch 20', 3, [mail('grace.tan@postbox.example'), chat('w2f9s6j1le')]]),
  person(['tomas', 'Tomas Berg', 'sv', 'Europe/Stockholm', 'Uppsala', 'Heron S', 2, [mail('tomas.berg@nordpost.example')]]),
  person(['roland', 'Roland Peck', 'en', LONDON, 'York', 'Heron L', 3, [mail('roland@peckjoinery.example')]], {
    company: 'Peck Joinery',
    title: 'Owner',
  }),
  person(['gwen', 'Gwen Abara', 'en', BALTIMORE, 'Richmond', 'Pelican Long', 2, [phone('+12025550143')]]),
  person(['gwen-chat', 'Gwen A.', 'en', BALTIMORE, 'Richmond', 'Pelican Long', 1, [chat('m5t3v0q7ub')]], {
    typed: { channel: 'phone', address: '+12025550143' },
    twinOf: 'gwen',
  }),
  person(['lars', 'Lars Dahlin', 'sv', 'Europe/Stockholm', 'Malmö', 'Rook Courier', 4, [mail('lars@dahlinfreight.example')]], {
    company: 'Dahlin Freight',
    title: 'Operations lead',
    plan: 'Fleet 20',
  }),
  person(
    ['lars-second', 'Lars Dahlin', 'sv', 'Europe/Stockholm', 'Malmö', 'Rook Courier', 1, [mail('lars.dahlin@dahlinfreight.example')]],
    { company: 'Dahlin Freight', twinOf: 'lars' },
  ),
  person(
    [
      'rosalind',
      'Rosalind Achterberg',
      'nl',
      'Europe/Amsterdam',
      'Utrecht',
      'Rook Courier',
      4,
      [mail('r.achterberg@stadspost.example'), phone('+12025550133')],
    ],
    {
      company: 'Stadspost Utrecht',
      title: 'Fleet coordinator',
      plan: 'Fleet 50',
    },
  ),
  person(['noor', 'Noor Rahimi', 'en', LONDON, 'Manchester', 'Wren', 2, [mail('noor.rahimi@postbox.example')]]),
  person([
    'etienne',
    'Étienne Caron',
    'fr',
    'Europe/Paris',
    'Nantes',
    'Pelican',
    3,
    [mail('etienne.caron@courrielbleu.example'), chat('a8p4z6n3rk')],
  ]),
  person([
    'ola',
    'Ola Bergström',
    'sv',
    'Europe/Stockholm',
    'Gothenburg',
    'Heron L',
    2,
    [mail('ola@nordpost.example'), phone('+12025550129')],
  ]),
  person([
    'fatima',
    'Fatima Zahra Idrissi',
    'fr',
    'Europe/Brussels',
    'Ghent',
    'Finch 16',
    2,
    [mail('fz.idrissi@courrielbleu.example'), phone('+12025550126')],
  ]),
  person([
    'declan',
    'Declan Moore',
    'en',
    'Europe/Dublin',
    'Cork',
    'Heron S',
    3,
    [mail('declan.moore@brightmail.example'), chat('t1h7g5e9xc')],
  ]),
  person(['yuki', 'Yuki Tanabe', 'en', LONDON, 'London', 'Wren', 2, [chat('c9l2w8d6ov')]]),
  person(['mirela', 'Mirela Popescu', 'en', 'Europe/Bucharest', 'Cluj', 'Heron S', 1, [form('mirela.popescu@postbox.example')]]),
  person(['anton', 'Anton Kessler', 'de', BERLIN, 'Münster', 'Pelican', 3, [mail('a.kessler@kessler-baeckerei.example')]], {
    company: 'Bäckerei Kessler',
    title: 'Baker',
  }),
  person([
    'priscilla',
    'Priscilla Mbeki',
    'en',
    LONDON,
    'Brighton',
    'Heron L',
    2,
    [mail('priscilla.mbeki@brightmail.example'), phone('+12025550128')],
  ]),
  person([
    'hugo',
    'Hugo Fernandes',
    'pt',
    'Europe/Lisbon',
    'Porto',
    'Heron S',
    2,
    [mail('hugo.fernandes@postbox.example'), phone('+12025550125')],
  ]),
  person(
    [
      'ingrid',
      'Ingrid Solheim',
      'no',
      'Europe/Oslo',
      'Bergen',
      'Heron L',
      3,
      [mail('ingrid@solheim-arkitekter.example'), phone('+12025550123')],
    ],
    {
      company: 'Solheim Arkitekter',
    },
  ),
  person(['walter', 'Walter Huang', 'en', BALTIMORE, 'Pittsburgh', 'Wren', 2, [form('walter.huang@brightmail.example')]]),
  person([
    'sanne',
    'Sanne de Wit',
    'nl',
    'Europe/Amsterdam',
    'Delft',
    'Pelican Long',
    4,
    [mail('sanne.dewit@postbox.example'), chat('e0u6k9b2fy')],
  ]),
  person(['kofi', 'Kofi Asante', 'en', LONDON, 'Sheffield', 'Heron S', 2, [mail('kofi.asante@postbox.example')]]),
  person(['lucia', 'Lucía Herrero', 'es', 'Europe/Madrid', 'Valencia', 'Wren', 2, [mail('lucia.herrero@brightmail.example')]]),
  person(['matteo', 'Matteo Ricci', 'it', 'Europe/Rome', 'Ferrara', 'Heron L', 2, [chat('y4j8i1s7gq')]]),
  person([
    'birgit',
    'Birgit Lang',
    'de',
    'Europe/Vienna',
    'Graz',
    'Heron S',
    2,
    [mail('birgit.lang@postbox.example'), phone('+12025550127')],
  ]),
  person(
    ['owen', 'Owen Pritchard', 'en', LONDON, 'Cardiff', 'Pelican', 3, [mail('owen@pritchard-plumbing.example'), phone('+12025550122')]],
    {
      company: 'Pritchard Plumbing',
      title: 'Owner',
    },
  ),
  person([
    'zofia',
    'Zofia Wrona',
    'pl',
    'Europe/Warsaw',
    'Kraków',
    'Finch 20',
    2,
    [mail('zofia.wrona@postbox.example'), phone('+12025550124')],
  ]),
  person(['dara', 'Dara Chhay', 'en', BALTIMORE, 'Arlington', 'Heron S', 1, [chat('n3x5m0o8lt')]]),
  person(['helen', 'Helen Forsyth', 'en', LONDON, 'Edinburgh', 'Rook Courier', 4, [mail('helen.forsyth@capitalparcel.example')]], {
    company: 'Capital Parcel',
    title: 'Workshop lead',
    plan: 'Fleet 20',
  }),
  person(['joao', 'João Matos', 'pt', 'Europe/Lisbon', 'Aveiro', 'Heron L', 1, [form('joao.matos@postbox.example')]]),
  person([
    'claire',
    'Claire Whitcombe',
    'en',
    LONDON,
    'Bath',
    'Heron S',
    2,
    [mail('claire.whitcombe@brightmail.example'), chat('b7o2r4v9ij')],
  ]),
]
