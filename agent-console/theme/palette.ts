import type { MantineColorsTuple } from '@mantine/core'

export const petrol: MantineColorsTuple = [
  '#ecf8f8',
  '#d5eeee',
  '#afdbdc',
  '#62babb',
  '#4facaf',
  '#2f9497',
  '#10787b',
  '#005f61',
  '#005052',
  '#003e40',
]
export const gray: MantineColorsTuple = [
  '#f5f4f1',
  '#efeee9',
  '#e9e8e3',
  '#e1e0da',
  '#bfbeb7',
  '#85877f',
  '#5d6767',
  '#465151',
  '#2d3837',
  '#162020',
]
export const dark: MantineColorsTuple = [
  '#e5ebe9',
  '#afb8b7',
  '#afb8b7',
  '#939e9d',
  '#3f4a4b',
  '#202929',
  '#1b2425',
  '#151d1d',
  '#101717',
  '#0d1414',
]
