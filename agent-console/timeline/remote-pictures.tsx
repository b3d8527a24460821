import { IconPhotoOff } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { MessageWithPictures } from '../../server/hub/wire.ts'
import { messageOf } from '../desk/desk-error.ts'
import { counted } from '../words/case-words.ts'

interface RemotePicturesProps {
  /** How many pictures the mail names elsewhere. */
  count: number
  pictures: UseQueryResult<MessageWithPictures>
  show(): unknown
}

const wordsOf = (count: number, { data, error, isFetching }: RemotePicturesProps['pictures']): string => {
  if (isFetching) return 'Fetching the pictures…'
  if (error) return `The pictures were not fetched. ${messageOf(error)}`
  if (!data) return 'Pictures from outside are not shown: they tell the sender that you read this.'
  return data.missing === 0 ? '' : `${data.missing} of ${counted(count, 'picture')} from outside could not be had.`
}

/** What became of the pictures that a mail would load from elsewhere; nothing when it is whole. */
export const RemotePictures = ({ count, pictures, show }: RemotePicturesProps) => {
  const words = count > 0 ? wordsOf(count, pictures) : ''
  if (words === '') return null
  return (
    <div className="ban outside" role="status">
      <IconPhotoOff size={16} stroke={1.75} aria-hidden />
      <span>{words}</span>
      {pictures.isFetching || pictures.data ? null : (
        <button type="button" className="lk" onClick={show}>
          {pictures.error ? 'Try again' : 'Show'}
        </button>
      )}
    </div>
  )
}
