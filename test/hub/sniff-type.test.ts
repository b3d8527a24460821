import { expect, test } from 'vitest'
import { cleanName } from '../../server/hub/index.ts'
import { sniffType } from '../../server/hub/sniff-type.ts'

test.each([
  ['a picture', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  ['a page that calls itself a picture', [...Buffer.from('<svg onload=alert(1)>')], 'application/octet-stream'],
  ['a document', [...Buffer.from('%PDF-1.7')], 'application/pdf'],
  ['a page that says it is a document further on', [...Buffer.from('<script>%PDF-1.7')], 'application/octet-stream'],
  ['nothing', [], 'application/octet-stream'],
])('%s is what its bytes say (SECURITY F1)', (_name, bytes, type) => {
  expect(sniffType(Uint8Array.from(bytes))).toBe(type)
})

test.each([
  ['../../etc/passwd', '_.._etc_passwd'],
  ['a\r\nSet-Cookie: b', 'aSet-Cookie_ b'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['', 'file'],
])('the name %j is shown as %j', (name, shown) => {
  expect(cleanName(name)).toBe(shown)
})
