export { holidayAt, hoursAt, isOpen, nextOpening } from './business-time.ts'
export { type Hours, hoursFile, readHours } from './hours.ts'
