import { IconAlertCircle, IconAt, IconMailQuestion, IconX } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useStore } from '../desk/use-store.ts'
import { undoToast } from './perform.ts'
import { dismiss, type Toast, toasts } from './toasts.ts'
import { useNow } from './use-now.ts'

const Ring = ({ toast }: { toast: Toast }) => {
  useNow(200)
  const share = Math.max(0, (toast.endsAtMs - Date.now()) / toast.totalMs)
  return (
    <svg className="ring ok" width="18" height="18" viewBox="0 0 16 16" aria-hidden>
      <circle cx="8" cy="8" r="6.25" className="track" />
      <circle cx="8" cy="8" r="6.25" className="arc" pathLength={100} strokeDasharray={`${share * 100} 100`} transform="rotate(-90 8 8)" />
    </svg>
  )
}

const Sign = ({ toast }: { toast: Toast }) => {
  if (toast.tone === 'failed') return <IconAlertCircle size={18} stroke={1.75} aria-hidden />
  if (toast.tone !== 'news') return <Ring toast={toast} />
  const Icon = toast.to?.startsWith('/held-back') ? IconMailQuestion : IconAt
  return <Icon size={18} stroke={1.75} aria-hidden />
}

export const ToastList = () => {
  const list = useStore(toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {list.map((toast) => (
        <div key={toast.id} className={`toast ${toast.tone}`}>
          <Sign toast={toast} />
          <span>{toast.text}</span>
          {toast.to ? (
            <Link to={toast.to} onClick={() => dismiss(toast.id)}>
              Open
            </Link>
          ) : null}
          {toast.undo ? (
            <button type="button" onClick={() => void undoToast(toast)}>
              Undo <kbd aria-hidden>Z</kbd>
            </button>
          ) : null}
          <button type="button" aria-label="Close" onClick={() => dismiss(toast.id)}>
            <IconX size={16} stroke={1.75} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  )
}
