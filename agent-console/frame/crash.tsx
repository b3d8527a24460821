import { Component, type ReactNode } from 'react'

/** A fault in drawing never leaves a blank page. React asks for a class here. */
export class Crash extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }
  static getDerivedStateFromError(error: Error) {
    return { error }
  }
  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <main className="failure full" role="alert">
        <b>This page stopped working</b>
        <p>Cases, drafts and replies on their way are safe. Load the page again to go on.</p>
        <p className="mut">{error.message}</p>
        <button type="button" className="btn pri" onClick={() => location.reload()}>
          Load again
        </button>
      </main>
    )
  }
}
