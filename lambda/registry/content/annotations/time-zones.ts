// Zones as they stand behind times: offsets, and the names that `date`, Java and Go print.

/** Minutes from UTC. Of names with several meanings it is that of RFC 5322 or, without one, of most people. */
const NAMES: ReadonlyMap<string, number> = new Map([
  ...['Z', 'UTC', 'GMT', 'UT', 'WET'].map((name) => [name, 0] as const),
  // North America (RFC 5322, section 4.3).
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
  ['AKST', -540],
  ['AKDT', -480],
  ['HST', -600],
  // Europe.
  ['BST', 60],
  ['WEST', 60],
  ['CET', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EEST', 180],
  ['MSK', 180],
  // Asia, Africa and Oceania.
  ['SAST', 120],
  ['IST', 330],
  ['PKT', 300],
  ['HKT', 480],
  ['SGT', 480],
  ['AWST', 480],
  ['JST', 540],
  ['KST', 540],
  ['AEST', 600],
  ['AEDT', 660],
  ['NZST', 720],
  ['NZDT', 780],
])
/** The hours that a zone may be from UTC. */
const MAX_HOURS = 14

/** The form of a zone: a name, or an offset such as `+02:00`, `-0530`, `+02`, `GMT+2`. */
export const ZONE = String.raw`(?<zone>[a-z]{1,4}|(?:utc|gmt)[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d(?::?\d\d)?)`

/** Returns the minutes from UTC; 0 without a zone, undefined for one that is none. */
export const offsetMinutes = (zone: string | undefined): number | undefined => {
  if (zone === undefined) return 0
  const [, sign, hours, minutes = '0'] = /([+-])(\d{1,2}):?(\d\d)?$/.exec(zone) ?? []
  if (sign === undefined) return NAMES.get(zone.toUpperCase())
  if (Number(hours) > MAX_HOURS || Number(minutes) > 59) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
