// Faults of `lambda/indexing/retry-delays.ts`.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of the source have such strings

import type { Fault } from '../fault.ts'

export const RETRY_DELAYS: readonly Fault[] = [
  ['contentions wait for up to 31 seconds', 'CONTENTION_MAX_S = 30', 'CONTENTION_MAX_S = 31'],
  ['contentions wait for up to 29 seconds', 'CONTENTION_MAX_S = 30', 'CONTENTION_MAX_S = 29'],
  ['outages wait for longer than SQS lets them', 'OUTAGE_MAX_S = 15 * 60', 'OUTAGE_MAX_S = 16 * 60'],
  ['outages wait for ten minutes', 'OUTAGE_MAX_S = 15 * 60', 'OUTAGE_MAX_S = 10 * 60'],
  ['a contention waits like an outage', "kind === 'contention'", 'false'],
  ['an outage waits like a contention', "kind === 'contention'", "kind !== 'fault'"],
  ['a fault waits like a contention', "kind === 'contention'", "kind !== 'outage'"],
  [
    'a contention may wait for no time',
    '1 + Math.floor(random * CONTENTION_MAX_S)',
    'Math.floor(random * CONTENTION_MAX_S)',
  ],
  ['a contention waits up to a second too long', '1 + Math.floor(random', '1 + Math.ceil(random'],
  [
    'a contention waits for parts of seconds',
    '1 + Math.floor(random * CONTENTION_MAX_S)',
    '1 + random * CONTENTION_MAX_S',
  ],
  ['contentions all wait alike', 'Math.floor(random * CONTENTION_MAX_S)', 'Math.floor(0.5 * CONTENTION_MAX_S)'],
  ['the delay has no bound', 'Math.min(OUTAGE_MAX_S, 2 ** (receives - 1))', '2 ** (receives - 1)'],
  ['the delay is the longest from the start', 'Math.min(OUTAGE_MAX_S, 2', 'Math.max(OUTAGE_MAX_S, 2'],
  ['the first delay is two seconds', '2 ** (receives - 1)', '2 ** receives'],
  ['the delay grows by a half', '2 ** (receives - 1)', '1.5 ** (receives - 1)'],
  ['the delay grows in a line', '2 ** (receives - 1)', '2 * (receives - 1)'],
  ['the delay does not grow', '2 ** (receives - 1)', '1'],
  ['a delay may be as short as nothing', '(step * (1 + random)) / 2', 'step * random'],
  ['a delay is the whole or its double', '(step * (1 + random)) / 2', 'step * (1 + random)'],
  ['delays are not random', '(step * (1 + random)) / 2', 'step'],
  ['delays are rounded down', 'Math.ceil((step', 'Math.floor((step'],
  ['delays have parts of seconds', 'Math.ceil((step * (1 + random)) / 2)', '(step * (1 + random)) / 2'],
  ['logs name the next try', 'try ${receives} of', 'try ${receives + 1} of'],
  ['logs do not tell of how many tries', ' of ${MAX_RECEIVES}', ''],
  ['a count may be 0', '[1-9]\\d{0,8}', '[0-9]\\d{0,8}'],
  ['a count has one digit', '[1-9]\\d{0,8}', '[1-9]'],
  ['a count may have ten digits', '[1-9]\\d{0,8}', '[1-9]\\d{0,9}'],
  ['a count may begin with anything', '/^[1-9]', '/[1-9]'],
  ['a count may end with anything', '{0,8}$/', '{0,8}/'],
  ['a message without a count was never received', 'data === undefined ? 1', 'data === undefined ? 0'],
  ['every message was received once', 'Number(data.ApproximateReceiveCount)', '1'],
]
