import type { QueueKey } from './company.ts'
import type { Story } from './story.ts'

/** A matter that is still open. Each line begins with the hours since it was said, then who says it (see `story.ts`). */
export interface OpenStory extends Pick<Story, 'channel' | 'kind' | 'subject' | 'tags' | 'priority'> {
  customer: string
  queue: QueueKey
  /** Null: it waits for somebody. */
  agent: string | null
  lines: readonly string[]
  /** Asleep for so many hours from now. */
  snoozedHours?: number
}

/** What the agents find on their screens when they sign in. */
export const openStories: readonly OpenStory[] = [
  {
    customer: 'marta',
    channel: 'email',
    queue: 'technical',
    agent: 'ines',
    kind: 'fault',
    subject: 'Battery cuts out on hills, 14 bikes',
    tags: ['firmware', 'battery', 'fleet'],
    priority: 'urgent',
    lines: [
      '76 c Hello,\n\nsince Monday the motors of 14 of our 50 bikes cut out uphill and come back after a few seconds. No error on the display. It began with the update to 4.2.1 on Sunday night.\n\nMarta Okonjo\nRivet Couriers',
      '74 a Hello Marta,\n\nthank you, that sounds like one cause for all of them. Could you send me the serial numbers of five of the bikes, and tell me whether it happens when the battery is warm, too?\n\nTheo',
      '71 c Here are the five serials, all from week 38 with a K2 sticker on the battery: K2-38401, K2-38404, K2-38417, K2-38422, K2-38430. It happens only in the cold.',
      '23 n 4.2.1 misreads the cell temperature below 4 °C. Version 4.1.9 is safe and can be put back over the service port in ten minutes a bike.',
      '22 a Hello Marta,\n\nwe have found it: 4.2.1 misreads the temperature of the cells in the cold and switches the motor off to protect them. Please ride in "Eco" until it is mended. Five replacement packs are set aside for you.\n\nInes',
      '0.5 c Is there a way back to the old firmware? We have 30 parcels waiting and it is 2 °C outside. And could you email the swap form for the packs? Our warehouse needs it as a PDF.',
    ],
  },
  {
    customer: 'jonas',
    channel: 'chat',
    queue: 'general',
    agent: 'ines',
    kind: 'question',
    subject: '',
    tags: ['accessories'],
    lines: [
      '0.4 c Hi! Which rack fits the Heron S in size M, the small basket rack?',
      '0.38 a Hello Jonas, it does. On size M you need the 20 mm spacer, it comes in the same box.',
      '0.3 c And can I fit it myself?',
      '0.27 a Yes, with one 5 mm hex key. Shall I send you the steps with photos?',
    ],
  },
  {
    customer: 'marta-chat',
    channel: 'chat',
    queue: 'general',
    agent: 'amina',
    kind: 'question',
    subject: '',
    tags: ['fleet'],
    lines: [
      '0.2 c Two more bikes stopped this morning. Riders are on foot. Who has our case?',
      '0.17 a Hello Marta, Ines has it, with our workshop. I have told her of the two. Which numbers do they have?',
      '0.1 c 31 and 44. Thank you.',
    ],
  },
  {
    customer: 'adaeze',
    channel: 'email',
    queue: 'orders',
    agent: 'ines',
    kind: 'complaint',
    subject: 'Refund for LF-20718 not received',
    tags: ['refund'],
    priority: 'high',
    lines: [
      '52 c Good afternoon,\n\nthe saddle from LF-20718 went back to you on the 9th, and your page says "refund sent" since the 12th. There is nothing on my account.\n\nAdaeze Nwosu',
      '48 a Dear Adaeze,\n\nI have asked our bank where it is. A card refund takes three to five working days after we send it, so yours should have been there on the 19th. I will write as soon as I know more.\n\nInes',
      '3 c It is now two days later and nobody answers. Could somebody please tell me what is happening?',
    ],
  },
  {
    customer: 'pernille',
    channel: 'email',
    queue: 'orders',
    agent: 'ines',
    kind: 'request',
    subject: 'Change delivery address before Friday',
    tags: ['delivery'],
    lines: [
      '27 c Hi,\n\nLF-20771 is to come on Friday, but we move on Thursday. Can it go to the new address? Strandvejen 14, Aarhus, the lift is on the left.\n\nPernille',
      '25 a Hello Pernille,\n\nthe carrier takes the new address until Wednesday 18:00. They need a phone number for the driver. May I give them the one in your account?\n\nInes',
    ],
  },
  {
    customer: 'samir',
    channel: 'email',
    queue: 'technical',
    agent: 'ines',
    kind: 'question',
    subject: 'Your letter about the brake levers',
    tags: ['recall', 'brakes'],
    lines: [
      '30 c Bonjour,\n\nI have your letter about the brake levers. My Heron L has K2-30957. May I still ride it to work, 4 km, flat?\n\nSamir Haddad',
      '28 a Bonjour Samir,\n\nyours is one of them. On the flat and with both brakes you may ride it, please not downhill. Our mechanic is in Lyon next week; which mornings suit you?\n\nInes',
      '6 c Tuesday or Thursday, before 9. Could somebody call me? I have two questions about the lever itself.',
    ],
  },
  {
    customer: 'lior',
    channel: 'email',
    queue: 'technical',
    agent: 'ines',
    kind: 'fault',
    subject: 'Crack in the paint, or in the frame?',
    tags: ['frame', 'warranty'],
    snoozedHours: 40,
    lines: [
      '50 c Hello,\n\nthere is a hair-thin line in the paint below the seat tube of my Wren. I cannot feel it with a fingernail. Should I stop riding?\n\nLior',
      '47 a Hello Lior,\n\nplease do not ride it until we have seen it. Could you send a photo in daylight, from the side, with a coin next to the line?\n\nInes',
      '45 c Will do when I am back home on Tuesday.',
    ],
  },
  {
    customer: 'grace',
    channel: 'email',
    queue: 'general',
    agent: 'ines',
    kind: 'request',
    subject: 'Spare key for the Finch',
    tags: ['keys'],
    snoozedHours: 66,
    lines: [
      '96 c Hello,\n\nour son has lost the key of his Finch, somewhere between school and the canal. The lock says B11804. Can we pick up a new one in Bristol?\n\nGrace Tan',
      '93 a Hello Grace,\n\ntwo keys are being cut and are in Bristol from Thursday noon. Please bring the bike, they try the key before you leave.\n\nInes',
    ],
  },
  {
    customer: 'roland',
    channel: 'email',
    queue: 'technical',
    agent: 'kenji',
    kind: 'fault',
    subject: 'Motor hums when standing still',
    tags: ['motor', 'noise'],
    lines: [
      '20 c Afternoon,\n\nmy Heron L hums when I wait at a red light, as if it were thinking. It stops when I lift the pedals. 1,900 km.\n\nRoland Peck',
      '18 a Hello Roland,\n\nthat is the torque sensor: it feels your foot and gets ready. Could you switch the bike on with both feet on the ground once, and tell me whether it still hums?\n\nKenji',
      '2 c Did that. Quiet for a day, then back again. It hums now.',
    ],
  },
  {
    customer: 'rosalind',
    channel: 'email',
    queue: 'orders',
    agent: 'bo',
    kind: 'question',
    subject: 'Invoice 8842 lists 15 bikes',
    tags: ['invoice', 'fleet'],
    lines: [
      '44 c Good morning,\n\ninvoice 8842 lists 15 bikes, and we received 14. The delivery note says 14 as well. Please correct one or send the other.\n\nRosalind Achterberg\nStadspost Utrecht',
      '41 a Good morning Rosalind,\n\nyou are right, the fifteenth is still on our ramp. It can travel with the spare wheels on Monday, or I correct the invoice. What do you prefer?\n\nBo',
    ],
  },
  {
    customer: 'helen',
    channel: 'email',
    queue: 'technical',
    agent: 'priya',
    kind: 'question',
    subject: 'Torque for the new cargo plates',
    tags: ['fleet', 'load'],
    lines: [
      '21 c Hi team,\n\nthe plates for the Rook came without a sheet. What torque for the four M6 into the frame, and with or without thread lock?\n\nHelen Forsyth, workshop',
      '19 a Hi Helen,\n\n9 Nm, medium thread lock, and check after 100 km. I have asked for the sheet to be put into the box. Are your plates the silver or the black ones? The black ones have longer bolts.\n\nPriya',
    ],
  },
  {
    customer: 'anton',
    channel: 'email',
    queue: 'orders',
    agent: 'bo',
    kind: 'return',
    subject: 'Rain cover does not fit',
    tags: ['return'],
    lines: [
      '9 c Good morning,\n\nthe rain cover from LF-20802 is for the long Pelican, ours is the short one. The rolls got wet. May I exchange it in the shop?\n\nAnton Kessler',
    ],
  },
]

