import { useLevel } from '../softphone/use-level.ts'

/** A ring that grows with what is said. */
export const LevelDot = ({ read }: { read(): number }) => <i ref={useLevel<HTMLElement>(read)} className="lvl" aria-hidden />
