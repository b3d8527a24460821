/** Why it did not work, where it is read first. */
export const Why = ({ why }: { why: string | null }) =>
  why ? (
    <p className="ban danger" role="alert">
      {why}
    </p>
  ) : null
