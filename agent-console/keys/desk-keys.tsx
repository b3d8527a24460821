import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { put } from '../desk/call.ts'
import { useStore } from '../desk/use-store.ts'
import { may, seesCases, useMe } from '../frame/me.ts'
import { perform, undoToast } from '../frame/perform.ts'
import { settings } from '../frame/settings.ts'
import { toasts } from '../frame/toasts.ts'
import { openPalette } from '../palette/palette-store.ts'
import { areasFor } from '../settings/areas.ts'
import { openKeySheet } from './key-sheet-store.ts'
import { matchKey } from './match-key.ts'
import { doAct, useAct } from './registry.ts'

const SEQUENCE_MS = 1200

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** Asked of the focus, not of the page: a menu that fades out has no say any more. */
const isInDialog = (): boolean => document.activeElement?.closest('[role="dialog"], [role="menu"], [role="listbox"]') != null

/** The acts that exist everywhere, and the one listener that turns presses into acts. */
export const DeskKeys = () => {
  const me = useMe()
  const navigate = useNavigate()
  const withCases = seesCases(me)
  const withPresence = may(me, 'presence.set')
  useAct('palette.open', openPalette)
  useAct('keys.show', openKeySheet)
  useAct('go.work', () => void navigate('/work'), withCases)
  useAct('go.cases', () => void navigate('/cases'), withCases)
  useAct('go.mentions', () => void navigate('/mentions'), withCases)
  useAct('go.held', () => void navigate('/held-back'), withCases)
  useAct('go.people', () => void navigate('/people'))
  useAct('go.floor', () => void navigate('/floor'), may(me, 'work.read-all'))
  useAct('go.flows', () => void navigate('/flows'), may(me, 'work.read-all'))
  useAct('go.settings', () => void navigate('/settings'), areasFor(me).length > 0)
  useAct('presence.available', () => void perform({ run: () => put('/presence', { presence: 'available' }) }), withPresence)
  useAct('presence.away', () => void perform({ run: () => put('/presence', { presence: 'away' }) }), withPresence)
  const undoable = useStore(toasts).findLast(({ undo }) => undo)
  useAct('undo.last', () => undoable && void undoToast(undoable), undoable !== undefined)

  const pending = useRef({ name: '', atMs: 0 })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || !settings.get().hasKeys) return
      const inField = isField(event.target)
      const before = Date.now() - pending.current.atMs < SEQUENCE_MS ? pending.current.name : ''
      const press = { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey, inField }
      const { act, pending: next } = matchKey(press, before)
      pending.current = { name: next, atMs: Date.now() }
      if (event.key === 'Escape' && inField && !isInDialog()) (event.target as HTMLElement).blur()
      // Menus and dialogs have their own letters.
      if (!act || (isInDialog() && !act.startsWith('offer.') && act !== 'palette.open')) return
      if (doAct(act)) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return null
}
