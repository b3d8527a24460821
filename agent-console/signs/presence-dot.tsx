import type { Member } from '../../server/staff/wire.ts'

const looks: Record<Member['presence'], string> = {
  available: 'pres on',
  away: 'pres away',
  'not-responding': 'pres missed',
  offline: 'pres off',
}

/** The word always stands beside it or in the name of what holds it. */
export const PresenceDot = ({ presence }: { presence: Member['presence'] }) => <i className={looks[presence]} aria-hidden />
