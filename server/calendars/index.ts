export { comingHolidays, holidayAt, hoursAt, isOpen, nextOpening } from './business-time.ts'
export { HOURS_NAME, type Hours, hoursFile, readHours, readSpans, type Span, writeSpans } from './hours.ts'
