import { OPEN_PATHS } from '../../../lambda/names/front.ts'
import { findingsOf } from '../../finding.ts'
import { duration } from '../../text.ts'
import { ask } from '../ask.ts'
import type { Check } from '../check.ts'

const { ok, note, warning, error } = findingsOf('clock')

/** From here on times in answers are misleading. */
const WARN_MS = 60_000
/** From here on AWS refuses requests (Signature Version 4 for most services). */
const REFUSED_MS = 300_000

/** Whether the clock of this machine goes as that of the index. */
export const checkClock: Check = async (subject) => {
  const { headers } = await ask(subject, OPEN_PATHS.ping.slice(1))
  const date = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(date)) return [note('the index does not say what time it is there')]
  // What a cache kept is as old as it says.
  const age = Number(headers.get('age') ?? 0) * 1000
  const skew = Math.abs(subject.clock.now() - date - (Number.isFinite(age) ? age : 0))
  const text = `the clock of this machine and that of the index are ${duration(Math.round(skew / 1000))} apart`
  const fix = 'let this machine set its clock by NTP (timedatectl set-ntp true)'
  if (skew >= REFUSED_MS) return [error(`${text}; AWS refuses requests that are so wrong`, fix)]
  return [skew >= WARN_MS ? warning(text, fix) : ok(text)]
}
