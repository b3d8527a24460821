interface Beginning {
  title: string
  /** By its name. */
  queue: string
  /** Such as Europe/Berlin. */
  zone: string
}

/** Pure: what a new menu says until somebody writes it: a greeting, then the queue. A title may hold any sign, and quoted as JSON it is YAML too. */
export const startingText = ({ title, queue, zone }: Beginning): string => `# yaml-language-server: $schema=schema/flow.json
title: ${JSON.stringify(title)}
languages: { en: en-GB }
zone: ${zone}

steps:
  hello:
    do: say
    text:
      en: Hello, and thank you for calling.
    next: wait

  wait:
    do: wait
    queue: ${JSON.stringify(queue)}
    announce:
      first:
        en: You are next.
      second:
        en: You are next but one.
      later:
        en: There are {ahead} callers before you.
    maxMinutes: 30
    otherwise: nobody

  nobody:
    do: hang-up
    text:
      en: Nobody is free at the moment. Try again later. Goodbye.
`