/**
 * What arrives while the desk is open: these wait for somebody. All of it can wait, so that whoever tries the phone or the chat first is not asked to
 * answer others before. Minutes ago.
 */
export interface Arrival extends Pick<OpenStory, 'customer' | 'channel' | 'queue' | 'subject'> {
  minutesAgo: number
  text: string
  /** A colleague looked at it, and asks another by name. */
  note?: { minutesAgo: number; by: string; to: string; text: string }
}

export const arrivals: readonly Arrival[] = [
  {
    customer: 'lars',
    channel: 'email',
    queue: 'technical',
    minutesAgo: 26,
    subject: 'Fork recall: which of ours?',
    text: 'Hello,\n\nwe have 20 Rooks, bought in three lots. Your recall names forks built in March. How do I see on the bike which ones they are, without taking every wheel out?\n\nLars Dahlin\nDahlin Freight',
    note: {
      minutesAgo: 19,
      by: 'kenji',
      to: 'ruth',
      text: 'our recall page lists frames, not forks. The month is under the crown, so no wheel has to come out. May I send fleets the photo of it, or does it go to everybody first?',
    },
  },
  {
    customer: 'noor',
    channel: 'email',
    queue: 'orders',
    minutesAgo: 17,
    subject: 'LF-20815: only one of two parcels',
    text: 'Hi,\n\nthe frame bag is here, the lights are not. The tracking number is the same for both. Are they still coming?\n\nNoor',
  },
  {
    customer: 'kofi',
    channel: 'email',
    queue: 'general',
    minutesAgo: 11,
    subject: 'Two bikes, one lock?',
    text: 'Hello,\n\nwe have two Heron S and would like one key for both locks. Can you do that, or does a locksmith have to?\n\nKofi Asante',
  },
  {
    customer: 'tomas',
    channel: 'email',
    queue: 'orders',
    minutesAgo: 2,
    subject: 'Wheel arrived with a bent rim',
    text: 'Hello,\n\nthe wheel from LF-20802 came today, and its rim is bent. The box has a dent as well. What now?\n\nTomas Berg',
  },
]
