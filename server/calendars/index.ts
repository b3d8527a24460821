export { comingHolidays, holidayAt, hoursAt, isOpen, nextOpening } from './business-time.ts'
export { type Hours, hoursFile, readHours, type Span } from './hours.ts'
