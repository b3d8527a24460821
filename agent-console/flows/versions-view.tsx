import { useState } from 'react'
import type { FlowItem, FlowText, FlowVersion } from '../../server/calls/flows/wire.ts'
import { may, useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { stamp } from '../words/time.ts'
import { DiffView } from './diff-view.tsx'
import { RestoreDialog } from './restore-dialog.tsx'
import { useVersion, useVersions } from './use-flow-text.ts'
import { versionWords } from './version-words.ts'

const Chosen = ({ item, words, version }: { item: FlowItem; words: FlowText; version: FlowVersion }) => {
  const mayPublish = may(useMe(), 'flow.manage')
  const { text, error, retry } = useVersion(item.name, version.version)
  const [isAsked, setAsked] = useState(false)
  if (error) return <Failure what="The version did not load" still="What runs goes on." error={error} retry={retry} />
  if (!text) return <QuietBars what="The version" rows={4} />
  return (
    <>
      <header className="fl-vh">
        <h2>{versionWords(version)}</h2>
        <span className="mut">
          {text.before
            ? `Beside ${text.before.version === 0 ? 'the file of the installation' : `version ${text.before.version}`}`
            : 'The first there is'}
        </span>
        {mayPublish && !version.isRunning ? (
          <button type="button" className="btn sm" onClick={() => setAsked(true)}>
            {version.isFile ? 'Run the file again' : 'Run this version again'}
          </button>
        ) : null}
      </header>
      <DiffView label={`What ${versionWords(version)} changed`} before={text.before?.text ?? null} after={text.text} />
      {isAsked ? <RestoreDialog item={item} words={words} version={version} text={text.text} close={() => setAsked(false)} /> : null}
    </>
  )
}

/** Who published what, when and why; each beside the one before it, each to be run again. */
export const VersionsView = ({ item, words }: { item: FlowItem; words: FlowText }) => {
  const { versions, error, retry } = useVersions(item.name)
  const { byId } = useStaff()
  const now = useNow(60_000)
  const [chosen, setChosen] = useState<number | null>(null)
  if (error) return <Failure what="The versions did not load" still="Calls go on as they are." error={error} retry={retry} />
  if (!versions) return <QuietBars what="The versions" rows={4} />
  const version = versions.find((one) => one.version === chosen) ?? versions[0]
  return (
    <div className="fl-vs">
      <ol aria-label="Versions">
        {versions.map((one) => (
          <li key={one.version}>
            <button type="button" className="fl-v" aria-pressed={one === version} onClick={() => setChosen(one.version)}>
              <span className="fl-vn">
                <b>{versionWords(one)}</b>
                {one.isRunning ? <span className="tag">Runs</span> : null}
              </span>
              <span className="mut">
                {one.at ? `${byId.get(one.by)?.name ?? 'Somebody'}, ${stamp(one.at, now)}` : 'Came with the installation'}
              </span>
              {one.note ? <span>{one.note}</span> : null}
            </button>
          </li>
        ))}
      </ol>
      <section aria-label="What it changed">
        {version ? <Chosen key={version.version} item={item} words={words} version={version} /> : null}
      </section>
    </div>
  )
}
