import type { Source } from './sources.ts'

interface Habit {
  what: string
  why: string
  /** Where it is right. */
  except: (path: string) => boolean
  isBroken: (source: Source) => boolean
}

const isCli = (path: string): boolean => path.startsWith('server/cli/')
const uses =
  (...names: readonly string[]) =>
  (source: Source): boolean =>
    source.uses.some((use) => names.includes(use))

const CLIENT_CALLS = ['request', 'get', 'Agent']
const FETCHERS = ['undici', 'axios', 'node-fetch', 'got', 'superagent']

/** What no file of the server does. */
export const serverHabits: readonly Habit[] = [
  {
    what: 'process.env',
    why: 'only config.ts reads the environment (main.ts hands it over)',
    except: (path) => isCli(path) || path === 'server/config.ts' || path === 'server/main.ts',
    isBroken: (source) => source.uses.some((use) => use === 'process.env' || use.startsWith('process.env.')),
  },
  {
    what: 'console',
    why: 'the log is the only voice of the server',
    except: isCli,
    isBroken: (source) => source.uses.some((use) => use.startsWith('console.')),
  },
  {
    what: 'Math.random',
    why: 'whatever may be guessed comes from node:crypto (SECURITY W5)',
    except: () => false,
    isBroken: uses('Math.random'),
  },
  {
    what: 'md5 or sha1',
    why: 'broken hashes protect nothing (SECURITY W5)',
    except: () => false,
    isBroken: (source) => source.uses.some((use) => /^'(rsa-)?(md5|sha-?1)'$/i.test(use)),
  },
  {
    what: 'fetch or http.request',
    why: 'outgoing requests go through guardedFetch (SECURITY O1)',
    except: (path) => isCli(path) || /^server\/platform\/guarded-fetch[a-z-]*\.ts$/.test(path),
    isBroken: (source) =>
      uses('fetch()', 'globalThis.fetch', 'http.request', 'http.get', 'https.request', 'https.get')(source) ||
      source.imports.some(
        ({ to, names, isType }) =>
          FETCHERS.includes(to) || (!isType && /^(node:)?https?$/.test(to) && names.some((name) => CLIENT_CALLS.includes(name))),
      ),
  },
]

export const MAX_LINES = 400

/** Each broken habit as one line. */
export const brokenHabits = (sources: readonly Source[], habits: readonly Habit[] = serverHabits): string[] => [
  ...sources
    .filter(({ path }) => path.startsWith('server/'))
    .flatMap((source) =>
      habits
        .filter((habit) => !habit.except(source.path) && habit.isBroken(source))
        .map((habit) => `${source.path}: ${habit.what}: ${habit.why}`),
    ),
  ...sources.filter(({ lines }) => lines > MAX_LINES).map(({ path, lines }) => `${path}: ${lines} lines: at most ${MAX_LINES}`),
]
