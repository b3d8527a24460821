import { socketPathFor, socketUri } from './socket-path.ts'
import { DATABASE, storeFolder } from './start-embedded.ts'

const SECRETS = /^(mongodb(?:\+srv)?:\/\/)([^@/]*)@/

/** Where the database answers, for mongosh and other tools. A password is masked unless `show` is set (SECURITY R3). */
export const describeUrl = ({ mongodbUrl, dataDir, show }: { mongodbUrl?: string | undefined; dataDir: string; show: boolean }): string => {
  if (!mongodbUrl) return socketUri(socketPathFor(storeFolder(dataDir)), DATABASE)
  if (show) return mongodbUrl
  return mongodbUrl.replace(SECRETS, '$1***@').replace(/([?&](?:authMechanismProperties|tlsCertificateKeyFilePassword)=)[^&]*/gi, '$1***')
}
