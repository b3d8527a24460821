import type { Notice } from '../../server/queues/wire.ts'

export const noticeWords: Record<Notice['mode'], string> = { message: 'Message to callers', closed: 'Closed to callers' }
