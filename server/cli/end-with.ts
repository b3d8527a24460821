import { AppError } from '../platform/errors.ts'

/** Ends the process with what `main` gives; what it refuses in plain words is said, and ends it with 1. */
export const endWith = async (main: () => Promise<number>): Promise<void> => {
  process.exitCode = await main().catch((error) => {
    if (!(error instanceof AppError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  })
}
