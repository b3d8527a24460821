const FLOW = /^(.+)\.flow\.yaml$/

/** The flow that a file holds; undefined for other files. */
export const flowNameOf = (file: string): string | undefined => FLOW.exec(file)?.[1]
export const flowFileName = (flow: string): string => `${flow}.flow.yaml`
