import { IconDownload, IconFileText } from '@tabler/icons-react'
import type { MessageView } from '../../server/hub/wire.ts'
import { messageOf } from '../desk/desk-error.ts'
import { download } from '../desk/upload.ts'
import { pushToast } from '../frame/toasts.ts'
import { size } from '../words/size.ts'

/** Files are downloaded, never opened here. */
export const Attachments = ({ message }: { message: MessageView }) => {
  const fetchFile = async (id: string, name: string) => {
    try {
      await download(`/messages/${message.id}/attachments/${id}`, name)
    } catch (error) {
      pushToast(`${name} was not downloaded: ${messageOf(error)}`, { tone: 'failed' })
    }
  }
  return (
    <>
      {message.attachments.map(({ id, name, bytes }) => (
        <button type="button" className="att" key={id} title={`Download ${name}. Not scanned.`} onClick={() => void fetchFile(id, name)}>
          <IconFileText size={14} stroke={1.75} aria-hidden />
          <bdi>{name}</bdi> <em>{size(bytes)}</em>
          <IconDownload size={13} stroke={1.75} aria-hidden />
        </button>
      ))}
    </>
  )
}
