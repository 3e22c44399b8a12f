import { afterAll, describe, expect, it } from 'vitest'
import { createdFromLabels } from '../../../lambda/registry/content/annotations/annotations.ts'
import { parseTime } from '../../../lambda/registry/content/annotations/created-time.ts'

const NOON = '2024-01-31T12:00:00Z'
const MIDNIGHT = '2024-01-31T00:00:00Z'
const MORNING = '2024-01-31T10:00:00Z'

const FORMS: readonly (readonly [string, string])[] = [
  // Without a zone.
  ['2024-01-31T10:00:00', MORNING],
  ['2024-01-31 10:00:00', MORNING],
  ['2024-01-31T10:00', MORNING],
  ['2024-01-31t10:00:00.123456789', MORNING],
  ['2024-01-31T10:00:00,5', MORNING],
  ['2024-01-31', '2024-01-31T00:00:00Z'],
  ['20240131', '2024-01-31T00:00:00Z'],
  ['20240131100000', MORNING],
  ['20240131T100000', MORNING],
  ['Wed Jan 31 10:00:00 2024', MORNING],
  // With one.
  ['2024-01-31T10:00:00Z', MORNING],
  ['2024-01-31t10:00:00z', MORNING],
  ['20240131T100000Z', MORNING],
  ['2024-01-31T12:00:00+02:00', MORNING],
  ['2024-01-31T12:00:00.5+0200', MORNING],
  ['2024-01-31 12:00:00 +0200', MORNING],
  ['2024-01-31 10:00:00+00', MORNING],
  ['2024-01-31T04:30:00-05:30', MORNING],
  ['2024-01-31 10:00:00 UTC', MORNING],
  ['2024-01-31 10:00:00.123 +0000 UTC', MORNING],
  ['2024-01-31 12:00:00.123 +0200 CEST', MORNING],
  ['Wed, 31 Jan 2024 10:00:00 GMT', MORNING],
  ['Wed, 31 Jan 2024 12:00:00 +0200', MORNING],
  ['31 Jan 2024 10:00 UTC', MORNING],
  ['Wed Jan 31 10:00:00 UTC 2024', MORNING],
  ['2024-01-31T10:00:00.123456+00:00Z', MORNING],
  ['2024-01-31T12:00:00+0200Z', MORNING],
  ['2024-01-31T05:00:00\u221205:00', MORNING],
  ['2024-01-31T10Z', MORNING],
  ['2024-01-31T12+02:00', MORNING],
  ['2024-01-31T10', MORNING],
  ['"2024-01-31T10:00:00Z"', MORNING],
  ["'2024-01-31'", MIDNIGHT],
  // With other separators.
  ['31.01.2024', MIDNIGHT],
  ['31.1.2024, 10:00', MORNING],
  ['31. 1. 2024 12:00:00 CEST', MORNING],
  ['2024年1月31日', MIDNIGHT],
  ['2024年01月31日 10:00', MORNING],
  ['2024/01/31', MIDNIGHT],
  ['2024/1/31 10:00', MORNING],
  ['2024.01.31', MIDNIGHT],
  ['2024-01-31Z', MIDNIGHT],
  ['2024-01-31+01:00', '2024-01-30T23:00:00Z'],
  ['2024-01-31_10-00-00', MORNING],
  ['2024-01-31T10-00', MORNING],
  ['20240131-100000', MORNING],
  ['20240131_1000', MORNING],
  ['20240131 10:00:00', MORNING],
  ['20240131T120000.5+0200', MORNING],
  ['20240131T100000Z', MORNING],
  ['202401311000', MORNING],
  ['202401311000Z', MORNING],
  ['2024013110', MORNING],
  // With a month by its name.
  ['Jan 31 2024', MIDNIGHT],
  ['January 31, 2024', MIDNIGHT],
  ['Jan. 31st, 2024', MIDNIGHT],
  ['31 Jan 2024', MIDNIGHT],
  ['31-Jan-2024', MIDNIGHT],
  ['31 january 2024', MIDNIGHT],
  ['2024-Jan-31', MIDNIGHT],
  ['30 Sept 2024', '2024-09-30T00:00:00Z'],
  ['Wednesday, 31 January 2024 10:00', MORNING],
  ['Wed, 31 Jan 24 10:00:00 GMT', MORNING],
  ['Wednesday, 31-Jan-24 10:00:00 GMT', MORNING],
  ['31/Jan/2024:12:00:00 +0200', MORNING],
  ['Jan 31, 2024, 10:00:00 AM', MORNING],
  ['January 31, 2024 at 12:00 PM UTC', NOON],
  ['Jan 31, 2024 12:00 AM', MIDNIGHT],
  ['Wed Jan 31 10:00:00 AM UTC 2024', MORNING],
  ['Wed 31 Jan 2024 10:00:00 AM UTC', MORNING],
  ['Wed 31 Jan 10:00:00 GMT 2024', MORNING],
  ['Wed Jan 31 2024 12:00:00 GMT+0200 (Eastern European Standard Time)', MORNING],
  ['Thu Feb  1 10:00:00 UTC 2024', '2024-02-01T10:00:00Z'],
  // In a zone by its name.
  ['2024-01-31 11:00:00 CET', MORNING],
  ['2024-01-31T05:00:00EST', MORNING],
  ['Wed Jan 31 02:00:00 PST 2024', MORNING],
  ['Wed, 31 Jan 2024 12:00:00 cest', MORNING],
  ['Wed Jan 31 15:30:00 IST 2024', MORNING],
  ['2024-01-31 10:00:00 UT', MORNING],
  ['2024-01-31 12:00 GMT+2', MORNING],
  ['2024-01-31 10:00 UTC+00:00', MORNING],
  // With more behind it.
  ['2024-01-31T10:00:00Z[UTC]', MORNING],
  ['2024-01-31T11:00:00+01:00[Europe/Berlin][u-ca=iso8601]', MORNING],
  ['2024-01-31T10:00:00[Etc/UTC]', MORNING],
  ['2024-01-31 11:00:00.123456789 +0100 CET m=+0.000012345', MORNING],
  ['2024-01-31 13:00:00.1 +0300 +03 m=+12.5', MORNING],
  ['2024-01-31 10:00:00 m=+0.1', MORNING],
  ['Wed, 31 Jan 2024 11:00:00 +0100 (CET)', MORNING],
  ['2024-01-01T00:30:00+01:00', '2023-12-31T23:30:00Z'],
  // Epoch seconds, and milliseconds.
  ['1706702400', NOON],
  ['@1706702400', NOON],
  ['1706702400.25', NOON],
  ['1706702400123', NOON],
  ['1706702400123456', NOON],
  ['1706702400123456789', NOON],
  // At the ends of what is possible.
  [`  ${MORNING}  `, MORNING],
  ['2024-02-29', '2024-02-29T00:00:00Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
  ['1980-01-02T00:00:00Z', '1980-01-02T00:00:00Z'],
  ['2099-12-31T23:59:59Z', '2099-12-31T23:59:59Z'],
]

const NO_TIMES: readonly (readonly [string, string])[] = [
  ['Go’s zero time', '0001-01-01T00:00:00Z'],
  ['the year 0', '0000-01-01T00:00:00Z'],
  ['the epoch, by jib, Bazel and ko', '1970-01-01T00:00:00Z'],
  ['a second later, by Nix', '1970-01-01T00:00:01Z'],
  ['the epoch in another zone', '1969-12-31T19:00:00-05:00'],
  ['the epoch in seconds', '0'],
  ['the first day of ZIP', '1980-01-01T00:00:00Z'],
  ['a second later, by Buildpacks', '1980-01-01T00:00:01Z'],
  ['the first day of ZIP in another zone', '1980-01-01T00:00:00+02:00'],
  ['the first day of ZIP in seconds', '315532800'],
  ['a year before there were images', '1979-06-01T00:00:00Z'],
  ['the greatest time of 32 bits', '2106-02-07T06:28:15Z'],
  ['the greatest time of 64 bits', '2262-04-11T23:47:16Z'],
  ['the year 9999', '9999-12-31T23:59:59Z'],
  ['the year 99', '0099-06-01'],
  ['a year of five digits', '12024-01-31'],
  ['a month that is not', '2024-13-01'],
  ['the month 0', '2024-00-10'],
  ['a day that is not', '2023-02-29'],
  ['the day 0', '2024-01-00T00:00:00Z'],
  ['an hour that is not', '2024-01-31T24:00:00Z'],
  ['a minute that is not', '2024-01-31T10:60:00Z'],
  ['a zone that is not', '2024-01-31T10:00:00+15:00'],
  ['a zone by a name that is none', '2024-01-31 10:00:00 XYZ'],
  ['a zone by a name of objects', '2024-01-31 10:00:00 constructor'],
  ['a zone that only a table of zones tells', '2024-01-31T10:00:00[Europe/Berlin]'],
  ['a zone in parentheses, without an offset', '2024-01-31 10:00:00 (CET)'],
  ['half a day behind a zone', '2024-01-31 10:00:00 UTC PM'],
  ['the hour 13 of half a day', 'Jan 31, 2024 13:00 PM'],
  ['the hour 0 of half a day', 'Jan 31, 2024 0:00 AM'],
  ['two separators', '2024-01/31'],
  ['a day of the week that is none', 'Foo, 31 Jan 2024'],
  ['the beginning of a month', '31 Janu 2024'],
  ['a month without a year', 'Jan 31'],
  ['a number of a build of a day', '20240131.10'],
  ['the same with a dash', '20240131-1'],
  ['the same of two digits', '20240131-10'],
  ['the 31st of a month of 30 days', '20240431'],
  ['an hour that is not, of digits', '202401312410'],
  ['the month 13, of digits', '202413311010'],
  ['a clock without a time', ' m=+0.1'],
  ['brackets alone', '[UTC]'],
  ['eleven digits', '17067024001'],
  ['a month by a name that is not', '31 Foo 2024 10:00:00'],
  ['a slash', '01/31/2024'],
  ['an hour alone', '10:00:00'],
  ['a version', '1.2.3'],
  ['words', 'build 2024-01-31'],
  ['nothing', ''],
  ['very many digits', '9'.repeat(100_000)],
  ['very many spaces', `${' '.repeat(100_000)}2024-01-31`],
]

// The zone of the machine must not matter. Node reads TZ anew when it is set.
const machine = process.env['TZ']
afterAll(() => {
  if (machine === undefined) delete process.env['TZ']
  else process.env['TZ'] = machine
})

describe.each(['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati'])('on a machine in %s', (zone) => {
  it('a time without a zone is in UTC', () => {
    process.env['TZ'] = zone
    expect(new Date('2024-01-31T10:00:00').toISOString() === '2024-01-31T10:00:00.000Z').toBe(zone === 'UTC')
    expect(FORMS.map(([text]) => [text, parseTime(text)])).toEqual(FORMS)
  })

  it('what is no time, or stands for one that is not known, is none', () => {
    process.env['TZ'] = zone
    expect(NO_TIMES.filter(([, text]) => parseTime(text) !== undefined)).toEqual([])
  })
})

it('a placeholder in one annotation does not hide the time in another', () => {
  const source = (created: string, key = 'org.opencontainers.image.created') => new Map([[key, created]])
  expect(createdFromLabels([source('1970-01-01T00:00:00Z'), source('2024-01-31 10:00:00')])).toBe(MORNING)
  expect(createdFromLabels([source('now'), source('1706702400', 'org.label-schema.build-date')])).toBe(NOON)
  expect(createdFromLabels([source('now'), undefined])).toBeUndefined()
})
