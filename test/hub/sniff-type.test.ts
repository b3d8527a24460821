import { expect, test } from 'vitest'
import { cleanName } from '../../server/hub/index.ts'
import { HUGE_PICTURE, sniffType } from '../../server/hub/sniff-type.ts'

test.each([
  ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  ['a page that calls itself a picture', [...Buffer.from('<svg onload=alert(1)>')], 'application/octet-stream'],
  ['a document', [...Buffer.from('%PDF-1.7')], 'application/pdf'],
  ['a page that says it is a document further on', [...Buffer.from('<script>%PDF-1.7')], 'application/octet-stream'],
  ['nothing', [], 'application/octet-stream'],
])('%s is what its bytes say (SECURITY F1)', (_name, bytes, type) => {
  expect(sniffType(Uint8Array.from(bytes))).toBe(type)
})

const png = (width: number, height: number): Buffer => {
  const head = Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
    Buffer.from('IHDR'),
    Buffer.alloc(8),
  ])
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return head
}
const vp8x = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8X'), Buffer.alloc(8), Buffer.from([0xff, 0xff, 0, 0xff, 0xff, 0])])

test.each<[string, Uint8Array, string]>([
  ['a PNG of 4000 by 3000', png(4000, 3000), 'image/png'],
  ['a PNG of 60,000 by 60,000', png(60_000, 60_000), HUGE_PICTURE],
  ['a GIF as large as it can be', Buffer.from('GIF89a\xff\xff\xff\xff', 'latin1'), HUGE_PICTURE],
  ['a GIF of 10 by 10', Buffer.from('GIF89a\x0a\0\x0a\0', 'latin1'), 'image/gif'],
  ['a WebP of 65,536 by 65,536', vp8x, HUGE_PICTURE],
])('%s is weighed before anybody decodes it (SECURITY F3)', (_name, bytes, type) => expect(sniffType(bytes)).toBe(type))

test.each([
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a\r\nSet-Cookie: b', 'aSet-Cookie_ b'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['', 'file'],
])('the name %j is shown as %j', (name, shown) => {
  expect(cleanName(name)).toBe(shown)
})
