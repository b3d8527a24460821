import { callCrash } from './call-crash.ts'
import { openCrashablePhoneDesk } from './crashable-phone-desk.ts'

callCrash('', openCrashablePhoneDesk)
