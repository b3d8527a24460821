/** At the foot of a form that was changed. */
export const SaveBar = ({ isBusy, reset }: { isBusy: boolean; reset(): void }) => (
  <footer className="set-save">
    <span className="mut">Not saved yet</span>
    <button type="button" className="btn ghost" onClick={reset}>
      Leave as it was
    </button>
    <button type="submit" className="btn pri" disabled={isBusy}>
      Save
    </button>
  </footer>
)
