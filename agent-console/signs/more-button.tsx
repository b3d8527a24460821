interface MoreButtonProps {
  /** Null at the end of the list. */
  more: (() => void) | null
  isLoadingMore: boolean
  label?: string
  className?: string
}

/** The next page of a list (`usePages`). */
export const MoreButton = ({ more, isLoadingMore, label = 'Show more', className = 'sm more-rows' }: MoreButtonProps) =>
  more ? (
    <button type="button" className={`btn ${className}`} disabled={isLoadingMore} onClick={more}>
      {isLoadingMore ? 'Loading' : label}
    </button>
  ) : null
