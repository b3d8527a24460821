import { type Config, isNameless, namelessNote } from '../../config.ts'
import { type Finding, fault, warning } from './finding.ts'

const isLocal = (host: string): boolean => /^(127\.|localhost$|\[?::1\]?$)/.test(host)

interface Advice {
  applies(config: Config): boolean
  finding: Finding
}

/** Settings that are well formed each, and unwise together. */
const advices: readonly Advice[] = [
  {
    applies: ({ mongodbUrl, secretKey }) => mongodbUrl !== undefined && secretKey === undefined,
    finding: warning(
      'Keys come from DATA_DIR/secret.key of this machine. A second process or machine would make its own and sign everybody out. Set SECRET_KEY (openssl rand -hex 32).',
    ),
  },
  {
    applies: ({ sandbox, publicUrl }) => sandbox !== 'on' && publicUrl === undefined,
    finding: warning('PUBLIC_URL is not set, so links that leave the desk lead to this machine only. Set it to the address people use.'),
  },
  {
    applies: ({ publicUrl }) => publicUrl?.startsWith('http:') === true && !isLocal(new URL(publicUrl).hostname),
    finding: warning(
      'PUBLIC_URL is plain http: passwords and sign-in links can be read on the way. Put a proxy with https before the desk.',
    ),
  },
  {
    applies: ({ publicUrl, host, trustProxy }) => publicUrl?.startsWith('https:') === true && isLocal(host) && trustProxy.length === 0,
    finding: warning(
      'The desk seems to stand behind a proxy, but TRUST_PROXY is empty: everybody would share one rate limit. Set it to the address of the proxy.',
    ),
  },
  {
    // There is no setting yet that would part them.
    applies: ({ sandbox, publicUrl }) => sandbox === 'off' && publicUrl !== undefined && !isLocal(new URL(publicUrl).hostname),
    finding: warning(
      'Console, widget and files share one origin, that of PUBLIC_URL: what slips past the sandboxes and policies of one would reach the others. This desk cannot part them yet.',
    ),
  },
  {
    applies: ({ sandbox }) => sandbox === 'exposed',
    finding: warning('SANDBOX=exposed shows a demo desk to the network. It must never hold the data of real people.'),
  },
]

export const adviseOn = (config: Config): Finding[] => [
  ...advices.filter(({ applies }) => applies(config)).map(({ finding }) => finding),
  ...(isNameless(config) ? [fault(namelessNote(config))] : []),
]
