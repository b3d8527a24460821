import type { RatingDay } from '../../server/calls/day/wire.ts'
import { withTenth } from '../words/amount.ts'
import { counted } from '../words/case-words.ts'
import { percent } from './figure-words.ts'

/** Each survey by itself: a mean over two scales means nothing. Its name is told where there is more than one. */
export const Ratings = ({ ratings, hasNames }: { ratings: readonly RatingDay[]; hasNames: boolean }) =>
  ratings.length === 0
    ? '–'
    : ratings.map(({ name, average, count, share }) => (
        <span key={name} className="rated">
          {withTenth(average)}
          <span className="mut">
            {hasNames ? `${name}, ` : ''}
            {counted(count, 'rating')}, {percent(share)}
          </span>
        </span>
      ))
